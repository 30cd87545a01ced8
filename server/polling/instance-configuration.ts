import type { SignatureKeys } from '../delivery/signature.ts'
import { Problems } from './problems.ts'
import type { Resource } from './resource.ts'
import { membersOf, readFlag, readNumber, readResource } from './resource-configuration.ts'
import type { Vendor, VendorSettings } from './vendor.ts'

/** How often and for how long a callback is tried again; see FACTS of polling, section 9. */
export type RetrySchedule =
  /** Five times, the last after nine hours. */
  | 'short'
  /** Nine times, the last after three days. */
  | 'long'

/** Where callbacks go and how. */
export interface Callback {
  /** Absolute; http or https. */
  readonly url: string
  readonly signatureKeys: SignatureKeys
  /** `queue`: what is not delivered at once waits until somebody says that it may go. */
  readonly failurePolicy: 'retry' | 'queue'
  readonly retrySchedule: RetrySchedule
}

/** An instance of an element, as the parser has read it. */
export interface Instance {
  /** `concur`, `revel` or `sageone`. */
  readonly element: string
  readonly name: string
  readonly tags: readonly string[]
  /** Whether it is polled. */
  readonly enabled: boolean
  /** Which rule says so, for people. */
  readonly enabledBecause: string
  /** Set whenever it is enabled. */
  readonly callback?: Callback
  readonly intervalMinutes: number
  readonly resources: readonly Resource[]
  /** Paths of hubs, with those that the configuration adds. */
  readonly paths: Readonly<Record<string, string>>
  /** Whether records leave out their nulls, as the hub does. */
  readonly withoutNulls: boolean
  /** Our own: reports of a Concur instance that wait at external validation start a review. */
  readonly review: boolean
  /** Everything the vendor's adapter may want, secrets included: not for logs or answers. */
  readonly settings: VendorSettings
}

/** What comes of a body. */
export type InstanceResult =
  | {
      readonly ok: true
      readonly instance: Instance
      readonly warnings: readonly string[]
      /**
       * The configuration as the API answers it: every value as text, no secrets. Together with `secrets` it can be
       * read again.
       */
      readonly configuration: Readonly<Record<string, string>>
      /** By key of the configuration; to be kept encrypted and given to nobody. */
      readonly secrets: Readonly<Record<string, string>>
    }
  | { readonly ok: false; readonly problems: readonly string[] }

/** What an installation allows. */
export interface InstanceRules {
  readonly vendors: readonly Vendor[]
  /** Origins that `base.url` may name although they are not the vendor's own. */
  readonly allowedOrigins: readonly string[]
  /** Whether callbacks may go over plain http. */
  readonly allowHttp: boolean
  /** Whether an address is one that callbacks must not go to; host names are checked when they are called. */
  readonly isForbiddenHost: (hostname: string) => boolean
}

const POLLER = 'event.poller.configuration'
const CALLBACK = 'event.notification.callback.url'
const SIGNATURE_KEY = 'event.notification.signature.key'
/** While the key is being changed: receivers that know either can tell. */
const OTHER_SIGNATURE_KEY = 'event.notification.signature.other.key'
const INTERVAL = 'event.poller.refresh_interval'
const ENABLED = 'event.notification.enabled'
const VENDOR_TYPE = 'event.vendor.type'
const PATHS = 'vendor.paths'
/** 31 days. */
const MAX_INTERVAL = 44_640
const DEFAULT_INTERVAL = 15
const MAX_RESOURCES = 50
/** By its name, so that a setting nobody knew of is not given away either. */
const SECRET = /secret|token|password|\.key$|^providerData\.|^subscription\.key/i

/**
 * Reads the body of `POST /instances`, also one that this function took apart before: `configuration` and `secrets`
 * put together again.
 * @param body Parsed JSON; untrusted.
 * @returns The instance, or every problem, each named by its field.
 * @see FACTS of polling, sections 1, 2 and 11.
 */
