import { type DateFormat, parseDateFormat } from './date-format.ts'
import { readHubRequest } from './hub-path.ts'
import type { Problems } from './problems.ts'
import { parseRecordPath, type RecordPath } from './record-path.ts'
import type { DateField, Resource } from './resource.ts'
import { parseZone, UTC } from './time-zones.ts'
import { parseUrlTemplate, renderUrl } from './url-template.ts'
import type { Vendor } from './vendor.ts'

/** What a resource is checked against. */
export interface ResourceRules {
  readonly vendor: Vendor
  /** Paths of hubs, with those that the instance adds. */
  readonly paths: Readonly<Record<string, string>>
  readonly problems: Problems
}

const MAX_URL = 2000
const DEFAULT_TOLERANCE_S = 1
/** FACTS 18: the documented default is 0, which loses what the vendor shows late. */
const DEFAULT_POLL_DELAY_S = 60
const KNOWN = new Set([
  'url',
  'idField',
  'datesConfiguration',
  'updatedDateTimezone',
  'createdDateTimezone',
  'filterByUpdatedDate',
  'filterByUpdateDate',
  'filterByCurrentDate',
  'createdCheckTolerance',
  'pageSize',
  'pollDelay',
  'xPath',
  'firstSeenIsCreated',
  'deletedSince',
  'newObject',
])

/**
 * Reads the settings of one resource.
 * @param field Where it stands, such as `event.poller.configuration.reports`.
 * @returns `undefined` if problems were found.
 * @see FACTS of polling, section 2.
 */
export function readResource(
  name: string,
  value: unknown,
  field: string,
  rules: ResourceRules,
): Resource | undefined {
  const { problems, vendor } = rules
  const before = problems.problems.length
  const given = membersOf(value)
  if (given === undefined) {
    problems.refuse(field, 'must be an object with `url`, `idField` and `datesConfiguration`')
    return undefined
  }
  const isEmpty = Object.keys(given).length === 0
  const settings = isEmpty ? membersOf(vendor.defaultResources[name]) : given
  if (settings === undefined) {
    problems.refuse(
      field,
      `is empty, and ${vendor.name} has no default for \`${name}\`; set \`url\` and \`idField\``,
    )
    return undefined
  }
  for (const key of Object.keys(settings).filter((each) => !KNOWN.has(each))) {
    problems.warn(`${field}.${key}`, 'is not a setting that we know and was ignored')
  }
  if (settings['xPath'] !== undefined) problems.warn(`${field}.xPath`, 'is a filter of old and was ignored')

  const url = readUrl(settings['url'], `${field}.url`, rules)
  const id = readPath(settings['idField'], `${field}.idField`, problems)
  const updated = readDateField('updated', settings, field, problems)
  const created = readDateField('created', settings, field, problems)
  const flag = (key: string, otherwise: boolean) =>
    readFlag(settings[key], `${field}.${key}`, otherwise, problems)
  const filterByUpdatedDate = flag('filterByUpdatedDate', flag('filterByUpdateDate', true))
  if (!filterByUpdatedDate && created === undefined) {
    problems.refuse(`${field}.filterByUpdatedDate`, 'is false, so `createdDateField` must be set')
  }
  const number = (key: string, otherwise: number, range: readonly [number, number]) =>
    readNumber(settings[key], `${field}.${key}`, otherwise, range, problems)
  const toleranceS = number('createdCheckTolerance', DEFAULT_TOLERANCE_S, [0, 86_400])
  const pollDelayS = number('pollDelay', DEFAULT_POLL_DELAY_S, [0, 86_400])
  const pageSize = settings['pageSize'] === undefined ? undefined : number('pageSize', 1, [1, 100_000])
  const deleted = flag('deletedSince', false)
    ? readDeleted(updated, `${field}.deletedSince`, rules)
    : undefined
  const resource = {
    filterByUpdatedDate,
    filterByCurrentDate: flag('filterByCurrentDate', false),
    createdToleranceMs: toleranceS * 1000,
    overlapMs: pollDelayS * 1000,
    firstSeenIsCreated: flag('firstSeenIsCreated', false),
    newObject: flag('newObject', true),
  }
  if (problems.problems.length > before || url === undefined || id === undefined) return undefined
  return {
    name,
    url,
    id,
    ...(updated !== undefined && { updated }),
    ...(created !== undefined && { created }),
    ...(pageSize !== undefined && { pageSize }),
    ...(deleted !== undefined && { deleted }),
    ...resource,
  }
}

