import { Readable } from 'node:stream'
import { type ImageType, imageType, TELLING_BYTES } from './image-type.ts'

/** An image on its way: it is not kept, and fails where it breaks off or becomes too large. */
export interface ImageOnItsWay {
  readonly ok: true
  readonly type: ImageType
  /** Nothing more is fetched once it is destroyed. */
  readonly content: Readable
}

/** What cannot be shown. */
export type ImageProblem = 'too large' | 'unknown type'

/**
 * Reads as much of a body as tells what it is, and hands the whole of it on as it comes, counted: whoever sends it may
 * have named no length, or a wrong one.
 * @throws As the body does that breaks off at its beginning.
 */
export async function imageFrom(
  body: Readable,
  maxBytes: number,
): Promise<ImageOnItsWay | { readonly ok: false; readonly problem: ImageProblem }> {
  const chunks = counted(body, maxBytes)
  try {
    const start = await beginning(chunks)
    const type = imageType(start)
    if (type === undefined) {
      body.destroy()
      return { ok: false, problem: 'unknown type' }
    }
    const content = Readable.from(joined(start, chunks), { objectMode: false })
    // Also where nobody began to read, so that nothing else ends it.
    content.once('close', () => body.destroy())
    return { ok: true, type, content }
  } catch (error) {
    body.destroy()
    if (error instanceof TooLargeError) return { ok: false, problem: 'too large' }
    throw error
  }
}

/** More came than an image may have. */
class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

async function* counted(body: Readable, maxBytes: number): AsyncGenerator<Uint8Array, void> {
  let bytes = 0
  for await (const chunk of body) {
    const piece = Buffer.from(chunk)
    bytes += piece.length
    if (bytes > maxBytes) throw new TooLargeError(`the image has more than ${maxBytes} bytes`)
    yield piece
  }
}

/** As much as tells what it is; less if there is no more. */
async function beginning(chunks: AsyncGenerator<Uint8Array, void>): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array()
  while (start.length < TELLING_BYTES) {
    const next = await chunks.next()
    if (next.done === true) break
    start = Buffer.concat([start, next.value])
  }
  return start
}

async function* joined(
  start: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void> {
  yield start
  yield* rest
}
