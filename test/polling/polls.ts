import { isObject, parseExactJson } from '../../server/polling/exact-json.ts'
import {
  type Change,
  initialState,
  type PollOutcome,
  type ResourceState,
} from '../../server/polling/poll-outcome.ts'
import { pollResource } from '../../server/polling/poll-resource.ts'
import type { Resource } from '../../server/polling/resource.ts'
import type { Ledger, Version } from '../../server/polling/sent-versions.ts'
import type { VendorConnection, VendorPage } from '../../server/polling/vendor.ts'
import { VENDORS } from '../../server/polling/vendors/vendors.ts'
import { instanceOf } from './instances.ts'

/** What a test says of one page. */
export type PageText = string | (Partial<VendorPage> & { readonly text: string })

/** A ledger in memory, which learns what an outcome tells it. */
export function createLedger(): Ledger & { learn(outcome: PollOutcome): void } {
  const versions = new Map<string, Version[]>()
  return {
    versionsOf: async (ids) =>
      new Map(ids.flatMap((id) => (versions.has(id) ? [[id, versions.get(id) ?? []] as const] : []))),
    learn({ changes, found }) {
      for (const row of [...found, ...changes]) {
        versions.set(row.objectId, [...(versions.get(row.objectId) ?? []), row])
      }
    },
  }
}

/** A vendor that gives these pages, whatever it is asked; the pages of the three vendors are told apart. */
export function connectionOf(
  pages: readonly PageText[],
  deleted: readonly PageText[] = [],
): VendorConnection {
  return {
    async *list() {
      yield* pages.map(pageOf)
    },
    async *listDeleted() {
      yield* deleted.map(pageOf)
    },
  }
}

function pageOf(page: PageText): VendorPage {
  const { text, ...rest } = typeof page === 'string' ? { text: page } : page
  const json = parseExactJson(text)
  const members = isObject(json) ? json : {}
  const list = members['Items'] ?? members['objects'] ?? members['$items'] ?? json
  const meta = members['meta']
  const zone = isObject(meta) ? meta['time_zone'] : undefined
  return {
    records: Array.isArray(list) ? list.filter(isObject) : [],
    receivedAt: new Date('2024-03-05T10:15:00Z'),
    ...(typeof zone === 'string' && { timeZone: zone }),
    ...rest,
  }
}

/** A resource of an element with changes to its settings. */
export function resourceOf(element: string, name: string, changes: object = {}): Resource {
  const defaults = VENDORS.find(({ key }) => key === element)?.defaultResources[name]
  const instance = instanceOf({
    element: { key: element },
    name: 'Test',
    configuration: {
      'oauth.api.key': 'key',
      'oauth.api.secret': 'secret',
      subdomain: 'test',
      'event.poller.configuration': { [name]: { ...Object(defaults), ...changes } },
    },
  })
  const [resource] = instance.resources
  if (resource === undefined) throw new Error(`no resource ${name}`)
  return resource
}

/** One poll over given pages. */
export function poll(options: {
  readonly resource: Resource
  readonly pages: readonly PageText[]
  readonly deleted?: readonly PageText[]
  readonly state?: ResourceState
  readonly ledger?: Ledger
  readonly at?: string
  readonly maxText?: number
}): Promise<PollOutcome> {
  const { resource, pages, deleted = [], ledger = createLedger() } = options
  return pollResource({
    instance: { paths: Object.assign({}, ...VENDORS.map(({ paths }) => paths)), withoutNulls: true },
    resource,
    state: options.state ?? initialState(new Date('2024-03-05T09:00:00Z')),
    ledger,
    connection: connectionOf(pages, deleted),
    now: () => new Date(options.at ?? '2024-03-05T10:15:00Z'),
    signal: new AbortController().signal,
    ...(options.maxText !== undefined && { maxText: options.maxText }),
  })
}

/** A resource that was read up to a moment, and polled for long. */
export function readUpTo(cursor: string): ResourceState {
  return {
    ...initialState(new Date('2020-01-01')),
    cursor: new Date(cursor),
    deletedCursor: new Date(cursor),
    hasPolled: true,
  }
}

/** What became of a poll, briefly. */
export function told(changes: readonly Change[]): readonly (readonly [string, string, string])[] {
  return changes.map(({ type, objectId, date }) => [type, objectId, `${date.toISOString().slice(0, 19)}Z`])
}
