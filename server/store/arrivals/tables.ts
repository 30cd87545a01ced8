import type { Generated } from 'kysely'

/** Of what has arrived and is not taken over yet. */
export interface ArrivalTables {
  arrival: ArrivalTable
  origin: OriginTable
  taken_over: TakenOverTable
}

/** On PostgreSQL a table beside the others; on SQLite one in a file of its own, see `arrivals-file.ts`. */
export interface ArrivalTable {
  id: Generated<number>
  kind: 'notification' | 'not understood'
  received_at: number
  /** JSON: what was read in it, or why it could not be read. */
  said: string
  /** The bytes it came in. */
  raw: Uint8Array
}

/** One row: what no other file of arrivals is called. SQLite only. */
export interface OriginTable {
  name: string
}

/** Up to where a file of arrivals is taken over. SQLite only: PostgreSQL deletes what it takes over. */
export interface TakenOverTable {
  /** The name in its {@link OriginTable}: numbers of another file mean nothing. */
  file: string
  last: number
}
