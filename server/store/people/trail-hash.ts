import { hash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { TrailNameTable, TrailTable } from './tables.ts'

/** What the first row follows. */
export const NO_ROW_HASH = '0'.repeat(64)

/** What a row says, and its place. */
export type HashedRow = Omit<Selectable<TrailTable>, 'hash'>

/**
 * Of all of a row, in an order that never changes. Names come in as their own hashes, so that a row is what it was when
 * they are erased.
 */
export function rowHash(row: HashedRow): string {
  const { previous_hash, id, at, act, subject, outcome, detail, who_hash, via_hash, whom_hash } = row
  return hash(
    'sha256',
    JSON.stringify([previous_hash, id, at, act, subject, outcome, detail, who_hash, via_hash, whom_hash]),
  )
}

/** Of a name. @param salt Of this name alone: without it, nobody can try names until one fits. */
export function nameHash(salt: string, part: TrailNameTable['part'], name: string): string {
  return hash('sha256', JSON.stringify([salt, part, name]))
}
