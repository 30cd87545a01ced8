import { promisify } from 'node:util'
import { constants, gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib'

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

/** From here on what is read is packed at once: eight answers of 20 MB that wait for one another have 1 MB each then. */
const LARGE_BYTES = 1_048_576
/** Of what is packed; a hundred times as much may come out. */
const BEGINNING_BYTES = 8192

/** Whether {@link pack} has made it. No document that is read here begins like it. */
export function isPacked(content: Uint8Array): boolean {
  return content[0] === 0x1f && content[1] === 0x8b
}

/**
 * A document as it is handed on: packed if it is large; also if it seems to be packed already, so that what seems so is.
 * @param document One that is packed is emptied: the next collection of garbage may be far away.
 */
export async function packLarge(document: Uint8Array): Promise<Uint8Array> {
  if (document.length <= LARGE_BYTES && !isPacked(document)) return document
  const packed = await pack(document)
  const { buffer } = document
  // What shares its bytes with others is left alone.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === document.byteLength) buffer.transfer(0)
  return packed
}

/** What was handed to {@link packLarge}. */
export function wholeOf(document: Uint8Array): Uint8Array {
  return isPacked(document) ? gunzipSync(document) : document
}

/** The first thousands of bytes of it. */
export function beginningOf(document: Uint8Array): Uint8Array {
  if (!isPacked(document)) return document
  return gunzipSync(document.subarray(0, BEGINNING_BYTES), { finishFlush: constants.Z_SYNC_FLUSH })
}
