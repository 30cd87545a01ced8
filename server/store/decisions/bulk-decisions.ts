import { hash } from 'node:crypto'
import type { Selectable } from 'kysely'
import {
  BULK_STATES,
  type BulkContent,
  type BulkRefusals,
  type BulkReview,
  bulkContent,
  bulkRefusals,
  type KeptBulk,
} from '../../record/bulk-decision.ts'
import type { Actor } from '../../record/trail.ts'
import type { Database } from '../database.ts'
import { createTrail } from '../people/trail.ts'
import type { BulkDecisionTable } from './tables.ts'

/** Decisions on several reviews at once; what is written here outlives the process. */
export interface BulkDecisions {
  /** What is known of the reviews of these numbers, in the order of their numbers. */
  reviews(ids: readonly number[]): Promise<readonly BulkReview[]>
  /** Names what those reviews are held for, each on which reading: what somebody has seen who decides on them. */
  seen(ids: readonly number[]): Promise<string>
  /**
   * Keeps one before anything of it is decided.
   * @param state `proposed`: until a second person confirms it, which stands in the trail. `decided`: each decision on a review tells
   * of itself there.
   * @param formKey Of the form that it came by: a second one of it is the first.
   */
  keep(
    content: BulkContent,
    state: 'proposed' | 'decided',
    by: Actor,
    now: Date,
    formKey?: string,
  ): Promise<{ readonly id: number; readonly isNew: boolean }>
  find(id: number): Promise<KeptBulk | undefined>
  /** The number of what has come by that form of theirs. */
  cameBy(by: Actor, formKey: string): Promise<number | undefined>
  /** Those that wait for a second person, and those that are void, oldest first. */
  waiting(): Promise<readonly KeptBulk[]>
  /** The newest that somebody has decided or ended, newest first. */
  recent(login: string): Promise<readonly KeptBulk[]>
  /** The trail tells of it. A void one is rejected and nothing else. @returns False if it does not wait any more. */
  end(id: number, state: 'confirmed' | 'withdrawn' | 'rejected', by: Actor, now: Date): Promise<boolean>
  /** Notes on which of them nothing was decided. */
  noteRefusals(id: number, refusals: BulkRefusals): Promise<void>
}

/** More than wait at one time anywhere. */
const MAX_WAITING = 100
/** Of one person, and among how many of the newest they are looked for. */
const MAX_RECENT = 10
const NEWEST = 500

/** The decisions in that database. */
export function createBulkDecisions(db: Database): BulkDecisions {
  const kept = () => db.selectFrom('bulk_decision').selectAll()
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

    keep: (content, state, by, now, formKey) =>
      db.transaction().execute((trx) => keep(trx, content, state, by, now, formKey)),

    async find(id) {
      const row = await kept().where('id', '=', id).executeTakeFirst()
      return row && toBulk(row)
    },

    cameBy: (by, formKey) => cameBy(db, by, formKey),

    async waiting() {
      const rows = await kept()
        .where('state', 'in', ['proposed', 'void'])
        .orderBy('id')
        .limit(MAX_WAITING)
        .execute()
      return rows.map(toBulk)
    },

    async recent(login) {
      const rows = await db
        .selectFrom(kept().orderBy('id', 'desc').limit(NEWEST).as('newest'))
        .selectAll()
        .where('state', 'not in', ['proposed', 'void'])
        .where((eb) => eb.or([eb('proposed_by', '=', login), eb('ended_by', '=', login)]))
        .orderBy('id', 'desc')
        .limit(MAX_RECENT)
        .execute()
      return rows.map(toBulk)
    },

    end: (id, state, by, now) =>
      db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('bulk_decision')
          .set({ state, ended_by: by.login, ended_at: now.getTime() })
          .where('id', '=', id)
          .where('state', 'in', state === 'rejected' ? ['proposed', 'void'] : ['proposed'])
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await tell(trx, ENDING_ACTS[state], id, by, now)
        return true
      }),

    async noteRefusals(id, refusals) {
      await db
        .updateTable('bulk_decision')
        .set({ refusals: JSON.stringify(refusals) })
        .where('id', '=', id)
        .execute()
    },
  }
}

const ENDING_ACTS = {
  confirmed: 'review bulk-confirm',
  withdrawn: 'review bulk-withdraw',
  rejected: 'review bulk-reject',
} as const

async function keep(
  trx: Database,
  content: BulkContent,
  state: 'proposed' | 'decided',
  by: Actor,
  now: Date,
  formKey: string | undefined,
): Promise<{ readonly id: number; readonly isNew: boolean }> {
  const isDecided = state === 'decided'
  const row = await trx
    .insertInto('bulk_decision')
    .values({
      content: JSON.stringify(content),
      proposed_by: by.login,
      proposed_at: now.getTime(),
      state,
      ended_by: isDecided ? by.login : null,
      ended_at: isDecided ? now.getTime() : null,
      form_key: formKey === undefined ? null : keyOf(by, formKey),
      // Each of its decisions is told on its own.
      told_state: isDecided ? state : null,
    })
    .onConflict((conflict) => conflict.column('form_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) {
    const before = await cameBy(trx, by, formKey ?? '')
    if (before === undefined) throw new Error('the same form has come, and is not there')
    return { id: before, isNew: false }
  }
  if (!isDecided)
    await tell(trx, 'review bulk-propose', row.id, by, now, `${content.action}: ${idsOf(content)}`)
  return { id: row.id, isNew: true }
}

async function cameBy(db: Database, by: Actor, formKey: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('bulk_decision')
    .select('id')
    .where('form_key', '=', keyOf(by, formKey))
    .executeTakeFirst()
  return row?.id
}

function keyOf({ login }: Actor, formKey: string): string {
  return `${login} ${formKey}`
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
    refusals: row.refusals === null ? [] : bulkRefusals.parse(JSON.parse(row.refusals)),
    ...(row.ended_by !== null && { endedBy: row.ended_by }),
    ...(row.ended_at !== null && { endedAt: new Date(row.ended_at) }),
  }
}
