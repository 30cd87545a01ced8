import { expect } from 'chai'
import { sql } from 'kysely'
import { subjectOf } from '../../../server/review/report-status.ts'
import type { Database } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { countWaiting, readFigures } from '../../../server/store/operators/figures.ts'
import { createJournal } from '../../../server/store/reviews/journal.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { NO_FIGURES } from '../../metrics/some-metrics.ts'
import { buildReport } from '../../support/build-report.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

const APPROVE = { kind: 'workflow', action: 'Approve', path: '/workflowaction' } as const

/** So many that wait, without a second for each. */
async function storeMany(db: Database, count: number): Promise<void> {
  await sql`
    insert into notification
      (door, object_type, object_path, fold_key, raw, correlation_id, received_at, last_seen_at, state, due_at)
    with recursive series(number) as (
      select 1 union all select number + 1 from series where number < ${sql.lit(count)})
    select 'callout', 'EXPRPT', 'path', 'key ' || number, ${RAW}, 'id', 1, 1, 'waiting', 1 from series`.execute(
    db,
  )
}

describe('the figures', () => {
  forEachEngine((engine) => {
    it('of an empty database are zero', async () => {
      expect(await readFigures(await engine.open())).to.deep.equal(NO_FIGURES)
    })

    it('count what is not finished, and nothing else', async () => {
      const db = await engine.open()
      const inbox = createInbox(db)
      for (const [index, name] of ['nA', 'nB', 'nC', 'nD', 'nE'].entries())
        await inbox.receive(callout(name), RAW, at(index))
      await inbox.receive(callout('nF', { notReviewed: 'a travel request' }), RAW, at(9))
      await inbox.settle(await claimedAt(inbox, 10), { state: 'done' }, at(10))
      await inbox.settle(await claimedAt(inbox, 10), { state: 'dead' }, at(10))
      await claimedAt(inbox, 10)
      await inbox.quarantine('callout', RAW, ['cannot be read'], at(11))

      expect(await readFigures(db)).to.deep.equal({
        ...NO_FIGURES,
        waiting: 2,
        claimed: 1,
        dead: 1,
        oldestWaitingAt: at(2),
        quarantined: 1,
      })
    })

    it('count reports that are held, and those that are open with nothing to work on them', async () => {
      const db = await engine.open()
      const inbox = createInbox(db)
      const reviews = createReviews(db)
      for (const name of ['nHeld', 'nStuck', 'nAtWork']) {
        await inbox.receive(callout(name), RAW, at(0))
        const claimed = await claimedAt(inbox, 1)
        const visit = { key: name, subject: subjectOf(buildReport({ reportId: name })), mode: 'act' as const }
        const opened = await reviews.open(claimed, visit, at(1))
        if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
        if (name === 'nHeld') await reviews.finish(opened.review, 'held', 'why', at(2))
        if (name === 'nStuck') await inbox.settle(claimed, { state: 'dead' }, at(2))
        if (name === 'nAtWork') await createJournal(db).send(opened.review, APPROVE, claimed, at(2))
      }

      const figures = await readFigures(db)

      expect(figures).to.include({ heldReports: 1, stuckReports: 1 })
      expect(figures.openEffects).to.deep.equal({ sent: 1 })
    })

    it('are right beyond what one statement counts', async () => {
      const db = await engine.open()
      await storeMany(db, 20_500)

      expect(await readFigures(db)).to.include({ waiting: 20_500 })
      expect(await countWaiting(db, 30_000)).to.equal(20_500)
    })

    it('end at the limit, or soon after, where that will do', async () => {
      const db = await engine.open()
      await storeMany(db, 30_500)

      expect(await countWaiting(db, 15_000)).to.be.within(15_000, 20_000)
    })
  })
})
