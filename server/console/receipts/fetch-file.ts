import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import got, { type Request, RequestError } from 'got'
import { isForbiddenHost, lookUpPublic } from '../../delivery/safe-address.ts'
import { type ImageOnItsWay, type ImageProblem, imageFrom } from './image-on-its-way.ts'

/** Why a file is not fetched. */
export type FileProblem = ImageProblem | 'forbidden address' | 'no answer'

/** What came of fetching a file. */
export type FetchedFile = ImageOnItsWay | { readonly ok: false; readonly problem: FileProblem }

/** Fetches a file of somebody else's host. @param url Untrusted. @param signal Ends it, also while the content flows. */
export type FetchFile = (url: string, signal: AbortSignal) => Promise<FetchedFile>

/** What tests choose. */
export interface FetchFileOptions {
  readonly maxBytes?: number
  /** For all of it, in ms. */
  readonly timeoutMs?: number
  /** Finds the addresses of hosts; must refuse those that are not public. */
  readonly lookup?: LookupFunction
}

/** Image v1, "Supported formats". */
const MAX_BYTES = 10 * 1024 * 1024
const TIMEOUT_MS = 60_000
const TIMEOUTS = { lookup: 5000, connect: 10_000, secureConnect: 10_000, response: 30_000 }
const MAX_REDIRECTS = 3

/**
 * Fetches by HTTPS from the public internet alone, without token or cookie: the address comes from an answer of
 * Concur's, and must not lead into the network that the connector stands in, nor may any that it leads on to.
 * @param trustedOrigin Of Concur's services as configured; it may be on this machine, as the simulator is.
 */
export function createFetchFile(trustedOrigin: string, options: FetchFileOptions = {}): FetchFile {
  const { maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS, lookup = lookUpPublic } = options
  // Nothing is kept open, so that nothing has to be closed.
  const guarded = {
    http: new HttpAgent({ lookup }),
    https: new HttpsAgent({ lookup, minVersion: 'TLSv1.2' }),
  }

  return async (address, signal) => {
    let url = URL.parse(address)
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      if (url === null || !mayBeCalled(url)) return failed('forbidden address')
      const found = await ask(url, signal)
      if (!(found instanceof URL)) return found
      url = found
    }
    return failed('no answer')
  }

  function mayBeCalled({ origin, protocol, hostname, username, password }: URL): boolean {
    if (username !== '' || password !== '') return false
    return origin === trustedOrigin || (protocol === 'https:' && !isForbiddenHost(hostname))
  }

  /** @returns A URL where the file is elsewhere. */
  async function ask(url: URL, signal: AbortSignal): Promise<FetchedFile | URL> {
    const request = got.stream(url, {
      headers: { 'user-agent': 'concur-connector', 'accept-encoding': 'identity' },
      ...(url.origin !== trustedOrigin && { agent: guarded }),
      signal,
      timeout: { ...TIMEOUTS, request: timeoutMs },
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
    })
    try {
      return await fileOf(request, url, maxBytes)
    } catch (error) {
      request.destroy()
      if (!(error instanceof RequestError) && !signal.aborted) throw error
      // got's own message may quote the address, which is as good as the receipt.
      const isForbidden = error instanceof RequestError && error.code === 'FORBIDDEN_ADDRESS'
      return failed(isForbidden ? 'forbidden address' : 'no answer')
    }
  }
}

async function fileOf(request: Request, url: URL, maxBytes: number): Promise<FetchedFile | URL> {
  const { status, length, location } = await headOf(request)
  if (status === 200 && length <= maxBytes) return imageFrom(request, maxBytes)
  request.destroy()
  if (status === 200) return failed('too large')
  const isElsewhere = location !== undefined && status >= 300 && status < 400
  return isElsewhere ? (URL.parse(location, url.href) ?? failed('forbidden address')) : failed('no answer')
}

function headOf(request: Request) {
  return new Promise<Head>((resolve, reject) => {
    // Stays: a body may break off later, which its reader is told of too.
    request.on('error', reject)
    request.once('response', ({ statusCode, headers }: Answer) =>
      resolve({
        status: statusCode,
        length: Number(headers['content-length'] ?? 0),
        location: headers.location,
      }),
    )
  })
}

interface Head {
  readonly status: number
  readonly length: number
  readonly location: string | undefined
}

interface Answer {
  readonly statusCode: number
  readonly headers: { readonly 'content-length'?: string; readonly location?: string }
}

function failed(problem: FileProblem) {
  return { ok: false, problem } as const
}
