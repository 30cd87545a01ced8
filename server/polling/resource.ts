import type { DateFormat } from './date-format.ts'
import type { RecordPath } from './record-path.ts'
import type { Zone } from './time-zones.ts'
import type { UrlTemplate } from './url-template.ts'

/** Where the date of a record is and how it is written. */
export interface DateField {
  readonly path: RecordPath
  readonly format: DateFormat
  /** Used where the text has no zone. */
  readonly zone: Zone
}

/** One list that is polled, as the parser has read it. */
export interface Resource {
  /** Its key in the configuration: `objectType` of every event. */
  readonly name: string
  readonly url: UrlTemplate
  readonly id: RecordPath
  readonly updated?: DateField
  readonly created?: DateField
  /** Whether the updated date decides what is new; otherwise the created date does. */
  readonly filterByUpdatedDate: boolean
  /** Whether changes after the start of a poll wait for the next one. */
  readonly filterByCurrentDate: boolean
  readonly createdToleranceMs: number
  readonly pageSize?: number
  /** How far each poll reaches back behind the last. */
  readonly overlapMs: number
  /** Our own: a record created and edited between two polls is `CREATED`. */
  readonly firstSeenIsCreated: boolean
  /** Our own, `deletedSince`: what was deleted is asked for too, and this is when it was. */
  readonly deleted?: DateField
  /** Our own: whether events carry the record. */
  readonly newObject: boolean
}
