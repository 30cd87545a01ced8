import { type ExactJson, isObject, textOf } from '../exact-json.ts'
import type { HubRequest } from '../hub-path.ts'
import type { Credentials, ListRequest, Vendor, VendorDeps, VendorPage, VendorSettings } from '../vendor.ts'
import { readBase } from '../vendor-base.ts'
import { callWithToken, jsonOf, queryOf, timesOf, unreadable, type VendorAnswer } from '../vendor-http.ts'
import { requestTokens } from '../vendor-tokens.ts'

const NAME = 'Sage'
const BASE = 'https://api.accounting.sage.com/v3.1'
const TOKEN_URL = 'https://oauth.accounting.sage.com/token'
/** Of the generation before, which `base.url` may choose; by country. */
const OLD_TOKEN_URLS: Readonly<Record<string, string>> = {
  US: 'https://oauth.na.sageone.com/token',
  CA: 'https://oauth.na.sageone.com/token',
  DE: 'https://oauth.eu.sageone.com/token',
  ES: 'https://oauth.eu.sageone.com/token',
  FR: 'https://oauth.eu.sageone.com/token',
  GB: 'https://app.sageone.com/oauth2/token',
  IE: 'https://app.sageone.com/oauth2/token',
}
const CUSTOMERS = '/hubs/finance/customers'
const PAGE_SIZE = 200
/** Sixty requests a minute for one business. */
const GAP_MS = 1000
/** How often a list is read from its beginning. */
const MAX_BEGINNINGS = 3
/** What lists give without being asked. */
const GIVEN = new Set(['id', 'displayed_as', '$path'])
/** What a condition on a date may be called. */
const SINCE = new Set(['lastModifiedDate', 'updated_or_created_since'])
const DATE_FORMAT = "yyyy-MM-dd'T'HH:mm:ss'Z'"
const DELETED = 'deleted_at'
const ADVICE = 'the token is not taken, or the business has no active subscription'

/**
 * Sage Business Cloud Accounting.
 * @see Sage, Accounting API v3.1, guides on pagination, filtering and errors; FACTS of polling, section 15.
 */
export const sage: Vendor = {
  key: 'sageone',
  elementId: 3458,
  name: NAME,
  hub: 'finance',
  paths: { [CUSTOMERS]: '/contacts' },
  defaultResources: {
    customers: {
      url: `/hubs/finance/customers?where=lastModifiedDate>='\${date:${DATE_FORMAT}}' and attributes='created_at,updated_at'`,
      idField: 'id',
      datesConfiguration: {
        updatedDateField: 'updated_at',
        updatedDateFormat: DATE_FORMAT,
        updatedDateTimezone: 'GMT',
        createdDateField: 'created_at',
        createdDateFormat: DATE_FORMAT,
        createdDateTimezone: 'GMT',
      },
    },
  },
  shortestIntervalMinutes: 2,
  deletedField: DELETED,
  checkSettings(settings, allowedOrigins) {
    const missing = ['oauth.api.key', 'oauth.api.secret'].filter((key) => (settings[key] ?? '') === '')
    const problems = missing.map((key) => `${key}: must be set`)
    const { country } = settings
    if (country !== undefined && OLD_TOKEN_URLS[country.toUpperCase()] === undefined) {
      problems.push(`country: must be one of ${Object.keys(OLD_TOKEN_URLS).join(', ')}`)
    }
    if (baseOf(settings, allowedOrigins) === undefined) {
      problems.push(`base.url: must be an address of Sage, such as \`${BASE}\``)
    }
    return problems
  },
  checkRequest: ({ where }) =>
    where
      .filter(({ name, operator }) => operator !== '=' && !(SINCE.has(name) && operator.startsWith('>')))
      .map(
        ({ name }) =>
          `\`${name}\` in where must be followed by \`=\`, or by \`>=\` if it is lastModifiedDate`,
      ),
  firstGrant(settings) {
    const refreshToken = settings['oauth.user.refresh_token']
    const code = settings['providerData.code']
    if (refreshToken !== undefined) return { kind: 'refresh token', refreshToken }
    return code === undefined ? undefined : { kind: 'code', code }
  },
  requestTokens: (grant, deps, signal) =>
    requestTokens(deps, { vendor: NAME, url: tokenUrl(deps), grant, signal, usualLifetimeS: 300 }),
  connect: (deps, credentials) => ({
    list: (request) => list(deps, credentials, request, queryFor(request)),
    listDeleted: (request, after) => list(deps, credentials, request, deletedQuery(request, after)),
  }),
}

