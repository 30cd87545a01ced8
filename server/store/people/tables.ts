import type { Generated } from 'kysely'
import type { Role } from '../../record/person.ts'
import type { SignInWay } from '../../record/session.ts'
import type { TrailEntry } from '../../record/trail.ts'

/** Of people, what they may do and what they did. */
export interface PeopleTables {
  person: PersonTable
  api_key: ApiKeyTable
  trail: TrailTable
  trail_name: TrailNameTable
  saved_view: SavedViewTable
  session: SessionTable
}

/** Who looks at reports or decides on them, see `Person`. */
export interface PersonTable {
  id: Generated<number>
  login: string
  name: string
  email: string | null
  employee_id: string | null
  role: Role
  /** JSON: see `Person`. */
  scope: string | null
  /** JSON: see `Person`. */
  max_amounts: string | null
  /** Hash with its parameters and salt, see `hashPassword`. */
  password: string | null
  is_emergency: Generated<number>
  /** Of who they are to the provider that signs people in, see `ProviderAccount`. */
  subject_hash: string | null
  created_at: number
}

/** What a program acts with. */
export interface ApiKeyTable {
  id: Generated<number>
  name: string
  role: Role
  key_hash: string
  created_at: number
  revoked_at: number | null
}

/** What was done and asked for, each row chained to the one before it; only ever added to. */
export interface TrailTable {
  /** From 1, without a gap. */
  id: number
  at: number
  act: string
  subject: string
  outcome: TrailEntry['outcome']
  detail: string | null
  /** Salted hashes of the names of this row. */
  who_hash: string
  via_hash: string | null
  whom_hash: string | null
  /** Of the row before it. */
  previous_hash: string
  /** Of all of this row, `previous_hash` included. */
  hash: string
}

/** The names of the trail, apart from it because they can be erased. */
export interface TrailNameTable {
  id: Generated<number>
  trail_id: number
  part: 'who' | 'via' | 'whom'
  /** A pseudonym if it was erased. */
  name: string
  /** `null` if the name was erased. */
  salt: string | null
}

/** A view of the queue that a person has made. */
export interface SavedViewTable {
  id: Generated<number>
  /** Numbers of people are given once. */
  person_id: number
  name: string
  /** JSON: what it is narrowed to, as it was typed. */
  content: string
  created_at: number
}

/** Somebody who has signed in at the console, see `Session`. */
export interface SessionTable {
  id: Generated<number>
  token_hash: string
  person_id: number
  way: SignInWay
  /** Of the provider, encrypted with what the browser holds. */
  sealed_id_token: string | null
  started_at: number
  /** When a request of theirs came last, to the minute. */
  seen_at: number
}
