// One poll of one list of a vendor: reads from a little before where the last poll ended, and says what is new.
//
//   P1. All or nothing. There is an outcome only after the last page; what fails before it throws, and nothing counts.
//   P2. A cursor never goes back; only the first poll may set it before the baseline, where the vendor's clock is behind.
//   P3. A cursor never passes the beginning of the poll, by our clock and by the vendor's: what changes meanwhile is
//       for the next poll, and a clock that is put right later has not taken us too far.
//   P4. What lies within the overlap before the cursor is read again, and the ledger leaves out versions that were sent:
//       a record that the vendor shows late is not lost, and none is sent twice.
//   P5. The first poll sends nothing that changed before the baseline. It remembers it, as found.
//   P6. Of one object a poll tells the latest change alone.
//   P7. Memory is bounded: 1000 pages, and 100 million characters of all changes, are in memory until the last page.

import { classify, decisiveDate, type RecordDate, type Window } from './classify.ts'
import { collectChanges, fieldOf, type Offer, textAt } from './collect-changes.ts'
import { readDate, unitMs } from './date-format.ts'
import { type ExactObject, textOf } from './exact-json.ts'
import { readHubRequest } from './hub-path.ts'
import { PollError } from './poll-error.ts'
import type { PollDeps, PollOutcome, PollProblem, ResourceState } from './poll-outcome.ts'
import { valueAt } from './record-path.ts'
import type { DateField, Resource } from './resource.ts'
import { otherReadingBehindMs } from './time-zones.ts'
import { renderLowerBound, widenedByMs } from './url-template.ts'
import type { ListRequest, VendorPage } from './vendor.ts'
import { createVendorClock, type VendorClock } from './vendor-clock.ts'

const MAX_PAGES = 1000
/** Characters of an id. */
const MAX_ID = 500
/** Characters of all changes together. */
const MAX_TEXT = 100_000_000
const HOUR_MS = 3_600_000

/**
 * Polls one list of a vendor; see the invariants above.
 * @throws {PollError} If a page could not be read: then nothing of the poll counts.
 * @see FACTS of polling, section 18.
 */
