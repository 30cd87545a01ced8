import { readFile, stat } from 'node:fs/promises'
import { expect } from 'chai'
import type { Insertable } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../../server/store/database.ts'
import type { NotificationTable } from '../../server/store/inbox/tables.ts'
import { pruneOnce } from '../../server/store/prune.ts'
import type { ReviewTable } from '../../server/store/reviews/tables.ts'
import type { Schema } from '../../server/store/schema.ts'
import { forEachEngine, onSqlite } from '../support/engines.ts'

const NOW = new Date('2026-07-01T12:00:00Z')
const KEEP_DAYS = 100
/** 100 days before, to the millisecond. */
const EDGE = Date.parse('2026-03-23T12:00:00Z')
const LONG_AGO = Date.parse('2025-01-01T00:00:00Z')
const LATER = EDGE + 1

let lastFold = 0
async function addNotification(db: Database, changes: Partial<Insertable<NotificationTable>>): Promise<void> {
  lastFold += 1
  const row = {
    door: 'callout',
    object_type: 'EXPRPT',
    object_path: '/report/nOne',
    fold_key: String(lastFold),
    raw: Uint8Array.of(1, 2, 3),
    correlation_id: 'correlation',
    received_at: LONG_AGO,
    last_seen_at: LONG_AGO,
    due_at: LONG_AGO,
    state: 'done',
    finished_at: LONG_AGO,
    ...changes,
  } as const
  await db.insertInto('notification').values(row).execute()
}

/** A review with one event of each kind. */
async function addReview(db: Database, id: number, changes: Partial<Insertable<ReviewTable>>): Promise<void> {
  const row = {
    id,
    notification_id: id,
    visit_key: `visit ${id}`,
    ordinal: 1,
    report_id: `report ${id}`,
    currency: 'USD',
    mode: 'act',
    decision: '{"findings":[]}',
    result: 'approved',
    started_at: LONG_AGO,
    finished_at: LONG_AGO,
    ...changes,
  }
  await db.insertInto('review').values(row).execute()
  const event = { review_id: id, at: LONG_AGO }
  await db
    .insertInto('review_event')
    .values([
      {
        ...event,
        kind: 'read',
        summary: 'read',
        detail: '{"correlationId":"c"}',
        document: Uint8Array.of(9),
      },
      { ...event, kind: 'decided', summary: 'approve', detail: '{"findings":[]}', document: null },
      { ...event, kind: 'call', summary: 'Approve: confirmed', detail: '{"reply":"OK"}', document: null },
    ])
    .execute()
}