export function readInstance(body: unknown, rules: InstanceRules): InstanceResult {
  const problems = new Problems()
  const members = membersOf(body)
  if (members === undefined) return { ok: false, problems: ['the body is not a JSON object'] }
  const vendor = readVendor(members['element'], rules.vendors, problems)
  const name = readName(members['name'], problems)
  const tags = readTags(members['tags'], problems)
  const given = membersOf(members['configuration'])
  if (given === undefined) problems.refuse('configuration', 'must be an object')
  if (vendor === undefined || given === undefined) return { ok: false, problems: problems.problems }

  const settings = readSettings(given, members['providerData'], problems)
  const activity = readActivity(settings)
  if (/^webhooks?$/i.test(settings[VENDOR_TYPE] ?? '')) {
    problems.refuse(VENDOR_TYPE, `${vendor.name} is polled; use \`polling\``)
  } else if (!/^(?:polling)?$/i.test(settings[VENDOR_TYPE] ?? '')) {
    problems.refuse(VENDOR_TYPE, 'must be `polling`')
  }
  readFlag(settings[ENABLED], ENABLED, false, problems)
  const callback = readCallback(settings, activity.enabled, rules, problems)
  const intervalMinutes = readNumber(
    settings[INTERVAL],
    INTERVAL,
    DEFAULT_INTERVAL,
    [1, MAX_INTERVAL],
    problems,
  )
  if (intervalMinutes < vendor.shortestIntervalMinutes) {
    problems.warn(
      INTERVAL,
      `${vendor.name} may refuse to be asked more often than every ${vendor.shortestIntervalMinutes} minutes`,
    )
  }
  const paths = { ...vendor.paths, ...readPaths(settings[PATHS], problems) }
  const resources = readResources(settings[POLLER], { vendor, paths, problems })
  const review = readFlag(settings['review'], 'review', false, problems)
  if (review && vendor.key !== 'concur') problems.refuse('review', 'is for Concur only')
  const withoutNulls = readFlag(settings['filter.response.nulls'], 'filter.response.nulls', true, problems)
  warnOfAddress(settings['oauth.callback.url'], problems)
  for (const problem of vendor.checkSettings(settings, rules.allowedOrigins)) problems.problems.push(problem)

  if (problems.problems.length > 0) return { ok: false, problems: problems.problems }
  const instance = {
    element: vendor.key,
    name,
    tags,
    ...activity,
    ...(callback !== undefined && { callback }),
    intervalMinutes,
    resources,
    paths,
    withoutNulls,
    review,
    settings,
  }
  return {
    ok: true,
    instance,
    warnings: problems.warnings,
    ...separated({ ...settings, [INTERVAL]: String(intervalMinutes) }),
  }
}

function readVendor(element: unknown, vendors: readonly Vendor[], problems: Problems): Vendor | undefined {
  const key = membersOf(element)?.['key']
  const vendor = vendors.find((each) => each.key === key)
  if (vendor === undefined) {
    problems.refuse('element.key', `must be one of ${vendors.map((each) => `\`${each.key}\``).join(', ')}`)
  }
  return vendor
}

function readName(name: unknown, problems: Problems): string {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= 200) return name
  problems.refuse('name', 'must be a text of 1 to 200 characters')
  return ''
}

function readTags(tags: unknown, problems: Problems): readonly string[] {
  if (tags === undefined || tags === null) return []
  const isList = Array.isArray(tags) && tags.length <= 100
  const texts = isList ? tags.filter((tag) => typeof tag === 'string') : []
  if (!isList || texts.length < tags.length) problems.refuse('tags', 'must be a list of texts, at most 100')
  return texts
}

/** Everything as text, as the API answers it; null is as good as absent. */
function readSettings(
  configuration: Readonly<Record<string, unknown>>,
  providerData: unknown,
  problems: Problems,
): VendorSettings {
  const provided = Object.entries(membersOf(providerData ?? {}) ?? {})
  const all = [
    ...Object.entries(configuration),
    ...provided.map(([key, value]) => [`providerData.${key}`, value] as const),
  ]
  const settings: Record<string, string> = {}
  for (const [key, value] of all) {
    if (value === null || value === undefined) continue
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    if (text.length > 100_000) problems.refuse(key, 'must have at most 100000 characters')
    else settings[key] = text
  }
  return settings
}

/** FACTS 1, "Enabled when the key is absent": the published example for Concur does without the key. */
function readActivity(settings: VendorSettings): { enabled: boolean; enabledBecause: string } {
  const flag = settings[ENABLED]?.toLowerCase()
  if (flag !== undefined) return { enabled: flag === 'true', enabledBecause: `${ENABLED} is ${flag}` }
  const enabled = settings[VENDOR_TYPE]?.toLowerCase() === 'polling' && (settings[CALLBACK] ?? '') !== ''
  return {
    enabled,
    enabledBecause: enabled
      ? `${VENDOR_TYPE} is polling and ${CALLBACK} is set`
      : `${ENABLED} is absent, and ${VENDOR_TYPE} is not polling or ${CALLBACK} is not set`,
  }
}

function readCallback(
  settings: VendorSettings,
  isNeeded: boolean,
  rules: InstanceRules,
  problems: Problems,
): Callback | undefined {
  const text = settings[CALLBACK] ?? ''
  if (text === '') {
    if (isNeeded) problems.refuse(CALLBACK, 'must be set, because notifications are enabled')
    return undefined
  }
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    problems.refuse(CALLBACK, 'must be an address that begins with `https://`')
  } else if (url.username !== '' || url.password !== '') {
    problems.refuse(CALLBACK, 'must not have a login in it')
  } else if (url.protocol === 'http:' && !rules.allowHttp) {
    problems.refuse(CALLBACK, 'must begin with `https://`; plain http is not allowed here')
  } else if (rules.isForbiddenHost(url.hostname)) {
    problems.refuse(CALLBACK, 'must not be an address in a private network')
  }
  const failurePolicy = settings['notification.webhook.failure.policy'] ?? 'retry'
  const retrySchedule = settings['notification.webhook.retry.schedule'] ?? 'short'
  if (failurePolicy !== 'retry' && failurePolicy !== 'queue') {
    problems.refuse('notification.webhook.failure.policy', 'must be `retry` or `queue`')
    return undefined
  }
  if (retrySchedule !== 'short' && retrySchedule !== 'long') {
    problems.refuse('notification.webhook.retry.schedule', 'must be `short` or `long`')
    return undefined
  }
  return { url: text, signatureKeys: readKeys(settings, problems), failurePolicy, retrySchedule }
}

