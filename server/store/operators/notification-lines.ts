import { type Selectable, type SqlBool, sql } from 'kysely'
import type { NotificationLine, NotificationState } from '../../record/notification-line.ts'
import { readUntaken } from '../arrivals/untaken.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import type { NotificationTable } from '../inbox/tables.ts'

const COLUMNS = [
  'id',
  'door',
  'external_id',
  'object_type',
  'object_path',
  'event_type',
  'event_date_time',
  'context',
  'step_code',
  'step_instance_id',
  'announced_at',
  'correlation_id',
  'received_at',
  'times_seen',
  'last_seen_at',
  'state',
  'due_at',
  'not_before',
  'attempts',
  'left_behind',
  'lease_until',
  'reason_code',
  'reason',
  'review_id',
  'finished_at',
] as const

/** Newest first, unless told otherwise. */
export async function listNotifications(
  db: Database,
  {
    state,
    limit,
    order = 'newest first',
  }: {
    readonly state?: NotificationState | undefined
    readonly limit: number
    readonly order?: 'newest first' | 'oldest first'
  },
): Promise<readonly NotificationLine[]> {
  const rows = await db
    .selectFrom('notification')
    .select(COLUMNS)
    // Written as a literal: with a parameter the indexes of one state are not used.
    .$if(state !== undefined, (query) => query.where(sql<SqlBool>`state = ${sql.lit(state ?? '')}`))
    .orderBy('id', order === 'newest first' ? 'desc' : 'asc')
    .limit(limit)
    .execute()
  return rows.map(toLine)
}

/** Those that led to a review, oldest first. */
export async function notificationsOf(db: Database, reviewId: number): Promise<readonly NotificationLine[]> {
  const rows = await db
    .selectFrom('notification')
    .select(COLUMNS)
    .where('review_id', '=', reviewId)
    .orderBy('id')
    .execute()
  return rows.map(toLine)
}

/** One, with the bytes it came in. */
export async function findNotification(
  db: Database,
  id: number,
): Promise<{ readonly line: NotificationLine; readonly raw: Uint8Array } | undefined> {
  const row = await db
    .selectFrom('notification')
    .select([...COLUMNS, 'raw'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : { line: toLine(row), raw: row.raw }
}

/** How many there are in each state that has any. */
export async function countNotifications(db: Database): Promise<Readonly<Record<string, number>>> {
  // First: what is taken over in between is counted twice rather than never.
  const { count: arrived } = await readUntaken(db)
  const rows = await db
    .selectFrom('notification')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return {
    ...(arrived > 0 && { arrived }),
    ...Object.fromEntries(rows.map(({ state, count }) => [state, count])),
  }
}

function toLine(row: Pick<Selectable<NotificationTable>, (typeof COLUMNS)[number]>): NotificationLine {
  return {
    id: row.id,
    door: row.door,
    externalId: row.external_id,
    objectType: row.object_type,
    objectPath: row.object_path,
    eventType: row.event_type,
    eventDateTime: row.event_date_time,
    context: row.context,
    stepCode: row.step_code,
    stepInstanceId: row.step_instance_id,
    announcedAt: dateOrNull(row.announced_at),
    correlationId: row.correlation_id,
    receivedAt: new Date(row.received_at),
    timesSeen: row.times_seen,
    lastSeenAt: new Date(row.last_seen_at),
    state: row.state,
    dueAt: new Date(row.due_at),
    notBefore: row.not_before === 0 ? null : new Date(row.not_before),
    attempts: row.attempts,
    abandoned: row.left_behind,
    leaseUntil: dateOrNull(row.lease_until),
    reasonCode: row.reason_code,
    reason: row.reason,
    reviewId: row.review_id,
    finishedAt: dateOrNull(row.finished_at),
  }
}
