import type { ActTables } from './acts/tables.ts'
import type { ArrivalTables } from './arrivals/tables.ts'
import type { DecisionTables } from './decisions/tables.ts'
import type { DeliveryTables } from './deliveries/tables.ts'
import type { InboxTables } from './inbox/tables.ts'
import type { OperatorTables } from './operators/tables.ts'
import type { PeopleTables } from './people/tables.ts'
import type { PersonalDataTables } from './personal-data/tables.ts'
import type { PolicyTables } from './policies/tables.ts'
import type { PollingTables } from './polling/tables.ts'
import type { PresenceTables } from './presence/tables.ts'
import type { ReviewTables } from './reviews/tables.ts'
import type { TellingTables } from './telling/tables.ts'

/** The tables, one interface each, in the rooms that keep them; times are milliseconds since 1970 UTC. */
export interface Schema
  extends ArrivalTables,
    InboxTables,
    ReviewTables,
    DecisionTables,
    ActTables,
    TellingTables,
    OperatorTables,
    PollingTables,
    DeliveryTables,
    PeopleTables,
    PersonalDataTables,
    PolicyTables,
    PresenceTables {
  token: TokenTable
  job: JobTable
  clock: ClockTable
}

/** The refresh token that Concur issued last. */
export interface TokenTable {
  /** The token address and the client it belongs to. */
  id: string
  refresh_token: string
  /** Hash of the configured refresh token that this one descends from. */
  seed: string
  updated_at: number
}

/** One row: what the connectors saw of the clock that they share. */
export interface ClockTable {
  id: number
  /** Where it was when one of them looked last. */
  seen_at: number
  /** JSON array of `ClockLeap`, the oldest first. */
  leaps: string
}

/** A job that one process of all does every so often. */
export interface JobTable {
  name: string
  started_at: number
}
