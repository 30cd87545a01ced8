import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Readable } from 'node:stream'
import got, { type Request, RequestError } from 'got'
import { isForbiddenHost, lookUpPublic } from '../../delivery/safe-address.ts'
import { type ImageType, imageType, TELLING_BYTES } from './image-type.ts'

/** A file on its way: it is not kept, and fails where it becomes too long. */
export interface FetchedFile {
  readonly ok: true
  readonly type: ImageType
  readonly content: Readable
}

/** Why a file is not fetched. */
export type FileProblem = 'forbidden address' | 'too large' | 'unknown type' | 'no answer'

/** Fetches a file of somebody else's host. */
export type FetchFile = (
  url: string,
  signal: AbortSignal,
) => Promise<FetchedFile | { readonly ok: false; readonly problem: FileProblem }>

/** Image v1, "Supported formats". */
const MAX_BYTES = 10 * 1024 * 1024
const TIMEOUTS = { lookup: 5000, connect: 10_000, secureConnect: 10_000, response: 30_000, request: 60_000 }

/**
 * Fetches by HTTPS from the public internet alone, without token or cookie, and follows no redirect: the address comes
 * from an answer of Concur's, and must not lead into the network that the connector stands in.
 * @param trustedOrigin Of Concur's services as configured; it may be on this machine, as the simulator is.
 */
export function createFetchFile(trustedOrigin: string, maxBytes = MAX_BYTES): FetchFile {
  const options = { lookup: lookUpPublic }
  // Nothing is kept open, so that nothing has to be closed.
  const guarded = {
    http: new HttpAgent(options),
    https: new HttpsAgent({ ...options, minVersion: 'TLSv1.2' }),
  }

  return async (address, signal) => {
    const url = URL.parse(address)
    const isTrusted = url?.origin === trustedOrigin
    if (url === null || (!isTrusted && (url.protocol !== 'https:' || isForbiddenHost(url.hostname))))
      return { ok: false, problem: 'forbidden address' }
    const request = got.stream(url, {
      headers: { 'user-agent': 'concur-connector' },
      ...(!isTrusted && { agent: guarded }),
      signal,
      timeout: TIMEOUTS,
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
    })
    try {
      return await fileOf(request, maxBytes)
    } catch (error) {
      request.destroy()
      // got's own message may quote the address, which is as good as the receipt.
      if (error instanceof RequestError || signal.aborted) return { ok: false, problem: 'no answer' }
      throw error
    }
  }
}

async function fileOf(request: Request, maxBytes: number): ReturnType<FetchFile> {
  const { status, length } = await headOf(request)
  const refuse = (problem: FileProblem) => {
    request.destroy()
    return { ok: false, problem } as const
  }
  if (status !== 200) return refuse('no answer')
  if (length > maxBytes) return refuse('too large')
  const chunks = bytesOf(request)
  const start: Uint8Array[] = []
  while (Buffer.concat(start).length < TELLING_BYTES) {
    const next = await chunks.next()
    if (next.done === true) break
    start.push(next.value)
  }
  const type = imageType(Buffer.concat(start))
  if (type === undefined) return refuse('unknown type')
  return { ok: true, type, content: Readable.from(bounded(start, chunks, maxBytes), { objectMode: false }) }
}

function headOf(request: Request): Promise<{ readonly status: number; readonly length: number }> {
  return new Promise((resolve, reject) => {
    // Stays: a body may break off later, which its reader is told of too.
    request.on('error', reject)
    request.once('response', ({ statusCode, headers }: Head) =>
      resolve({ status: statusCode, length: Number(headers['content-length'] ?? 0) }),
    )
  })
}

interface Head {
  readonly statusCode: number
  readonly headers: { readonly 'content-length'?: string }
}

async function* bytesOf(request: Request): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of request) yield Buffer.from(chunk)
}

async function* bounded(
  start: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array, void>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void> {
  let bytes = 0
  const counted = (chunk: Uint8Array) => {
    bytes += chunk.length
    if (bytes > maxBytes) throw new RangeError(`the receipt is longer than ${maxBytes} bytes`)
    return chunk
  }
  try {
    for (const chunk of start) yield counted(chunk)
    for await (const chunk of rest) yield counted(chunk)
  } finally {
    // Closes the connection where the reader has gone.
    await rest.return()
  }
}
