import type { Selectable } from 'kysely'
import type { QuarantineLine } from '../../record/quarantine-line.ts'
import type { Database } from '../database.ts'
import type { QuarantineTable } from '../inbox/tables.ts'
import { textsOf } from '../texts-of.ts'

const COLUMNS = ['id', 'door', 'received_at', 'times_seen', 'content_type', 'problems'] as const

/** Newest first. */
export async function listQuarantine(db: Database, limit: number): Promise<readonly QuarantineLine[]> {
  const rows = await db.selectFrom('quarantine').select(COLUMNS).orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toLine)
}

/** One, with the bytes that could not be understood. */
export async function findQuarantined(
  db: Database,
  id: number,
): Promise<{ readonly line: QuarantineLine; readonly raw: Uint8Array } | undefined> {
  const row = await db
    .selectFrom('quarantine')
    .select([...COLUMNS, 'raw'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : { line: toLine(row), raw: row.raw }
}

function toLine(row: Pick<Selectable<QuarantineTable>, (typeof COLUMNS)[number]>): QuarantineLine {
  return {
    id: row.id,
    door: row.door,
    receivedAt: new Date(row.received_at),
    timesSeen: row.times_seen,
    contentType: row.content_type,
    problems: textsOf(row.problems),
  }
}