export async function pollResource(deps: PollDeps): Promise<PollOutcome> {
  const { resource, state, connection, signal } = deps
  const startedAt = deps.now()
  const poll = readPages(deps, startedAt)
  const request = requestFor(deps, poll.lowerBound)
  for await (const page of atMost(MAX_PAGES, connection.list(request))) {
    signal.throwIfAborted()
    await poll.read(page)
  }
  if (resource.deleted !== undefined && connection.listDeleted !== undefined) {
    const after = new Date(state.deletedCursor.getTime() - resource.overlapMs)
    for await (const page of atMost(MAX_PAGES, connection.listDeleted(request, after))) {
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

async function* atMost(max: number, pages: AsyncIterable<VendorPage>): AsyncGenerator<VendorPage> {
  let count = 0
  for await (const page of pages) {
    count += 1
    if (count > max) {
      throw new PollError('POLL_TOO_LARGE', `the list has more than ${max} pages; a larger pageSize may help`)
    }
    yield page
  }
}

/** Takes in what the pages say. */
function readPages({ instance, resource, state, ledger, maxText = MAX_TEXT }: PollDeps, startedAt: Date) {
  const start = startedAt.getTime()
  const lowerBound = state.cursor.getTime() - resource.overlapMs // P4
  const clock = createVendorClock(start, state, resource.updated?.zone)
  const bounds = createBounds({ resource, state, lowerBound, clock })
  const collected = collectChanges(instance, resource, { start, maxText })
  const problems = new Map<string, PollProblem>()
  let recordsRead = 0
  let [highest, highestDeleted] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]

  return { lowerBound, read, readDeleted, outcome }

  async function read(page: VendorPage): Promise<void> {
    const records = await openPage(page)
    for (const { objectId, record, versions } of records) {
      const updated = dateOf(resource.updated, record)
      const created = dateOf(resource.created, record)
      const at = decisiveDate(resource, { updated, created })
      if (typeof at === 'number') highest = Math.max(highest, at)
      const type = classify(resource, { updated, created, isKnown: versions.length > 0 }, bounds.window())
      if (type === undefined) continue
      if ([updated, created].includes('unreadable'))
        count('unreadable date', 'datesConfiguration', UNREADABLE)
      offer({ type, objectId, at: typeof at === 'number' ? at : undefined, record, versions })
    }
  }

  async function readDeleted(page: VendorPage, field: DateField, after: Date): Promise<void> {
    const records = await openPage(page)
    const from = after.getTime() - looseMs(field)
    for (const { objectId, record, versions } of records) {
      const at = dateOf(field, record)
      if (typeof at !== 'number') count('unreadable date', 'deletedSince', UNREADABLE)
      else {
        highestDeleted = Math.max(highestDeleted, at)
        if (at >= from) offer({ type: 'DELETED', objectId, at, record, versions })
      }
    }
  }

  /** The records of a page that have an id, with what was sent of each. */
  async function openPage(page: VendorPage) {
    const difference = clock.compare(page)
    if (difference !== undefined) count('zone differs', 'updatedDateTimezone', difference)
    recordsRead += page.records.length
    const records = page.records.flatMap(identified)
    const sent = await ledger.versionsOf(records.map(({ objectId }) => objectId))
    return records.map((each) => ({ ...each, versions: sent.get(each.objectId) ?? [] }))
  }

  function outcome(): PollOutcome {
    const cursors = nextCursors(state, clock, start, {
      highest: hasDates(resource) ? highest : start,
      highestDeleted,
    })
    const { cursor, deletedCursor } = cursors
    const furthestBack = resource.deleted === undefined || cursor < deletedCursor ? cursor : deletedCursor
    const looked =
      resource.overlapMs + widenedMs(resource, lowerBound) + looseMs(fieldOf('UPDATED', resource))
    return {
      startedAt,
      lowerBound: new Date(lowerBound),
      recordsRead,
      changes: collected.changes(),
      found: collected.found(),
      state: { ...state, ...cursors, hasPolled: true },
      keepLedgerFrom: new Date(furthestBack.getTime() - looked - HOUR_MS),
      problems: Array.from(problems.values()),
    }
  }

  function offer(news: Omit<Offer, 'wasThere'>): void {
    collected.offer({ ...news, wasThere: bounds.wasThere(news.at, fieldOf(news.type, resource)) })
  }

  function identified(record: ExactObject) {
    const objectId = textOf(valueAt(resource.id, record)) ?? ''
    if (objectId !== '' && objectId.length <= MAX_ID) return [{ objectId, record }]
    count(
      'no id',
      'idField',
      `records have no text or number in \`${resource.id.text}\`, so they are no events`,
    )
    return []
  }

  function count(kind: PollProblem['kind'], field: string, message: string): void {
    problems.set(kind, { kind, field, message, count: (problems.get(kind)?.count ?? 0) + 1 })
  }
}

/** Which dates are new. A zone or a format that may be read in two ways makes the bounds wider, never stricter. */
function createBounds({
  resource,
  state,
  lowerBound,
  clock,
}: Pick<PollDeps, 'resource' | 'state'> & { readonly lowerBound: number; readonly clock: VendorClock }) {
  return {
    /** What the poll asked for. */
    window(): Window {
      const from = lowerBound - widenedMs(resource, lowerBound) - looseMs(fieldOf('UPDATED', resource))
      return { from, until: clock.start() }
    },

    /** Whether the first poll finds what was so before polling began (P5). */
    wasThere(at: number | undefined, field: DateField | undefined): boolean {
      if (state.hasPolled) return false
      if (at === undefined) return !hasDates(resource)
      // A date with a fraction means what it says, and so does one in a zone that the vendor names.
      const loose = at % 1000 === 0 ? looseMs(field) : 0
      return at < clock.baseline() - loose - (clock.isZoneSure() ? 0 : widenedMs(resource, lowerBound))
    },
  }
}

function hasDates({ updated, created }: Resource): boolean {
  return updated !== undefined || created !== undefined
}

/** How far the resource has been read now. The latest dates are minus infinity where none was read. */
function nextCursors(
  state: ResourceState,
  clock: VendorClock,
  start: number,
  { highest, highestDeleted }: { readonly highest: number; readonly highestDeleted: number },
): Pick<ResourceState, 'cursor' | 'deletedCursor'> {
  const most = Math.min(start, clock.start()) // P3
  // The first answer tells where on the vendor's clock our baseline is; from then on no cursor goes back (P2).
  const before = (cursor: Date) =>
    state.hasPolled ? cursor.getTime() : Math.min(cursor.getTime(), clock.baseline())
  const next = (cursor: Date, date: number) => new Date(Math.max(before(cursor), Math.min(date, most)))
  return {
    cursor: next(state.cursor, highest),
    deletedCursor: next(state.deletedCursor, highestDeleted),
  }
}

/** By how much the filter may have reached further back, where a zone can be read in two ways. */
function widenedMs({ url, updated, created }: Resource, lowerBound: number): number {
  const zones = [updated?.zone, created?.zone].filter((zone) => zone !== undefined)
  return Math.max(
    widenedByMs(url, lowerBound),
    ...zones.map((zone) => otherReadingBehindMs(zone, lowerBound)),
  )
}

const UNREADABLE = 'records have a date that does not match its format'

function dateOf(field: DateField | undefined, record: ExactObject): RecordDate {
  const text = textAt(field, record)
  if (field === undefined || text.trim() === '') return 'missing'
  return readDate(field.format, field.zone, text) ?? 'unreadable'
}

/** By how much a date lies before what it means: in whole seconds by almost one, in days by almost a day. */
function looseMs(field: DateField | undefined): number {
  return field === undefined ? 0 : unitMs(field.format) - 1
}
