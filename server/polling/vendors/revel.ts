import { type ExactJson, isObject, textOf } from '../exact-json.ts'
import type { HubRequest } from '../hub-path.ts'
import { valueAt } from '../record-path.ts'
import { readBase } from '../vendor-base.ts'
import { callVendor, jsonOf, queryOf, timesOf, unreadable, type VendorAnswer } from '../vendor-http.ts'
import type { ListRequest, Vendor, VendorDeps, VendorPage, VendorSettings } from '../vendor.ts'

const NAME = 'Revel'
const PAGE_SIZE = 100
/** Tastypie's cap. */
const LARGEST_PAGE_SIZE = 1000
/** Nothing is published; one request a second hurts nobody. */
const GAP_MS = 1000
/** How often the end of a list is read again. */
const MOST_ROUNDS = 3
const LOOKUP = { '=': '', '>': '__gt', '>=': '__gte', '<': '__lt', '<=': '__lte' } as const
const DATE_FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSS"
const ADVICE = 'look at `subdomain`, `oauth.api.key` and `oauth.api.secret`'

/**
 * Revel Systems' employees, timesheets and the rest of its lists.
 * @see Revel, Open API; Tastypie, "Paginator"; FACTS of polling, section 14.
 */
export const revel: Vendor = {
  key: 'revel',
  elementId: 5125,
  name: NAME,
  hub: 'employee',
  paths: {
    '/hubs/employee/employees': '/resources/Employee/',
    '/hubs/employee/timesheets': '/resources/TimeSheetEntry/',
    '/hubs/employee/employee-schedules': '/resources/TimeSchedule/',
    '/hubs/employee/payments': '/resources/Payment/',
    '/hubs/employee/roles': '/resources/Role/',
    '/hubs/employee/users': '/enterprise/User/',
    '/hubs/employee/locations': '/enterprise/Establishment/',
  },
  defaultResources: { employees: defaultResource('employees'), timesheets: defaultResource('timesheets') },
  shortestIntervalMinutes: 1,
  checkSettings(settings, allowedOrigins) {
    const missing = ['oauth.api.key', 'oauth.api.secret'].filter((key) => (settings[key] ?? '') === '')
    const problems = missing.map((key) => `${key}: must be set`)
    if (baseOf(settings, allowedOrigins) === undefined) {
      problems.push(
        settings['base.url'] === undefined
          ? 'subdomain: must be one label of a host name, such as `my-company` of my-company.revelup.com'
          : 'base.url: must be an address of Revel, such as `https://my-company.revelup.com`',
      )
    }
    return problems
  },
  checkRequest: () => [],
  firstGrant: () => undefined,
  connect: (deps) => ({ list: (request) => list(deps, request) }),
}

function defaultResource(name: string) {
  return {
    url: `/hubs/employee/${name}?where=updated_date__gte='\${dateTimeZone:PST:${DATE_FORMAT}}'`,
    idField: 'id',
    datesConfiguration: {
      updatedDateField: 'updated_date',
      updatedDateFormat: DATE_FORMAT,
      updatedDateTimezone: 'PST',
      createdDateField: 'created_date',
      createdDateFormat: DATE_FORMAT,
      createdDateTimezone: 'PST',
    },
  }
}

/**
 * Reads all pages, then the end again from the last date seen until nothing new comes: a record that changes while
 * pages are read moves to the end, and those behind it move up to where we have been already.
 */
async function* list(deps: VendorDeps, request: ListRequest): AsyncGenerator<VendorPage, void, undefined> {
  const { id, updated } = request.resource
  const seen = new Set<string>()
  let [query, highest] = [queryFor(request), '']
  for (let round = 0; ; round += 1) {
    let isNew = false
    for await (const page of pagesOf(deps, request, query)) {
      for (const record of page.records) {
        const date = updated === undefined ? '' : (textOf(valueAt(updated.path, record)) ?? '')
        const version = `${textOf(valueAt(id, record)) ?? ''} ${date}`
        isNew ||= !seen.has(version)
        seen.add(version)
        if (date > highest) highest = date
      }
      yield page
    }
    const filter = Array.from(query.keys()).find((name) => name === `${updated?.path.text ?? ''}__gte`)
    if (!isNew || round >= MOST_ROUNDS || filter === undefined || highest === '') return
    query = new Map(query).set(filter, highest)
  }
}

