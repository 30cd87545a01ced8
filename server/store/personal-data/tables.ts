import type { Generated } from 'kysely'

/** Of people who were erased. */
export interface PersonalDataTables {
  pseudonym_secret: PseudonymSecretTable
  pseudonym: PseudonymTable
  pseudonym_key: PseudonymKeyTable
  erasure: ErasureTable
}

/** What the hashes of `pseudonym_key` are made with: one row, once there is a pseudonym. */
export interface PseudonymSecretTable {
  id: number
  secret: string
}

/** What stands in the place of a person who was erased. */
export interface PseudonymTable {
  id: Generated<number>
  name: string
  made_at: number
}

/** Keyed hashes of the ids of that person, by which new reports of theirs are known. */
export interface PseudonymKeyTable {
  id: Generated<number>
  pseudonym_id: number
  hash: string
}

/** The erasing of a person, and how far it is. */
export interface ErasureTable {
  id: Generated<number>
  pseudonym_id: number
  /** JSON: see `Names`. Only until it is finished. */
  names: string | null
  /** The table that is looked through, and the key of its last row that was; absent before the first. */
  place: string | null
  after: Generated<number>
  /** JSON: how many rows were changed, by table. */
  counts: string
  begun_at: number
  finished_at: number | null
}
