import { verbatimPath } from '../../notification/verbatim-path.ts'
import { type ExactJson, isObject } from '../exact-json.ts'
import type { Credentials, ListRequest, Tokens, Vendor, VendorDeps, VendorPage } from '../vendor.ts'
import { readBase } from '../vendor-base.ts'
import { callWithToken, jsonOf, queryOf, timesOf, unreadable, type VendorAnswer } from '../vendor-http.ts'
import { requestTokens } from '../vendor-tokens.ts'

const NAME = 'Concur'
const DEFAULT_BASE = 'https://us.api.concursolutions.com'
const PAGE_SIZE = 100
/** Concur's own default, taken when it does not like ours. */
const SMALL_PAGE_SIZE = 25
/** HTTP Status Codes: after 503 and after a timeout, five minutes. */
const FIVE_MINUTES_MS = 300_000
/** The dates of the list have no zone. */
const DATE_FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSS"
const ADVICE =
  "the token is not taken, or lacks the scope EXPRPT or its user the role Web Services Administrator, which everybody's reports need"

/**
 * SAP Concur's expense reports.
 * @see SAP Concur, Reports v3, "Retrieve reports owned by the user based on search criteria"; FACTS of polling, 13.
 */
export const concur: Vendor = {
  key: 'concur',
  elementId: 3129,
  name: NAME,
  hub: 'expense',
  paths: { '/hubs/expense/reports': '/api/v3.0/expense/reports' },
  defaultResources: {
    reports: {
      url: `/hubs/expense/reports?where=modifiedDateAfter='\${date:${DATE_FORMAT}}'`,
      idField: 'ID',
      datesConfiguration: {
        updatedDateField: 'LastModifiedDate',
        updatedDateFormat: DATE_FORMAT,
        createdDateField: 'CreateDate',
        createdDateFormat: DATE_FORMAT,
      },
    },
  },
  shortestIntervalMinutes: 1,
  checkSettings: (settings, allowedOrigins) =>
    baseOf(settings['base.url'] ?? DEFAULT_BASE, allowedOrigins) === undefined
      ? ['base.url: must be an origin of Concur, such as `https://us2.api.concursolutions.com`']
      : [],
  checkRequest: ({ where }) =>
    where
      .filter(({ operator }) => operator !== '=')
      .map(({ name }) => `\`${name}\` in where must be followed by \`=\`, as Concur's parameters are`),
  firstGrant(settings) {
    const refreshToken = settings['oauth.user.refresh_token']
    const code = settings['providerData.code']
    if (refreshToken !== undefined) return { kind: 'refresh token', refreshToken }
    return code === undefined ? { kind: 'client credentials' } : { kind: 'code', code }
  },
  requestTokens: (grant, deps, signal) =>
    requestTokens(deps, {
      vendor: NAME,
      url: `${originOf(deps)}/oauth2/v0/token`,
      grant,
      signal,
      usualLifetimeS: 3600,
    }),
  connect: (deps, credentials) => ({ list: (request) => list(deps, credentials, request) }),
}

async function* list(
  deps: VendorDeps,
  credentials: Credentials,
  { hub, path, resource, signal }: ListRequest,
): AsyncGenerator<VendorPage, void, undefined> {
  const firstPage = (limit: number) => {
    const where = hub.where.map(({ name, value }) => [name, value] as const)
    // Without `user` only the reports of the token's owner come.
    const user = hub.where.some(({ name }) => name === 'user') ? [] : [['user', 'ALL'] as const]
    return `${path}?${queryOf(new Map([...where, ['limit', String(limit)], ...user]))}`
  }
  let limit = Math.min(resource.pageSize ?? PAGE_SIZE, PAGE_SIZE)
  let target: string | undefined = firstPage(limit)
  const seen = new Set<string>()
  while (target !== undefined) {
    seen.add(target)
    let answer = await get(target)
    if (seen.size === 1 && limit > SMALL_PAGE_SIZE && isAboutLimit(answer)) {
      limit = SMALL_PAGE_SIZE
      answer = await get(firstPage(limit))
    }
    const call = { vendor: NAME, url: originOf(deps) + target }
    // Concur uses 400 for a database deadlock and for too many requests, too: the next poll tries again.
    const page = jsonOf(call, answer, ADVICE)
    const items = itemsOf(page)
    if (items === undefined) throw unreadable(call, 'no list of Items')
    yield { records: items.filter(isObject), ...timesOf(answer) }
    target = nextPage(isObject(page) ? page['NextPage'] : undefined, path)
    if (target !== undefined && seen.has(target)) throw unreadable(call, 'a NextPage that came before')
  }

  function get(page: string): Promise<VendorAnswer> {
    return callWithToken(
      deps,
      credentials,
      // A token that has expired may be answered 403.
      (status) => status === 401 || status === 403,
      (tokens) => ({
        vendor: NAME,
        url: originOf(deps, tokens) + page,
        headers: { authorization: `Bearer ${tokens.accessToken}` },
        signal,
        waitAfterTimeoutMs: FIVE_MINUTES_MS,
        waitWhenUnavailableMs: FIVE_MINUTES_MS,
      }),
    )
  }
}

/** As the reconciliation reads the same lists: `null`, or missing beside a `NextPage`, where there are none. */
function itemsOf(page: ExactJson): readonly ExactJson[] | undefined {
  if (!isObject(page)) return undefined
  const items = page['Items']
  if (Array.isArray(items)) return items
  return items === null || (items === undefined && Object.hasOwn(page, 'NextPage')) ? [] : undefined
}

function isAboutLimit({ status, body }: VendorAnswer): boolean {
  return status === 400 && /\blimit\b(?!.*exceeded)/i.test(new TextDecoder().decode(body))
}

/** Path and query, byte for byte; the host is left behind: Concur's links name others, even with plain http. */
function nextPage(link: ExactJson | undefined, path: string): string | undefined {
  if (link === undefined || link === null || link === '') return undefined
  const [, address = '', query] = typeof link === 'string' ? (/^([^?#]*)(\?[!-~]*)$/.exec(link) ?? []) : []
  if (
    query === undefined ||
    query.includes('#') ||
    verbatimPath(address)?.toLowerCase() !== path.toLowerCase()
  ) {
    throw unreadable(
      { vendor: NAME, url: DEFAULT_BASE + path },
      'a NextPage that is not an address of the same list',
    )
  }
  return path + query
}

/** Where the token belongs, or else where the instance says. */
function originOf({ settings, allowedOrigins }: VendorDeps, tokens?: Tokens): string {
  const configured = baseOf(settings['base.url'] ?? DEFAULT_BASE, allowedOrigins) ?? DEFAULT_BASE
  if (allowedOrigins.includes(configured)) return configured
  return baseOf(tokens?.origin ?? configured, allowedOrigins) ?? configured
}

function baseOf(text: string, allowedOrigins: readonly string[]): string | undefined {
  const base = readBase(text, (host) => /^([\w-]+\.)*concursolutions\.com$/.test(host), allowedOrigins)
  return base === undefined ? undefined : new URL(base).origin
}