async function* list(
  deps: VendorDeps,
  credentials: Credentials,
  { path, signal }: ListRequest,
  query: ReadonlyMap<string, string>,
): AsyncGenerator<VendorPage, void, undefined> {
  const base = baseOf(deps.settings, deps.allowedOrigins) ?? BASE
  const first = `${path}?${queryOf(query)}`
  let target: string | undefined = first
  let [total, beginnings] = [0, 1]
  const seen = new Set<string>()
  for (let asked = 1; target !== undefined; asked += 1) {
    seen.add(target)
    const answer = await get(target)
    const call = { vendor: NAME, url: base + target }
    const body = jsonOf(call, answer, ADVICE)
    const items = isObject(body) ? body['$items'] : undefined
    if (!isObject(body) || !Array.isArray(items)) throw unreadable(call, 'no list of $items')
    const before = total
    total = Number(textOf(body['$total']) ?? before)
    if (total < before) {
      // Something left the list, and what was behind it moved up to where we have been already.
      if (beginnings >= MAX_BEGINNINGS) throw unreadable(call, 'a list that is shorter each time it is read')
      beginnings += 1
      seen.clear()
      ;[target, asked, total] = [first, 0, 0]
      continue
    }
    // Beyond the end the last page comes again.
    if (Number(textOf(body['$page']) ?? asked) < asked) return
    yield { records: items.filter(isObject), ...timesOf(answer) }
    target = nextPage(body['$next'], path, base)
    if (target !== undefined && seen.has(target)) throw unreadable(call, 'a $next that came before')
  }

  async function get(page: string): Promise<VendorAnswer> {
    await deps.pace(`${base} ${deps.settings['oauth.api.key'] ?? ''}`, GAP_MS, signal)
    return callWithToken(
      deps,
      credentials,
      (status) => status === 401,
      ({ accessToken }) => ({
        vendor: NAME,
        url: base + page,
        headers: { authorization: `Bearer ${accessToken}`, ...headersOf(deps.settings) },
        signal,
      }),
    )
  }
}

/** v3 wants the subscription of the application and the site; v3.1 takes a business. */
function headersOf(settings: VendorSettings): Record<string, string> {
  const subscription = settings['apim.subscription.key']
  const site = settings['resource.owner.id']
  const business = settings['business.id']
  if (!isOld(settings)) return business === undefined ? {} : { 'x-business': business }
  return {
    ...(subscription !== undefined && { 'ocp-apim-subscription-key': subscription }),
    ...(site !== undefined && { 'x-site': site }),
  }
}

function queryFor({ hub, resource }: ListRequest): ReadonlyMap<string, string> {
  const attributes = hub.where.find(({ name }) => name === 'attributes')?.value ?? ''
  return new Map([
    ...kindOf(hub),
    ...hub.where.map(
      ({ name, value }) => [SINCE.has(name) ? 'updated_or_created_since' : name, value] as const,
    ),
    ['attributes', withFields(attributes, resource)],
    ...paging(resource),
  ])
}

function deletedQuery({ hub, resource }: ListRequest, after: Date): ReadonlyMap<string, string> {
  return new Map([
    ...kindOf(hub),
    // Exclusive, and a second may hold two deletions.
    ['deleted_since', `${new Date(after.getTime() - 1000).toISOString().slice(0, 19)}Z`],
    ['attributes', withFields(DELETED, resource)],
    ...paging(resource),
  ])
}

/** Customers and suppliers are one list. */
function kindOf({ path }: HubRequest) {
  return path === CUSTOMERS ? [['contact_type_id', 'CUSTOMER'] as const] : []
}

/** Lists leave out all but the name unless they are asked. */
function withFields(attributes: string, { id, updated, created }: ListRequest['resource']): string {
  if (attributes === 'all') return attributes
  const needed = [created, updated].flatMap((date) => (date === undefined ? [] : [date.path.steps[0]]))
  const all = [...attributes.split(','), ...needed, id.steps[0]].map((name) => String(name).trim())
  return Array.from(new Set(all.filter((name) => name !== '' && !GIVEN.has(name)))).join(',')
}

function paging({ pageSize }: ListRequest['resource']) {
  const limit = Math.min(pageSize ?? PAGE_SIZE, PAGE_SIZE)
  return [['items_per_page', String(limit)] as const, ['page', '1'] as const]
}

/** `$next` may lack the path of the base. Never another host. */
function nextPage(link: ExactJson | undefined, path: string, base: string): string | undefined {
  if (link === undefined || link === null || link === '') return undefined
  const prefix = new URL(base).pathname
  const text = typeof link === 'string' ? link : ''
  const inside = prefix !== '/' && text.startsWith(`${prefix}/`) ? text.slice(prefix.length) : text
  if (inside.startsWith(`${path}?`) && /^[!-~]*$/.test(inside)) return inside
  throw unreadable({ vendor: NAME, url: base + path }, 'a $next that is not of the same list')
}

function tokenUrl({ settings, allowedOrigins }: VendorDeps): string {
  const base = baseOf(settings, allowedOrigins) ?? BASE
  const { origin } = new URL(base)
  if (allowedOrigins.includes(origin)) return `${origin}/token`
  return isOld(settings)
    ? (OLD_TOKEN_URLS[settings['country']?.toUpperCase() ?? 'US'] ?? TOKEN_URL)
    : TOKEN_URL
}

function isOld(settings: VendorSettings): boolean {
  return /\/accounts\/v3\/*$/.test(settings['base.url'] ?? '')
}

function baseOf(settings: VendorSettings, allowedOrigins: readonly string[]): string | undefined {
  const own = new Set(['api.accounting.sage.com', 'api.columbus.sage.com'])
  return readBase(settings['base.url'] ?? BASE, (host) => own.has(host), allowedOrigins)
}
