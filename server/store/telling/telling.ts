import { type SqlBool, sql } from 'kysely'
import type { BulkState } from '../../record/bulk-decision.ts'
import type { TrailHead } from '../../record/trail.ts'
import { type Database, lockTexts } from '../database.ts'
import { addMessages, type NewMessage } from '../deliveries/add-messages.ts'
import { createTrail } from '../people/trail.ts'
import {
  heldAwake,
  type ToldReview,
  type UntoldDecision,
  type UntoldHeld,
  type UntoldReturn,
  untoldDecisions,
  untoldHeld,
  untoldReturns,
} from './untold.ts'
import { type UntoldBulk, untoldBulks } from './untold-bulks.ts'
import { type UntoldNote, untoldNotes } from './untold-notes.ts'

// What people are told, exactly once.
//
//   T1. What is told, and that it was told, is one transaction: a process that is killed has done both or neither.
//   T2. Of several processes that find the same, one tells: the mark is set where it was not.
//   T3. What happened before anybody was told anything, or after nobody had looked for a week, is not told one by one.

/** What is marked as told. */
export type Mark =
  /** That a review is held on a reading. */
  | { readonly kind: 'held'; readonly reviewId: number; readonly readingKey: string | null }
  /** Where the decision of a person stands. */
  | { readonly kind: 'decision'; readonly id: number; readonly state: UntoldDecision['state'] }
  /** A question or an answer. */
  | { readonly kind: 'note'; readonly id: number }
  /** That a review is back that was snoozed until then. */
  | { readonly kind: 'returned'; readonly reviewId: number; readonly until: Date }
  /** That a decision on several reviews waits for a second person, or how that ended. */
  | { readonly kind: 'bulk'; readonly id: number; readonly state: BulkState }
  /** Something that has no other place: at most 200 characters. */
  | { readonly kind: 'once'; readonly id: string }

/** What was told and what was not. */
export interface Telling {
  /** Whether people are told, and some process has looked for news not long ago. */
  hasBegun(now: Date): Promise<boolean>
  /** From here on people are told (T3). @param also What counts as told. @returns False if another process was first. */
  begin(messages: readonly NewMessage[], also: readonly string[], now: Date): Promise<boolean>
  /** Notes that somebody looks for news; written once an hour. */
  goesOn(now: Date): Promise<void>
  untoldHeld(limit: number): Promise<readonly UntoldHeld[]>
  untoldReturns(now: Date, limit: number): Promise<readonly UntoldReturn[]>
  untoldBulks(limit: number): Promise<readonly UntoldBulk[]>
  untoldNotes(limit: number): Promise<readonly UntoldNote[]>
  heldAwake(now: Date): Promise<readonly ToldReview[]>
  untoldDecisions(limit: number): Promise<readonly UntoldDecision[]>
  /** Those of these marks that were set. */
  told(ids: readonly string[]): Promise<ReadonlySet<string>>
  /** Tells something, unless it was told (T1, T2). @returns Whether it is told now. */
  tell(mark: Mark, messages: readonly NewMessage[], now: Date): Promise<boolean>
  trailHead(): Promise<TrailHead>
}

/** When somebody has looked for news last, to the hour. */
const BEGUN = 'begun'
const HOUR_MS = 3_600_000
/** Where nobody has looked for so long, people are not told what they have missed, as after a holiday. */
const LAPSES_MS = 7 * 24 * HOUR_MS
/** Values in one statement. */
const BATCH = 500

/** What was told, in that database. */
export function createTelling(db: Database): Telling {
  return {
    hasBegun: async (now) => now.getTime() - (await lastLook(db)) < LAPSES_MS,
    begin: (messages, also, now) =>
      db.transaction().execute(async (trx) => {
        if (!(await markBegun(trx, now))) return false
        await markAll(trx, now)
        for (const id of also) await markOnce(trx, id, now)
        await addMessages(trx, messages, now)
        return true
      }),
    async goesOn(now) {
      if (now.getTime() - (await lastLook(db)) < HOUR_MS) return
      await db.updateTable('told').set({ at: now.getTime() }).where('id', '=', BEGUN).execute()
    },
    untoldHeld: (limit) => untoldHeld(db, limit),
    untoldReturns: (now, limit) => untoldReturns(db, now, limit),
    untoldBulks: (limit) => untoldBulks(db, limit),
    untoldNotes: (limit) => untoldNotes(db, limit),
    heldAwake: (now) => heldAwake(db, now),
    untoldDecisions: (limit) => untoldDecisions(db, limit),
    told: (ids) => told(db, ids),
    tell: (mark, messages, now) =>
      db.transaction().execute(async (trx) => {
        if (!(await set(trx, mark, now))) return false
        await addMessages(trx, messages, now)
        return true
      }),
    trailHead: () => createTrail(db).head(),
  }
}

async function told(db: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (let start = 0; start < ids.length; start += BATCH) {
    const rows = await db
      .selectFrom('told')
      .select('id')
      .where('id', 'in', ids.slice(start, start + BATCH))
      .execute()
    for (const { id } of rows) found.add(id)
  }
  return found
}

