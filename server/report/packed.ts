import { promisify } from 'node:util'
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

// Handing a few kilobytes to another thread costs more than the work itself: 0.1 ms to 0.05 ms.
const SMALL_BYTES = 65_536
const SMALL_PACKED_BYTES = 16_384
/** A third of the work of the usual level, for a tenth to a half more bytes. */
const LEVEL = { level: 1 }

/** Packs what is kept of a report. As gzip: while versions change, an earlier connector reads what this one wrote. */
export async function pack(content: Uint8Array | string): Promise<Uint8Array> {
  const packed = content.length <= SMALL_BYTES ? gzipSync(content, LEVEL) : await compress(content, LEVEL)
  // A Buffer can be a few bytes of 64 KB, all of which would be copied on the way to the thread of the database.
  return packed.length < packed.buffer.byteLength ? new Uint8Array(packed) : packed
}

/**
 * Unpacks it, of whatever level.
 * @throws What `node:zlib` throws, if it is not what {@link pack} made.
 */
export async function unpack(packed: Uint8Array): Promise<Buffer> {
  return packed.length <= SMALL_PACKED_BYTES ? gunzipSync(packed) : await decompress(packed)
}
