import { createHash } from 'node:crypto'
import { classify, decisiveDate, type EventType, type RecordDate, type Window } from './classify.ts'
import { readDate, unitMs } from './date-format.ts'
import { type ExactObject, textOf, withoutNulls } from './exact-json.ts'
import { readHubRequest } from './hub-path.ts'
import type { Instance } from './instance-configuration.ts'
import { PollError } from './poll-error.ts'
import { valueAt } from './record-path.ts'
import type { DateField, Resource } from './resource.ts'
import { isNews, type Ledger, type Version } from './sent-versions.ts'
import { offsetAt, otherReadingBehindMs, parseZone } from './time-zones.ts'
import { renderLowerBound, widenedByMs } from './url-template.ts'
import type { ListRequest, VendorConnection, VendorPage } from './vendor.ts'

/** How far a resource has been read; kept between polls. */
export interface ResourceState {
  /** When polling began: what changed before, and the first poll finds, is not sent. */
  readonly baseline: Date
  /** The latest date of a change that was read; the baseline at first. */
  readonly cursor: Date
  /** The same for what was deleted. */
  readonly deletedCursor: Date
  /** Whether a poll has come to its end. */
  readonly hasPolled: boolean
}

/** The state of a resource that has not been polled. */
export function initialState(baseline: Date): ResourceState {
  return { baseline, cursor: baseline, deletedCursor: baseline, hasPolled: false }
}

/** What the ledger is to learn. */
export interface LedgerRow extends Version {
  readonly objectId: string
  /** When the vendor says that it changed; absent where it does not say. */
  readonly changedAt?: Date
}

/** An object that changed. */
export interface Change extends LedgerRow {
  readonly type: EventType
  /** Of the event: when the object changed, or when the poll began if that is not known. */
  readonly date: Date
  /** The record as JSON, with the vendor's numbers. */
  readonly record: string
}

/** Something about the records that somebody should look at. */
export interface PollProblem {
  readonly kind: 'no id' | 'unreadable date' | 'zone differs'
  /** Of the configuration, such as `idField`. */
  readonly field: string
  /** How many records. */
  readonly count: number
  /** No data of a record. */
  readonly message: string
}

/** A poll that has come to its end. All of it is to be kept in one transaction, or nothing. */
export interface PollOutcome {
  readonly startedAt: Date
  /** What was asked for began here. */
  readonly lowerBound: Date
  readonly recordsRead: number
  /** By date, then by id. */
  readonly changes: readonly Change[]
  /** Objects as they were before polling began; the first poll finds them. */
  readonly found: readonly LedgerRow[]
  readonly state: ResourceState
  /** Versions that changed before may leave the ledger, but for the last of each object. */
  readonly keepLedgerFrom: Date
  readonly problems: readonly PollProblem[]
}

/** What a poll needs. */
export interface PollDeps {
  readonly instance: Pick<Instance, 'paths' | 'withoutNulls'>
  readonly resource: Resource
  readonly state: ResourceState
  readonly ledger: Ledger
  readonly connection: VendorConnection
  readonly now: () => Date
  readonly signal: AbortSignal
  /** Characters of all changes together. */
  readonly mostText?: number
}

const MOST_PAGES = 1000
const LONGEST_ID = 500
/** Of the records of all changes together: they are in memory until the last page was read. */
const MOST_TEXT = 100_000_000
const HOUR_MS = 3_600_000

/**
 * Reads one list of a vendor from a little before where the last poll ended, and says what is new.
 *
 * Changes are read again until they lie further back than the overlap, and the ledger leaves out what was sent; so a
 * record that the vendor shows late is not lost, and none is sent twice. Where the vendor's clock is not ours, the
 * cursor follows the one that is behind.
 * @throws {PollError} If a page could not be read: then nothing of the poll counts.
 * @see FACTS of polling, section 18.
 */
export async function pollResource(deps: PollDeps): Promise<PollOutcome> {
  const { resource, state, connection, signal } = deps
  const startedAt = deps.now()
  const poll = createPoll(deps, startedAt)
  const request = requestFor(deps, poll.lowerBound)
  for await (const page of atMost(MOST_PAGES, connection.list(request))) {
    signal.throwIfAborted()
    await poll.read(page)
  }
  if (resource.deleted !== undefined && connection.listDeleted !== undefined) {
    const after = new Date(state.deletedCursor.getTime() - resource.overlapMs)
    for await (const page of atMost(MOST_PAGES, connection.listDeleted(request, after))) {
      signal.throwIfAborted()
      await poll.readDeleted(page, resource.deleted, after)
    }
  }
  return poll.outcome()
}

