import type { EventType } from './classify.ts'
import type { Instance } from './instance-configuration.ts'
import type { Resource } from './resource.ts'
import type { Ledger, Version } from './sent-versions.ts'
import type { VendorConnection } from './vendor.ts'

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
  readonly maxText?: number
}
