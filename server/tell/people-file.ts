import type { BulkLimits } from '../record/bulk-decision.ts'
import type { Language, Way } from '../record/destination.ts'
import type { GroupRole } from '../record/group-role.ts'
import type { NewsKind } from '../record/news.ts'

/** What a row of the people file can name under `news`. */
export const TELL_AT_ONCE = [
  'held',
  'decided',
  'carried out',
  'not carried out',
  'asked',
  'answered',
  'returned',
  'to confirm',
  'confirmed',
  'rejected',
  'alert',
  'alert ended',
] as const satisfies readonly NewsKind[]
/** One of {@link TELL_AT_ONCE}. */
export type ToldAtOnce = (typeof TELL_AT_ONCE)[number]

/** Who is told: somebody of `people`, whose e-mail address stands there, or an address or channel. */
export type Recipient =
  | { readonly kind: 'person'; readonly login: string }
  | { readonly kind: 'address'; readonly way: Way; readonly name: string }

/** One row of the people file: who is told of what, and when. */
export interface TellRow {
  readonly recipient: Recipient
  readonly language: Language
  readonly news: ReadonlySet<ToldAtOnce>
  /** Told once when a review has been held for so many working days (escalation). */
  readonly stillHeldAfter?: number
  /** The hour of the day, 0 to 23 in TIME_ZONE, of a digest on each working day. */
  readonly digestHour?: number
  /** Which reports, as JSON that `readScope` reads; all if absent. */
  readonly scope?: string
}

/** A people file that was read: who is told of what. */
export interface PeopleFile {
  /** Of those whose row has none, and of people who have no row. */
  readonly language: Language
  readonly rows: readonly TellRow[]
  /** Which role the groups of the provider give; the first one that fits counts. */
  readonly groups?: readonly GroupRole[]
  /** No working days, beside Saturdays and Sundays: `2026-12-25`. */
  readonly holidays: ReadonlySet<string>
  /** The field of reports that holds the cost centre, such as `custom7`. */
  readonly costCentre?: string
  /** Up to which sums one person alone decides on several reports at once; absent where that is not bounded. */
  readonly bulkLimits?: BulkLimits
}
