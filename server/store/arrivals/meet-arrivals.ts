import { type Kysely, sql } from 'kysely'
import type { Log } from '../../log.ts'
import { inEnglish, say } from '../../record/sentence.ts'
import type { Schema } from '../schema.ts'
import { arrivalsPath, OLDER_FILE, readAcknowledged } from '../sqlite-file.ts'
import { openForWriting } from './arrivals-file.ts'

/** Up to where the file is taken over; its rows go when a door writes next. */
export const TAKEN_OVER_TO = sql<number>`coalesce(
  (select last from taken_over where file = (select name from origin)), 0)`

/**
 * Looks whether database and arrivals belong together, at a start, and warns of what is missing. An old file that was put
 * back gives no number again that is taken over.
 * @param db Open, with the arrivals beside it.
 */
export async function meetArrivals(db: Kysely<Schema>, path: string, log: Log): Promise<void> {
  const file = arrivalsPath(path)
  // In this order: what another process receives and takes over meanwhile is then not missed.
  const acknowledged = readAcknowledged(file)
  const { rows: arrived } = await sql<{ first: number | null; given: number | null }>`
    select min(id) as first, (select max(seq) from arrivals.sqlite_sequence) as given from arrival`.execute(
    db,
  )
  const { rows: marks } = await sql<{ taken: number }>`select ${TAKEN_OVER_TO} as taken`.execute(db)
  const taken = marks[0]?.taken ?? 0
  const last = arrived[0]?.given ?? 0
  if (last < taken) continueAfter(file, taken)
  const next = arrived[0]?.first ?? last + 1
  const missing = Math.max(next - 1 - taken, 0) + Math.max(acknowledged - Math.max(last, taken), 0)
  if (missing === 0) return
  log.warn(OLDER_FILE, { missing, text: inEnglish(say('arrivals missing', { path, file, missing })) })
}

function continueAfter(file: string, last: number): void {
  const database = openForWriting(file)
  try {
    database.exec(`begin immediate;
      insert into sqlite_sequence (name, seq) select 'arrival', 0
        where not exists (select 1 from sqlite_sequence where name = 'arrival');
      update sqlite_sequence set seq = max(seq, ${last}) where name = 'arrival';
      commit`)
  } finally {
    database.close()
  }
}
