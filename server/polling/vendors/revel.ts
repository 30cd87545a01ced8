import { readDate } from '../date-format.ts'
import { type ExactJson, type ExactObject, isObject, textOf } from '../exact-json.ts'
import { valueAt } from '../record-path.ts'
import type { Resource } from '../resource.ts'
import { wallBeforeRepeatedHour } from '../time-zones.ts'
import type { ListRequest, Vendor, VendorDeps, VendorPage, VendorSettings } from '../vendor.ts'
import { readBase } from '../vendor-base.ts'
import { callVendor, jsonOf, queryOf, timesOf, unreadable, type VendorAnswer } from '../vendor-http.ts'

const NAME = 'Revel'
const PAGE_SIZE = 100
/** Tastypie's cap. */
const MAX_PAGE_SIZE = 1000
/** Nothing is published; one request a second hurts nobody. */
const GAP_MS = 1000
const ORDER = 'order_by'
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
 * Reads all pages. Each begins at the last date of the one before rather than behind its last record: a record that
 * changes while pages are read moves to the end, and those behind it move up to where we have been already.
 */
async function* list(deps: VendorDeps, request: ListRequest): AsyncGenerator<VendorPage, void, undefined> {
  const { path, signal } = request
  const base = baseOf(deps.settings, deps.allowedOrigins) ?? ''
  const key = `${deps.settings['oauth.api.key'] ?? ''}:${deps.settings['oauth.api.secret'] ?? ''}`
  let query = queryFor(request)
  let target: string | undefined = `${path}?${queryOf(query)}`
  const seen = new Set<string>()
  while (target !== undefined) {
    seen.add(target)
    let answer = await get(target)
    if (answer.status === 400 && seen.size === 1 && query.has(ORDER)) {
      query = new Map(Array.from(query).filter(([name]) => name !== ORDER))
      target = `${path}?${queryOf(query)}`
      answer = await get(target)
    }
    const call = { vendor: NAME, url: base + target }
    const body = jsonOf(call, answer, ADVICE)
    const [meta, objects] = isObject(body) ? [body['meta'], body['objects']] : []
    if (!Array.isArray(objects)) throw unreadable(call, `no list of objects; ${ADVICE}`)
    const records = objects.filter(isObject)
    const timeZone = isObject(meta) ? textOf(meta['time_zone']) : undefined
    yield { records, ...timesOf(answer), ...(timeZone !== undefined && { timeZone }) }
    target = nextPage(isObject(meta) ? meta['next'] : undefined, path)
    if (target === undefined) return
    const order = query.get(ORDER)
    const isByDate = order !== undefined && order === request.resource.updated?.path.text
    const since = isByDate ? lastDate(request.resource, records) : undefined
    const filter = `${order ?? ''}__gte`
    if (since !== undefined && since !== query.get(filter)) {
      query = new Map(query).set(filter, since)
      target = `${path}?${queryOf(query)}`
    }
    if (seen.has(target)) throw unreadable(call, 'a next page that came before')
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

/**
 * The date of the last record, if all that is left has that date or a later one.
 * @returns `undefined` if the records are not in order, or the clock shows that hour twice.
 */
function lastDate({ updated }: Resource, records: readonly ExactObject[]): string | undefined {
  if (updated === undefined) return undefined
  const texts = records.map((record) => textOf(valueAt(updated.path, record)) ?? '')
  const instants = texts.map((text) => readDate(updated.format, updated.zone, text) ?? Number.NaN)
  const isInOrder = instants.every((instant, index) => instant >= (instants[index - 1] ?? instant))
  const last = instants.at(-1)
  if (!isInOrder || last === undefined) return undefined
  return wallBeforeRepeatedHour(updated.zone, last) === undefined ? texts.at(-1) : undefined
}

function queryFor({ hub, resource }: ListRequest): ReadonlyMap<string, string> {
  const order = hub.parameters.get('orderBy') ?? resource.updated?.path.text
  const fields = hub.parameters.get('fields')
  const limit = Math.min(resource.pageSize ?? PAGE_SIZE, MAX_PAGE_SIZE)
  return new Map([
    ...hub.where.map(({ name, operator, value }) => [name + LOOKUP[operator], value] as const),
    ...(order === undefined ? [] : [[ORDER, order] as const]),
    ...(fields === undefined ? [] : [['fields', fields] as const]),
    ['limit', String(limit)],
    ['offset', '0'],
    ['format', 'json'],
  ])
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
