import type { Resource } from './resource.ts'

/** What happened to an object. */
export type EventType = 'CREATED' | 'UPDATED' | 'DELETED' | 'UNKNOWN'

/** A date of a record in ms, or why there is none. */
export type RecordDate = number | 'missing' | 'unreadable'

/** What is known of a record when it is judged. */
export interface Sighting {
  readonly updated: RecordDate
  readonly created: RecordDate
  /** Whether an event of this object was ever sent, or it was there before all events. */
  readonly isKnown: boolean
}

/** From when to when a poll looks, in ms. */
export interface Window {
  readonly from: number
  /** The start of the poll on the vendor's clock. */
  readonly until: number
}

/**
 * Which event a record is, if any. A record that was sent already is for the ledger to leave out.
 * @returns `undefined` if it changed outside the window.
 * @see FACTS of polling, section 6.1.
 */
export function classify(
  resource: Resource,
  { updated, created, isKnown }: Sighting,
  window: Window,
): Exclude<EventType, 'DELETED'> | undefined {
  if (resource.updated === undefined && resource.created === undefined) return isKnown ? 'UPDATED' : 'CREATED'
  const decisive = decisiveDate(resource, { updated, created })
  if (typeof decisive !== 'number') return 'UNKNOWN'
  if (decisive < window.from) return undefined
  if (resource.filterByCurrentDate && decisive > window.until) return undefined
  // An object is created once only.
  if (isKnown) return 'UPDATED'
  if (typeof created !== 'number') return 'UPDATED'
  if (typeof updated !== 'number') return 'CREATED'
  // Created after it was updated: the vendor's clocks disagree.
  if (updated - created <= resource.createdToleranceMs) return 'CREATED'
  return resource.firstSeenIsCreated && created > window.from ? 'CREATED' : 'UPDATED'
}

/** The date that decides whether a record is new. A record that was never updated may have the date of creation only. */
export function decisiveDate(
  { updated, filterByUpdatedDate }: Resource,
  dates: Pick<Sighting, 'updated' | 'created'>,
): RecordDate {
  const isByUpdate = filterByUpdatedDate && updated !== undefined && dates.updated !== 'missing'
  return isByUpdate ? dates.updated : dates.created
}