function requestFor({ instance, resource, signal }: PollDeps, lowerBound: number): ListRequest {
  const hub = readHubRequest(renderLowerBound(resource.url, lowerBound))
  const path = hub.ok ? instance.paths[hub.request.path] : undefined
  if (!hub.ok || path === undefined)
    throw new Error(`the url of ${resource.name} was checked when it was saved`)
  return { hub: hub.request, path, resource, signal }
}

async function* atMost(most: number, pages: AsyncIterable<VendorPage>): AsyncGenerator<VendorPage> {
  let count = 0
  for await (const page of pages) {
    count += 1
    if (count > most) {
      throw new PollError(
        'POLL_TOO_LARGE',
        `the list has more than ${most} pages; a larger pageSize may help`,
      )
    }
    yield page
  }
}

/** Gathers what the pages say. */
function createPoll({ instance, resource, state, ledger, mostText = MOST_TEXT }: PollDeps, startedAt: Date) {
  const start = startedAt.getTime()
  const lowerBound = state.cursor.getTime() - resource.overlapMs
  const hasDates = resource.updated !== undefined || resource.created !== undefined
  const latest = new Map<string, Change>()
  const found = new Map<string, LedgerRow>()
  const problems = new Map<string, PollProblem>()
  let recordsRead = 0
  let textLength = 0
  /** How far the vendor's clock is ahead of ours; it is told to the second, so rather too little. */
  let aheadMs: number | undefined
  let isZoneSure = false
  let [highest, highestDeleted] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]

  return { lowerBound, read, readDeleted, outcome }

  async function read(page: VendorPage): Promise<void> {
    compareClocks(page)
    const records = page.records.flatMap(identified)
    const sent = await ledger.versionsOf(records.map(({ objectId }) => objectId))
    for (const { objectId, record } of records) {
      const updated = dateOf(resource.updated, record)
      const created = dateOf(resource.created, record)
      const at = decisiveDate(resource, { updated, created })
      if (typeof at === 'number') highest = Math.max(highest, at)
      const versions = sent.get(objectId) ?? []
      const type = classify(resource, { updated, created, isKnown: versions.length > 0 }, window())
      if (type === undefined) continue
      if ([updated, created].includes('unreadable'))
        count('unreadable date', 'datesConfiguration', UNREADABLE)
      offer({ type, objectId, at: typeof at === 'number' ? at : undefined, record, versions })
    }
  }

  async function readDeleted(page: VendorPage, field: DateField, after: Date): Promise<void> {
    compareClocks(page)
    const records = page.records.flatMap(identified)
    const sent = await ledger.versionsOf(records.map(({ objectId }) => objectId))
    const from = after.getTime() - looseMs(field)
    for (const { objectId, record } of records) {
      const at = dateOf(field, record)
      if (typeof at !== 'number') count('unreadable date', 'deletedSince', UNREADABLE)
      else {
        highestDeleted = Math.max(highestDeleted, at)
        if (at >= from) offer({ type: 'DELETED', objectId, at, record, versions: sent.get(objectId) ?? [] })
      }
    }
  }

  function outcome(): PollOutcome {
    // Not beyond our own start nor the vendor's: a clock that is put right later must not have taken us too far.
    const most = Math.min(start, start + (aheadMs ?? 0))
    // The first answer tells where on the vendor's clock our baseline is; from then on no cursor goes back.
    const before = (cursor: Date) =>
      state.hasPolled ? cursor.getTime() : Math.min(cursor.getTime(), baseline())
    const next = (cursor: Date, date: number) => new Date(Math.max(before(cursor), Math.min(date, most)))
    const cursor = next(state.cursor, hasDates ? highest : start)
    const deletedCursor = next(state.deletedCursor, highestDeleted)
    const furthestBack = resource.deleted === undefined || cursor < deletedCursor ? cursor : deletedCursor
    return {
      startedAt,
      lowerBound: new Date(lowerBound),
      recordsRead,
      changes: Array.from(latest.values()).toSorted(byDateAndId),
      found: Array.from(found.values()),
      state: { ...state, cursor, deletedCursor, hasPolled: true },
      keepLedgerFrom: new Date(
        furthestBack.getTime() -
          resource.overlapMs -
          widenedMs() -
          looseMs(resource.updated ?? resource.created) -
          HOUR_MS,
      ),
      problems: Array.from(problems.values()),
    }
  }

  /** Of one object the latest change counts; a version that was sent does not. */
  function offer(news: {
    readonly type: EventType
    readonly objectId: string
    readonly at: number | undefined
    readonly record: ExactObject
    readonly versions: readonly Version[]
  }): void {
    const { type, objectId, at, versions } = news
    const record = JSON.stringify(instance.withoutNulls ? withoutNulls(news.record) : news.record)
    const hash = createHash('sha256')
      .update(`${type === 'DELETED' ? type : ''}${record}`)
      .digest('hex')
      .slice(0, 32)
    const field = type === 'DELETED' ? resource.deleted : (resource.updated ?? resource.created)
    const updatedText = field === undefined ? '' : (textOf(valueAt(field.path, news.record)) ?? '')
    if (!isNews(versions, { updatedText, hash })) return
    const row = {
      objectId,
      updatedText,
      hash,
      sequence: (versions.at(-1)?.sequence ?? 0) + 1,
      ...(at !== undefined && { changedAt: new Date(at) }),
    }
    const other = latest.get(objectId)
    if (wasThere(at, field)) found.set(objectId, { ...row, sequence: 0 })
    else if (other === undefined || other.date.getTime() <= (at ?? start)) {
      textLength += record.length - (other?.record.length ?? 0)
      if (textLength > mostText) throw tooMuch(mostText)
      latest.set(objectId, { ...row, type, date: new Date(at ?? start), record })
    }
  }

  /** Whether the first poll finds what was so before polling began: it is remembered, and is no event. */
  function wasThere(at: number | undefined, field: DateField | undefined): boolean {
    if (state.hasPolled) return false
    if (at === undefined) return !hasDates
    // A date with a fraction means what it says, and so does one in a zone that the vendor names.
    return at < baseline() - (at % 1000 === 0 ? looseMs(field) : 0) - (isZoneSure ? 0 : widenedMs())
  }

  function identified(record: ExactObject) {
    recordsRead += 1
    const objectId = textOf(valueAt(resource.id, record)) ?? ''
    if (objectId !== '' && objectId.length <= LONGEST_ID) return [{ objectId, record }]
    count(
      'no id',
      'idField',
      `records have no text or number in \`${resource.id.text}\`, so they are no events`,
    )
    return []
  }

  /** Where a zone may be read in two ways, the filter is not stricter than what was asked for. */
  function widenedMs(): number {
    const zones = [resource.updated?.zone, resource.created?.zone].filter((zone) => zone !== undefined)
    return Math.max(
      widenedByMs(resource.url, lowerBound),
      ...zones.map((zone) => otherReadingBehindMs(zone, lowerBound)),
    )
  }

  function window(): Window {
    const from = lowerBound - widenedMs() - looseMs(resource.updated ?? resource.created)
    return { from, until: start + (aheadMs ?? 0) }
  }

  /**
   * Where the vendor's clock is behind, its dates of what happens now lie before our baseline. By less than a second
   * it only seems to be.
   */
  function baseline(): number {
    const behindMs = -(aheadMs ?? 0)
    return state.baseline.getTime() - (behindMs >= 1000 ? behindMs : 0)
  }

  function compareClocks({ vendorNow, receivedAt, timeZone }: VendorPage): void {
    if (vendorNow !== undefined) aheadMs ??= vendorNow.getTime() - receivedAt.getTime()
    const [said, configured] = [
      timeZone === undefined ? undefined : parseZone(timeZone),
      resource.updated?.zone,
    ]
    if (said === undefined || configured === undefined || problems.has('zone differs')) return
    isZoneSure = offsetAt(said, start) === offsetAt(configured, start)
    if (isZoneSure) return
    const message = `the vendor says that its dates are in ${said.name}, and ${configured.name} is configured`
    problems.set('zone differs', { kind: 'zone differs', field: 'updatedDateTimezone', count: 1, message })
  }

  function count(kind: PollProblem['kind'], field: string, message: string): void {
    problems.set(kind, { kind, field, message, count: (problems.get(kind)?.count ?? 0) + 1 })
  }
}

function tooMuch(mostText: number): PollError {
  return new PollError(
    'POLL_TOO_LARGE',
    `what has changed is longer than ${mostText} characters; ask for fewer fields, or enable it from now`,
  )
}

const UNREADABLE = 'records have a date that does not match its format'

function dateOf(field: DateField | undefined, record: ExactObject): RecordDate {
  const text = field === undefined ? '' : (textOf(valueAt(field.path, record)) ?? '')
  if (field === undefined || text.trim() === '') return 'missing'
  return readDate(field.format, field.zone, text) ?? 'unreadable'
}

/** By how much a date lies before what it means: in whole seconds by almost one, in days by almost a day. */
function looseMs(field: DateField | undefined): number {
  return field === undefined ? 0 : unitMs(field.format) - 1
}

function byDateAndId(one: Change, other: Change): number {
  const earlier = one.date.getTime() - other.date.getTime()
  if (earlier !== 0) return earlier
  return one.objectId < other.objectId ? -1 : 1
}
