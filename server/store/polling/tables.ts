import type { Generated } from 'kysely'
import type { InstanceState } from '../../record/instance-line.ts'

/** Of polling. */
export interface PollingTables {
  elements_key: ElementsKeyTable
  instance: InstanceTable
  polled_resource: PolledResourceTable
  poll_ledger: PollLedgerTable
  vendor_token: VendorTokenTable
}

/** A pair of secrets that lets a program at the instances API; only their hashes are kept. */
export interface ElementsKeyTable {
  id: Generated<number>
  name: string
  user_hash: string
  organization_hash: string
  created_at: number
  revoked_at: number | null
}

/** A vendor's account whose resources are polled, one after the other, by one process at a time. */
export interface InstanceTable {
  id: Generated<number>
  element: string
  name: string
  /** Hash of its token; absent where a file declares it. */
  token_hash: string | null
  /** The name of the file that declares it. */
  file: string | null
  /** The body as given, as JSON, without its secrets. */
  body: string
  /** Those, encrypted. */
  secrets: string
  created_at: number
  updated_at: number
  state: InstanceState
  /** When it is to be polled next. */
  due_at: number
  claim: string | null
  lease_until: number | null
  /** Polls, all in all. */
  attempts: Generated<number>
  left_behind: Generated<number>
  /** Why it is disabled. */
  reason: string | null
  disabled_at: number | null
  /** Why its deliveries wait for somebody, and since when. */
  stopped_reason: string | null
  stopped_at: number | null
}

/** How far a resource of an instance has been read. */
export interface PolledResourceTable {
  id: Generated<number>
  instance_id: number
  name: string
  /** JSON: the state that the next poll goes on from. */
  state: string
  /** Failed polls in a row. */
  failures: Generated<number>
  /** Since when the vendor has asked for patience, and has not been read since. */
  patience_since: number | null
  polled_at: number | null
  succeeded_at: number | null
  /** What was wrong at the last poll. */
  problem: string | null
  /** JSON array of texts: what is wrong with what was read. */
  warnings: Generated<string>
}

/** What a resource has given already: the last version of each record, and of late ones all. */
export interface PollLedgerTable {
  id: Generated<number>
  resource_id: number
  object_id: string
  /** 1 for the first event of the record; 0 if it was only found. */
  sequence: number
  /** The vendor's text of the date of the change. */
  updated_text: string
  /** Of the content. */
  hash: string
  /** When the record changed; 0 where the vendor does not say. */
  changed_at: number
}

/** The tokens that a vendor issued last, for all instances that have the same login there. */
export interface VendorTokenTable {
  /** Hash of the login. */
  id: string
  /** Encrypted JSON. */
  content: string
  updated_at: number
  /** Who is getting new ones. */
  claim: string | null
  lease_until: number | null
}