/** A text without letters is as good as none. */
function readKeys(settings: VendorSettings, problems: Problems): SignatureKeys {
  const [key, otherKey] = [settings[SIGNATURE_KEY] ?? '', settings[OTHER_SIGNATURE_KEY] ?? '']
  if (key === '' && otherKey !== '') {
    problems.refuse(OTHER_SIGNATURE_KEY, `is for changing ${SIGNATURE_KEY}, which must be set`)
  }
  return { ...(key !== '' && { key }), ...(otherKey !== '' && { otherKey }) }
}

function readPaths(text: string | undefined, problems: Problems): Readonly<Record<string, string>> {
  if (text === undefined) return {}
  const entries = Object.entries(membersOf(text) ?? { '': '' })
  const paths = entries.filter((entry): entry is [string, string] => {
    const [hub, path] = entry
    return (
      /^\/hubs(?:\/[\w-]+)+$/.test(hub) && typeof path === 'string' && /^(?:\/[\w-][\w.-]*)+\/?$/.test(path)
    )
  })
  if (paths.length < entries.length) {
    problems.refuse(PATHS, 'must be an object such as `{"/hubs/employee/tips": "/resources/Tip/"}`')
  }
  return Object.fromEntries(paths)
}

function readResources(
  text: string | undefined,
  rules: { vendor: Vendor; paths: Readonly<Record<string, string>>; problems: Problems },
): readonly Resource[] {
  const { vendor, problems } = rules
  const given = text === undefined ? vendor.defaultResources : membersOf(text)
  if (given === undefined) {
    problems.refuse(POLLER, 'must be an object by resource, or the JSON text of one')
    return []
  }
  const entries = Object.entries(given)
  if (entries.length > MAX_RESOURCES) {
    problems.refuse(POLLER, `must have at most ${MAX_RESOURCES} resources`)
    return []
  }
  return entries.flatMap(([name, value]) => {
    const field = `${POLLER}.${name}`
    if (!/^[\w.-]{1,100}$/.test(name) || name === 'objectType' || name === '__proto__') {
      problems.refuse(field, 'must be named by letters, digits, `_`, `.` and `-`')
      return []
    }
    return readResource(name, value, field, rules) ?? []
  })
}

/** Not used by polling; published examples have slips in it. */
function warnOfAddress(text: string | undefined, problems: Problems): void {
  if (text !== undefined && text !== '' && !URL.canParse(text)) {
    problems.warn('oauth.callback.url', 'is not an address; polling does not use it')
  }
}

function separated(settings: VendorSettings) {
  const entries = Object.entries(settings)
  return {
    configuration: Object.fromEntries(entries.filter(([key]) => !SECRET.test(key))),
    secrets: Object.fromEntries(entries.filter(([key]) => SECRET.test(key))),
  }
}