async function idsOf(
  db: Database,
  table: keyof Pick<Schema, 'notification' | 'quarantine' | 'effect' | 'delivery'>,
) {
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(table)} order by id`.execute(db)
  return rows.map(({ id }) => id)
}

function eventsOf(db: Database, reviewId: number) {
  return db
    .selectFrom('review_event')
    .select(['kind', 'summary', 'detail', 'document'])
    .where('review_id', '=', reviewId)
    .orderBy('id')
    .execute()
}

describe('pruning', () => {
  forEachEngine((engine) => {
    it('deletes notifications that were finished at least so many days ago, and no others', async () => {
      const db = await engine.open()
      await addNotification(db, { finished_at: EDGE })
      await addNotification(db, { finished_at: LATER })
      await addNotification(db, { state: 'not reviewed', finished_at: EDGE })
      await addNotification(db, { state: 'not reviewed', finished_at: LATER })

      const pruned = await pruneOnce(db, KEEP_DAYS, NOW)

      expect(pruned).to.deep.equal({
        notifications: 2,
        quarantined: 0,
        events: 0,
        facts: 0,
        deliveries: 0,
        policies: 0,
      })
      expect(await idsOf(db, 'notification')).to.deep.equal([2, 4])
    })

    it('never deletes what is unfinished, however old', async () => {
      const db = await engine.open()
      await addNotification(db, { state: 'waiting', finished_at: null })
      await addNotification(db, { state: 'claimed', finished_at: null, claim: 'c', lease_until: LONG_AGO })
      await addNotification(db, { state: 'dead', finished_at: LONG_AGO })

      await pruneOnce(db, KEEP_DAYS, NOW)

      expect(await idsOf(db, 'notification')).to.deep.equal([1, 2, 3])
    })

    it('keeps the notifications of reviews that are open, held or stuck: they are what is retried', async () => {
      const db = await engine.open()
      await addReview(db, 1, { result: null, finished_at: null })
      await addReview(db, 2, { result: 'held' })
      await addReview(db, 3, { result: null, finished_at: null, reason: 'stuck' })
      await addReview(db, 4, { result: 'sent back' })
      for (const review_id of [1, 2, 3, 4]) await addNotification(db, { review_id })

      await pruneOnce(db, KEEP_DAYS, NOW)

      expect(await idsOf(db, 'notification')).to.deep.equal([1, 2, 3])
    })

    it('deletes what was in quarantine for so long, and keeps what came again since', async () => {
      const db = await engine.open()
      for (const [hash, received_at] of [
        ['a', EDGE],
        ['b', LATER],
      ] as const) {
        const entry = {
          door: 'callout',
          received_at,
          content_hash: hash,
          raw: Uint8Array.of(1),
          problems: '[]',
        }
        await db.insertInto('quarantine').values(entry).execute()
      }

      expect(await pruneOnce(db, KEEP_DAYS, NOW)).to.include({ quarantined: 1 })
      expect(await idsOf(db, 'quarantine')).to.deep.equal([2])
    })

    it('takes documents and details of calls from reviews that ended long ago, and keeps the audit part', async () => {
      const db = await engine.open()
      await addReview(db, 1, { finished_at: EDGE })
      const effect = {
        review_id: 1,
        kind: 'workflow',
        state: 'confirmed',
        content: '{}',
        planned_at: LONG_AGO,
      }
      await db.insertInto('effect').values(effect).execute()
      const before = await db.selectFrom('review').selectAll().execute()

      expect(await pruneOnce(db, KEEP_DAYS, NOW)).to.include({ events: 2 })

      expect(await eventsOf(db, 1)).to.deep.equal([
        { kind: 'read', summary: 'read', detail: '{"correlationId":"c"}', document: null },
        { kind: 'decided', summary: 'approve', detail: '{"findings":[]}', document: null },
        { kind: 'call', summary: 'Approve: confirmed', detail: null, document: null },
      ])
      expect(await db.selectFrom('review').selectAll().execute()).to.deep.equal(before)
      expect(await idsOf(db, 'effect')).to.deep.equal([1])
      expect(await pruneOnce(db, KEEP_DAYS, NOW)).to.include({ events: 0, facts: 0 })
    })

    for (const [which, changes] of Object.entries({
      'ended since': { finished_at: LATER },
      'are held': { result: 'held' },
      'are open': { result: null, finished_at: null },
    })) {
      it(`takes nothing from reviews that ${which}`, async () => {
        const db = await engine.open()
        await addReview(db, 1, changes)

        await pruneOnce(db, KEEP_DAYS, NOW)

        const [read, , call] = await eventsOf(db, 1)
        expect(read?.document).to.have.length(1)
        expect(call).to.include({ detail: '{"reply":"OK"}' })
      })
    }

    it('deletes deliveries that arrived long ago, and none that did not', async () => {
      const db = await engine.open()
      const instance = { element: 'concur', name: 'One', body: '{}', secrets: '', state: 'waiting' } as const
      const times = { created_at: LONG_AGO, updated_at: LONG_AGO, due_at: LONG_AGO }
      await db
        .insertInto('instance')
        .values({ ...instance, ...times })
        .execute()
      for (const [state, finished_at] of [
        ['done', LONG_AGO],
        ['done', LATER],
        ['dead', LONG_AGO],
        ['waiting', null],
      ] as const) {
        const delivery = {
          line: 'instance:1',
          instance_id: 1,
          resource: 'reports',
          event_id: 'e',
          body: Buffer.from('{}'),
          events: 1,
        }
        await db
          .insertInto('delivery')
          .values({ ...delivery, state, finished_at, created_at: LONG_AGO, due_at: LONG_AGO })
          .execute()
      }

      expect(await pruneOnce(db, KEEP_DAYS, NOW)).to.include({ deliveries: 1 })
      expect(await idsOf(db, 'delivery')).to.deep.equal([2, 3, 4])
    })

    it('goes on behind a batch in which there was nothing to delete', async () => {
      const db = await engine.open()
      await db.transaction().execute(async (trx) => {
        for (let count = 1; count <= 1100; count += 1)
          await addNotification(trx, count <= 600 ? { state: 'dead' } : {})
      })

      expect(await pruneOnce(db, KEEP_DAYS, NOW)).to.include({ notifications: 500 })
      expect(await idsOf(db, 'notification')).to.deep.equal(
        Array.from({ length: 600 }, (_, index) => index + 1),
      )
    })

    it('deletes nothing more once it is told to stop', async () => {
      const db = await engine.open()
      await addNotification(db, {})

      expect(await pruneOnce(db, KEEP_DAYS, NOW, AbortSignal.abort())).to.include({ notifications: 0 })
      expect(await idsOf(db, 'notification')).to.deep.equal([1])
    })
  })

  onSqlite((engine) => {
    it('gives the space back to the file system', async () => {
      const db = await engine.open()
      const path = engine.url().replace('sqlite:', '')
      await sql`pragma wal_checkpoint(truncate)`.execute(db)
      const { size: empty } = await stat(path)
      await db.transaction().execute(async (trx) => {
        for (let count = 0; count < 40; count += 1)
          await addNotification(trx, { raw: new Uint8Array(100_000) })
      })
      await sql`pragma wal_checkpoint(truncate)`.execute(db)
      const { size: full } = await stat(path)

      await pruneOnce(db, KEEP_DAYS, NOW)

      expect(full).to.be.greaterThan(4_000_000)
      expect((await stat(path)).size).to.be.lessThan(empty + 200_000)
    })

    it('leaves no byte of what it takes away in the file and its log', async () => {
      const db = await engine.open()
      const path = engine.url().replace('sqlite:', '')
      const document = Buffer.from('unforgettable '.repeat(2000))
      await addNotification(db, { raw: document })
      await addReview(db, 1, {})
      await db.updateTable('review_event').set({ document }).where('kind', '=', 'read').execute()
      const bytes = async () => Buffer.concat([await readFile(path), await readFile(`${path}-wal`)])
      expect((await bytes()).includes('unforgettable')).to.equal(true)

      await pruneOnce(db, KEEP_DAYS, NOW)

      expect((await bytes()).includes('unforgettable')).to.equal(false)
    })
  })
})
