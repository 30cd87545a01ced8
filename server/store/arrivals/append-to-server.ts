import { sql } from 'kysely'
import { withTimeout } from '../../with-timeout.ts'
import type { Database } from '../database.ts'
import type { Place } from './place.ts'

/** Concur does not say how long it waits for an answer: soon enough for any sender to hear our 503. */
const ANSWER_MS = 10_000
/** Appends to the table of arrivals, one statement for each group. */
export function appendToServer(db: Database): Place {
  return {
    async append(rows) {
      const stored = await withTimeout(
        ANSWER_MS,
        sql<{ id: number }>`
          insert into arrival (kind, received_at, said, raw)
          select * from unnest(${rows.map(({ kind }) => kind)}::text[], ${rows.map((row) => row.received_at)}::bigint[],
            ${rows.map(({ said }) => said)}::text[], ${rows.map(({ raw }) => raw)}::bytea[])
          returning id`.execute(db),
      )
      return stored.rows.map(({ id }) => id)
    },
    takenOver: () => undefined,
    damaged: () => undefined,
    async check() {
      await sql`delete from arrival where false`.execute(db)
    },
    close: () => db.destroy(),
  }
}