async function* pagesOf(
  deps: VendorDeps,
  { path, signal }: ListRequest,
  query: ReadonlyMap<string, string>,
): AsyncGenerator<VendorPage, void, undefined> {
  const base = baseOf(deps.settings, deps.allowedOrigins) ?? ''
  const key = `${deps.settings['oauth.api.key'] ?? ''}:${deps.settings['oauth.api.secret'] ?? ''}`
  let target: string | undefined = `${path}?${queryOf(query)}`
  const seen = new Set<string>()
  while (target !== undefined) {
    seen.add(target)
    const answer = await get(target).then(async (first) => {
      const isAboutOrder = first.status === 400 && seen.size === 1 && query.has('order_by')
      return isAboutOrder ? get(`${path}?${queryOf(without(query, 'order_by'))}`) : first
    })
    const call = { vendor: NAME, url: base + target }
    const body = jsonOf(call, answer, ADVICE)
    const [meta, objects] = isObject(body) ? [body['meta'], body['objects']] : []
    if (!Array.isArray(objects)) throw unreadable(call, `no list of objects; ${ADVICE}`)
    const timeZone = isObject(meta) ? textOf(meta['time_zone']) : undefined
    yield {
      records: objects.filter(isObject),
      ...timesOf(answer),
      ...(timeZone !== undefined && { timeZone }),
    }
    target = nextPage(isObject(meta) ? meta['next'] : undefined, path)
    if (target !== undefined && seen.has(target)) throw unreadable(call, 'a next page that came before')
  }

  async function get(page: string): Promise<VendorAnswer> {
    await deps.pace(base, GAP_MS, signal)
    return callVendor(deps, {
      vendor: NAME,
      url: base + page,
      headers: { 'api-authentication': key },
      signal,
    })
  }
}

function queryFor({ hub, resource }: ListRequest): ReadonlyMap<string, string> {
  const order = hub.parameters.get('orderBy') ?? resource.updated?.path.text
  const fields = hub.parameters.get('fields')
  const limit = Math.min(resource.pageSize ?? PAGE_SIZE, LARGEST_PAGE_SIZE)
  return new Map([
    ...whereOf(hub),
    ...(order === undefined ? [] : [['order_by', order] as const]),
    ...(fields === undefined ? [] : [['fields', fields] as const]),
    ['limit', String(limit)],
    ['offset', '0'],
    ['format', 'json'],
  ])
}

function whereOf({ where }: HubRequest) {
  return where.map(({ name, operator, value }) => [name + LOOKUP[operator], value] as const)
}

function without(query: ReadonlyMap<string, string>, name: string): ReadonlyMap<string, string> {
  return new Map(Array.from(query).filter(([key]) => key !== name))
}

/** A path and a query. Never another host. */
function nextPage(link: ExactJson | undefined, path: string): string | undefined {
  if (link === undefined || link === null) return undefined
  if (typeof link === 'string' && link.startsWith(`${path}?`) && /^[!-~]*$/.test(link)) return link
  throw unreadable(
    { vendor: NAME, url: `https://revelup.com${path}` },
    'a next page that is not of the same list',
  )
}

function baseOf(settings: VendorSettings, allowedOrigins: readonly string[]): string | undefined {
  const base = settings['base.url']
  if (base !== undefined)
    return readBase(base, (host) => /^[a-z0-9-]+\.revelup\.com$/.test(host), allowedOrigins)
  const subdomain = settings['subdomain'] ?? ''
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(subdomain)
    ? `https://${subdomain}.revelup.com`
    : undefined
}
