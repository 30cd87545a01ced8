import type { IncomingMessage } from 'node:http'

/** The bytes of a body, or why there are none. */
export type BodyResult =
  | { readonly kind: 'body'; readonly bytes: Buffer }
  /** The rest is read and thrown away, until the server's time limit for requests. */
  | { readonly kind: 'too large' }
  /** The client went away: nobody is there to be answered. */
  | { readonly kind: 'aborted' }

/** Reads a body into memory, at most `limit` bytes, whether its length is announced or it comes in chunks. */
export function readBody(req: IncomingMessage, limit: number): Promise<BodyResult> {
  if (Number(req.headers['content-length'] ?? 0) > limit) {
    req.resume()
    return Promise.resolve({ kind: 'too large' })
  }
  return new Promise((resolve) => {
    let chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      chunks = []
      resolve({ kind: 'too large' })
    })
    // Only the first of these counts: after `end` comes `close` as well.
    req.once('end', () => resolve({ kind: 'body', bytes: joined(chunks) }))
    req.once('close', () => resolve({ kind: 'aborted' }))
    req.on('error', () => resolve({ kind: 'aborted' }))
  })
}

/** A notification mostly comes in one piece, which need not be copied. */
function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks)
}