function readUrl(value: unknown, field: string, { vendor, paths, problems }: ResourceRules) {
  if (typeof value !== 'string' || value.trim() === '') {
    problems.refuse(field, "must be a path such as `/hubs/expense/reports?where=...'${gmtDate:...}'`")
    return undefined
  }
  if (value.length > MAX_URL) {
    problems.refuse(field, `must have at most ${MAX_URL} characters`)
    return undefined
  }
  const parsed = parseUrlTemplate(value)
  if (!parsed.ok) {
    problems.refuse(field, parsed.problem)
    return undefined
  }
  for (const warning of parsed.warnings) problems.warn(field, warning)
  // Any date will do to see that what comes out can be sent.
  const hub = readHubRequest(renderUrl(parsed.template, 0))
  if (!hub.ok) {
    problems.refuse(field, hub.problem)
    return undefined
  }
  const { path } = hub.request
  if (!Object.hasOwn(paths, path)) {
    problems.refuse(
      field,
      `\`${path}\` is not known for ${vendor.name}; known are ${Object.keys(paths).join(', ')}`,
    )
  }
  for (const problem of vendor.checkRequest(hub.request)) problems.refuse(field, problem)
  return parsed.template
}

function readPath(value: unknown, field: string, problems: Problems): RecordPath | undefined {
  const path = typeof value === 'string' ? parseRecordPath(value.trim()) : undefined
  if (path === undefined) {
    problems.refuse(field, "must name a field, such as `id`, `user.id` or `['Modified Time']`")
  }
  return path
}

function readDateField(
  which: 'updated' | 'created',
  settings: Readonly<Record<string, unknown>>,
  field: string,
  problems: Problems,
): DateField | undefined {
  const dates = membersOf(settings['datesConfiguration'] ?? {})
  if (dates === undefined) {
    if (which === 'updated') problems.refuse(`${field}.datesConfiguration`, 'must be an object')
    return undefined
  }
  const prefix = `${field}.datesConfiguration.${which}Date`
  const name = dates[`${which}DateField`]
  if (name === undefined || name === null || name === '') return undefined
  const path = readPath(name, `${prefix}Field`, problems)
  const format = readFormat(dates[`${which}DateFormat`], `${prefix}Format`, problems)
  // Also seen beside `datesConfiguration` instead of in it.
  const zoneName = dates[`${which}DateTimezone`] ?? settings[`${which}DateTimezone`] ?? ''
  const zone = typeof zoneName === 'string' ? parseZone(zoneName.trim()) : undefined
  if (zone === undefined) {
    problems.refuse(
      `${prefix}Timezone`,
      'must be a zone such as `UTC`, `PST`, `-8:00` or `America/Denver`; it is not known',
    )
  }
  if (path === undefined || format === undefined) return undefined
  return { path, format, zone: zone ?? UTC }
}

/** Deletions are dated like updates. */
function readDeleted(
  updated: DateField | undefined,
  field: string,
  { vendor, problems }: ResourceRules,
): DateField | undefined {
  const path = vendor.deletedField === undefined ? undefined : parseRecordPath(vendor.deletedField)
  if (path === undefined) problems.refuse(field, `${vendor.name} has no list of what was deleted`)
  else if (updated === undefined) problems.refuse(field, 'needs `updatedDateField` and its format')
  else return { ...updated, path }
  return undefined
}

function readFormat(value: unknown, field: string, problems: Problems): DateFormat | undefined {
  if (typeof value !== 'string' || value.trim() === '') {
    problems.refuse(field, "must be a pattern such as `yyyy-MM-dd'T'HH:mm:ss.SSS`, or `milliseconds`")
    return undefined
  }
  const result = parseDateFormat(value)
  if (!result.ok) {
    problems.refuse(field, result.problem)
    return undefined
  }
  if (result.warning !== undefined) problems.warn(field, result.warning)
  return result.format
}

/** A switch, as a boolean or as text. */
export function readFlag(value: unknown, field: string, otherwise: boolean, problems: Problems): boolean {
  if (value === undefined || value === null || value === '') return otherwise
  if (value === true || /^true$/i.test(typeof value === 'string' ? value : '')) return true
  const isFalse = value === false || /^false$/i.test(typeof value === 'string' ? value : '')
  if (!isFalse) problems.refuse(field, 'must be `true` or `false`')
  return false
}

/** A whole number, as a number or as text; `15.0` is one. */
export function readNumber(
  value: unknown,
  field: string,
  otherwise: number,
  [least, most]: readonly [number, number],
  problems: Problems,
): number {
  if (value === undefined || value === null || value === '') return otherwise
  const isWritten = typeof value === 'number' || typeof value === 'string'
  const number = isWritten && /^\d{1,9}(?:\.0{1,3})?$/.test(String(value).trim()) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  problems.refuse(field, `must be a whole number from ${least} to ${most}`)
  return otherwise
}

/** The members of an object, or of the JSON text of one. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const given = typeof value === 'string' ? parseJson(value) : value
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
  return Object.fromEntries(Object.entries(given))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
