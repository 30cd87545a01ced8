import type { Generated } from 'kysely'

/** Of policies that were in use. */
export interface PolicyTables {
  policy_version: PolicyVersionTable
}

/** A policy that was in use, see `PolicySource`. */
export interface PolicyVersionTable {
  id: Generated<number>
  version: string
  name: string
  /** Gzipped JSON: its text, and its lists. */
  content: Uint8Array
  kept_at: number
  /** When a connector was started with it, or changed to it, last. */
  loaded_at: number
}
