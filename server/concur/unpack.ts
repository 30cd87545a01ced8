import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'

/** The body, or what went wrong; the problem completes a sentence that begins with the request. */
export type Unpacked =
  | { readonly ok: true; readonly body: Uint8Array }
  | { readonly ok: false; readonly reason: 'too large' | 'not unpacked'; readonly problem: string }

type Unpack = (packed: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>

/** Some servers leave out the frame that RFC 9110 (8.4.1.2) means; the first byte of one ends in 8. */
const unpackDeflate: Unpack = (packed, options) =>
  promisify((packed[0] ?? 0) % 16 === 8 ? inflate : inflateRaw)(packed, options)

const UNPACK = new Map<string, Unpack>([
  ['identity', (packed) => Promise.resolve(packed)],
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', unpackDeflate],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
])

/**
 * Unpacks a body that came packed although nobody asked for it. Never throws.
 * @param contentEncoding The header, as sent.
 * @param maxBytes No more is unpacked: a small body may hold gigabytes.
 */
export async function unpack(
  body: Uint8Array,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Unpacked> {
  const coding = contentEncoding?.trim().toLowerCase() ?? ''
  if (coding === '' || body.length === 0) return { ok: true, body }
  const unpackOne = UNPACK.get(coding)
  if (unpackOne === undefined) return notUnpacked(`answered packed as ${coding.slice(0, 50)}, unasked`)
  try {
    return { ok: true, body: await unpackOne(body, { maxOutputLength: maxBytes }) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? {
          ok: false,
          reason: 'too large',
          problem: `answered more than ${maxBytes} bytes, packed as ${coding}`,
        }
      : notUnpacked(`answered something that is not whole ${coding}`)
  }
}

function notUnpacked(problem: string): Unpacked {
  return { ok: false, reason: 'not unpacked', problem }
}
