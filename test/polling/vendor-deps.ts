import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpAnswer, HttpClient } from '../../server/concur/http.ts'
import { createHttpClient } from '../../server/concur/http.ts'
import { readHubRequest } from '../../server/polling/hub-path.ts'
import { PollError } from '../../server/polling/poll-error.ts'
import type {
  Credentials,
  ListRequest,
  Tokens,
  Vendor,
  VendorDeps,
  VendorPage,
  VendorSettings,
} from '../../server/polling/vendor.ts'
import { VENDORS } from '../../server/polling/vendors/vendors.ts'
import { resourceOf } from './polls.ts'

/** Our own clock in these tests. */
export const NOW = new Date('2024-03-05T10:15:00Z')

/** The vendor of an element. */
export function vendorOf(key: string): Vendor {
  const vendor = VENDORS.find((each) => each.key === key)
  if (vendor === undefined) throw new Error(`no vendor ${key}`)
  return vendor
}

/** What a vendor is reached with: no waiting, and sleeps that are only written down. */
export function vendorDeps(
  settings: VendorSettings,
  { http, allowedOrigins = [] }: { http?: HttpClient; allowedOrigins?: readonly string[] } = {},
): VendorDeps & { readonly slept: number[] } {
  const slept: number[] = []
  return {
    settings,
    http: http ?? createHttpClient(4),
    now: () => NOW,
    async sleep(ms, signal) {
      slept.push(ms)
      await sleep(0, undefined, { signal })
    },
    pace: async () => {},
    allowedOrigins,
    slept,
  }
}

/** Credentials in memory. */
export function credentialsOf(vendor: Vendor, deps: VendorDeps): Credentials & { readonly asked: string[] } {
  const asked: string[] = []
  let tokens: Tokens | undefined
  return {
    asked,
    async current() {
      tokens ??= await get()
      return tokens
    },
    async refresh() {
      tokens = await get()
      return tokens
    },
  }

  async function get(): Promise<Tokens> {
    const { refreshToken } = tokens ?? {}
    const grant =
      refreshToken === undefined
        ? vendor.firstGrant(deps.settings)
        : ({ kind: 'refresh token', refreshToken } as const)
    if (grant === undefined || vendor.requestTokens === undefined) {
      throw new PollError('POLL_UNAUTHORIZED', 'there is nothing to get tokens with')
    }
    asked.push(grant.kind)
    return vendor.requestTokens(grant, deps, new AbortController().signal)
  }
}

/** Credentials that always give this token. */
export const FIXED: Credentials = {
  current: async () => ({ accessToken: 'TOKEN', expiresAt: new Date('2100-01-01') }),
  refresh: async () => ({ accessToken: 'TOKEN-2', expiresAt: new Date('2100-01-01') }),
}

/** A request for a list by the url of a configuration, rendered. */
export function listRequest(element: string, url: string, resource: object = {}): ListRequest {
  const hub = readHubRequest(url)
  if (!hub.ok) throw new Error(hub.problem)
  const { paths, defaultResources } = vendorOf(element)
  const [name = ''] = Object.keys(defaultResources)
  return {
    hub: hub.request,
    path: paths[hub.request.path] ?? '',
    resource: resourceOf(element, name, resource),
    signal: new AbortController().signal,
  }
}

/** The ids of all records, page by page. */
export async function readAll(
  pages: AsyncIterable<VendorPage>,
  id = 'id',
): Promise<readonly (readonly string[])[]> {
  const all: (readonly string[])[] = []
  for await (const { records } of pages) {
    all.push(records.map((record) => JSON.stringify(record[id]).replaceAll('"', '')))
  }
  return all
}

/** Why the pages could not be read. */
export async function failureOf(pages: AsyncIterable<VendorPage>): Promise<unknown> {
  return readAll(pages).then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** Answers each request with the next of these; the last one again and again. */
export function scripted(
  ...answers: readonly { status?: number; headers?: HttpAnswer['headers']; body: string }[]
): HttpClient & { readonly sent: { url: string; headers: Readonly<Record<string, string>> }[] } {
  const sent: { url: string; headers: Readonly<Record<string, string>> }[] = []
  return {
    sent,
    async send({ url, headers }) {
      const answer = answers[Math.min(sent.length, answers.length - 1)]
      sent.push({ url, headers })
      return {
        status: answer?.status ?? 200,
        headers: answer?.headers ?? {},
        body: new TextEncoder().encode(answer?.body ?? ''),
      }
    },
    close: () => {},
  }
}