async function lastLook(db: Database): Promise<number> {
  const row = await db.selectFrom('told').select('at').where('id', '=', BEGUN).executeTakeFirst()
  return row?.at ?? -Infinity
}

/** @returns False if another process was first. */
async function markBegun(trx: Database, now: Date): Promise<boolean> {
  await lockTexts(trx, [`told ${BEGUN}`])
  if (now.getTime() - (await lastLook(trx)) < LAPSES_MS) return false
  await trx.deleteFrom('told').where('id', '=', BEGUN).execute()
  return markOnce(trx, BEGUN, now)
}

/** What happened before this is not told one by one (T3). */
async function markAll(trx: Database, now: Date): Promise<void> {
  await trx
    .updateTable('review')
    .set((eb) => ({ told_key: eb.fn.coalesce('reading_key', eb.val('-')) }))
    .where('result', '=', 'held')
    .execute()
  await trx
    .updateTable('review')
    .set((eb) => ({ told_until: eb.ref('snoozed_until') }))
    .where('result', '=', 'held')
    .where('snoozed_until', '<=', now.getTime())
    .execute()
  await trx
    .updateTable('human_decision')
    .set((eb) => ({ told_state: eb.ref('state') }))
    .where(sql<SqlBool>`coalesce(told_state, '') <> state`)
    .execute()
  await trx
    .updateTable('review_note')
    .set({ told_at: now.getTime() })
    .where(sql<SqlBool>`told_at is null and kind <> 'note'`)
    .execute()
  await trx
    .updateTable('bulk_decision')
    .set((eb) => ({ told_state: eb.ref('state') }))
    .where(sql<SqlBool>`coalesce(told_state, '') <> state`)
    .execute()
}

/** @returns False if it was set, or what is told is not so any more. */
async function set(trx: Database, mark: Mark, now: Date): Promise<boolean> {
  if (mark.kind === 'once') return markOnce(trx, mark.id, now)
  const { numUpdatedRows } = await update(trx, mark, now)
  return numUpdatedRows > 0n
}

function update(trx: Database, mark: Exclude<Mark, { readonly kind: 'once' }>, now: Date) {
  switch (mark.kind) {
    case 'held':
      return markHeld(trx, mark)
    case 'decision':
      return markDecision(trx, mark)
    case 'note':
      return markNote(trx, mark, now)
    case 'returned':
      return markReturned(trx, mark)
    case 'bulk':
      return markBulk(trx, mark)
    default:
      return mark satisfies never
  }
}

function markHeld(trx: Database, { reviewId, readingKey }: Extract<Mark, { readonly kind: 'held' }>) {
  const key = readingKey ?? '-'
  return trx
    .updateTable('review')
    .set({ told_key: key })
    .where('id', '=', reviewId)
    .where('result', '=', 'held')
    .where((eb) => eb(eb.fn.coalesce('reading_key', eb.val('-')), '=', key))
    .where((eb) => eb.or([eb('told_key', 'is', null), eb('told_key', '<>', key)]))
    .executeTakeFirst()
}

function markDecision(trx: Database, { id, state }: Extract<Mark, { readonly kind: 'decision' }>) {
  return trx
    .updateTable('human_decision')
    .set({ told_state: state })
    .where('id', '=', id)
    .where('state', '=', state === 'given up' ? 'accepted' : state)
    .where((eb) => eb.or([eb('told_state', 'is', null), eb('told_state', '<>', state)]))
    .executeTakeFirst()
}

function markNote(trx: Database, { id }: Extract<Mark, { readonly kind: 'note' }>, now: Date) {
  return trx
    .updateTable('review_note')
    .set({ told_at: now.getTime() })
    .where('id', '=', id)
    .where('told_at', 'is', null)
    .executeTakeFirst()
}

function markReturned(trx: Database, { reviewId, until }: Extract<Mark, { readonly kind: 'returned' }>) {
  return trx
    .updateTable('review')
    .set({ told_until: until.getTime() })
    .where('id', '=', reviewId)
    .where('result', '=', 'held')
    .where('snoozed_until', '=', until.getTime())
    .where((eb) => eb.or([eb('told_until', 'is', null), eb('told_until', '<>', until.getTime())]))
    .executeTakeFirst()
}

function markBulk(trx: Database, { id, state }: Extract<Mark, { readonly kind: 'bulk' }>) {
  return trx
    .updateTable('bulk_decision')
    .set({ told_state: state })
    .where('id', '=', id)
    .where('state', '=', state)
    .where(sql<SqlBool>`coalesce(told_state, '') <> state`)
    .executeTakeFirst()
}

async function markOnce(trx: Database, id: string, now: Date): Promise<boolean> {
  await lockTexts(trx, [`told ${id}`])
  const { numInsertedOrUpdatedRows = 0n } = await trx
    .insertInto('told')
    .values({ id, at: now.getTime() })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}
