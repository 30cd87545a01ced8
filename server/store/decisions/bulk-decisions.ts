import { hash } from 'node:crypto'
import type { Selectable } from 'kysely'
import {
  BULK_STATES,
  type BulkContent,
  type BulkReview,
  type BulkState,
  bulkContent,
  type KeptBulk,
} from '../../record/bulk-decision.ts'
import type { Actor } from '../../record/trail.ts'
import type { Database } from '../database.ts'
import { createTrail } from '../people/trail.ts'
import type { BulkDecisionTable } from './tables.ts'

/** Decisions on several reviews at once; what is written here outlives the process, and stands in the trail. */
export interface BulkDecisions {
  /** What is known of the reviews of these numbers, in the order of their numbers. */
  reviews(ids: readonly number[]): Promise<readonly BulkReview[]>
  /** Names what those reviews are held for, each on which reading: what somebody has seen who decides on them. */
  seen(ids: readonly number[]): Promise<string>
  /** Keeps one until a second person confirms it. @returns Its number. */
  propose(content: BulkContent, by: Actor, now: Date): Promise<number>
  find(id: number): Promise<KeptBulk | undefined>
  /** Those that wait for a second person, oldest first. */
  waiting(): Promise<readonly KeptBulk[]>
  /** @returns False if it does not wait any more. */
  end(id: number, state: Exclude<BulkState, 'proposed'>, by: Actor, now: Date): Promise<boolean>
}

/** More than wait at one time anywhere. */
const MAX_WAITING = 100

/** The decisions in that database. */
export function createBulkDecisions(db: Database): BulkDecisions {
  return {
    async reviews(ids) {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('review')
        .select(['id', 'total', 'currency', 'reading_key', 'started_at'])
        .where('id', 'in', ids)
        .orderBy('id')
        .execute()
      return rows.map(({ id, total, currency, reading_key, started_at }) => ({
        id,
        currency,
        startedAt: new Date(started_at),
        ...(total !== null && { total }),
        ...(reading_key !== null && { readingKey: reading_key }),
      }))
    },

    async seen(ids) {
      if (ids.length === 0) return ''
      const rows = await db
        .selectFrom('review')
        .select(['id', 'reading_key', 'decision'])
        .where('id', 'in', ids)
        .orderBy('id')
        .execute()
      const all = rows.map(({ id, reading_key, decision }) => [id, reading_key, decision])
      return hash('sha256', JSON.stringify(all))
    },

    propose: (content, by, now) =>
      db.transaction().execute(async (trx) => {
        const { id } = await trx
          .insertInto('bulk_decision')
          .values({
            content: JSON.stringify(content),
            proposed_by: by.login,
            proposed_at: now.getTime(),
            state: 'proposed',
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        await tell(trx, 'review bulk-propose', id, by, now, `${content.action}: ${idsOf(content)}`)
        return id
      }),

    async find(id) {
      const row = await db.selectFrom('bulk_decision').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toBulk(row)
    },

    async waiting() {
      const rows = await db
        .selectFrom('bulk_decision')
        .selectAll()
        .where('state', '=', 'proposed')
        .orderBy('id')
        .limit(MAX_WAITING)
        .execute()
      return rows.map(toBulk)
    },

    end: (id, state, by, now) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('bulk_decision')
          .set({ state, ended_by: by.login, ended_at: now.getTime() })
          .where('id', '=', id)
          .where('state', '=', 'proposed')
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await tell(trx, state === 'confirmed' ? 'review bulk-confirm' : 'review bulk-withdraw', id, by, now)
        return true
      }),
  }
}

function tell(
  trx: Database,
  act: string,
  id: number,
  who: Actor,
  at: Date,
  detail?: string,
): Promise<number> {
  const subject = `bulk decision ${id}`
  return createTrail(trx).append({
    at,
    who,
    act,
    subject,
    outcome: 'done',
    ...(detail !== undefined && { detail }),
  })
}

function idsOf({ reviews }: BulkContent): string {
  return `reviews ${reviews.map(({ id }) => id).join(', ')}`
}

function toBulk(row: Selectable<BulkDecisionTable>): KeptBulk {
  return {
    id: row.id,
    content: bulkContent.parse(JSON.parse(row.content)),
    by: row.proposed_by,
    proposedAt: new Date(row.proposed_at),
    state: BULK_STATES.find((state) => state === row.state) ?? 'withdrawn',
    ...(row.ended_by !== null && { endedBy: row.ended_by }),
  }
}
