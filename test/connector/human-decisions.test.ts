import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { retryNotifications } from '../../server/commands/inbox-retry.ts'
import { commandContext } from '../commands/command-context.ts'
import { onSqlite } from '../support/engines.ts'
import { useEventDoor } from './event-door.ts'
import { type HeldObjects, HOLD, useHeldObjects } from './held-objects.ts'
import { cleanReport } from './reports.ts'
import { until } from './until.ts'

const REPORTS = ['report v1.1', 'report v4'] as const

/** What was done to the report of that kind by now. */
function writesOf(objects: HeldObjects, kind: (typeof REPORTS)[number]): readonly string[] {
  return objects.bench.writes(objects.of(kind).id)
}

describe('connector: a person decides on a report', () => {
  const door = useEventDoor()

  onSqlite((engine) => {
    describe('by a whole connector', () => {
      const open = useHeldObjects(engine, door)

      it('withdraws on v4 the exceptions of findings that are incorrect; v1.1 cannot', async () => {
        const objects = await open({ kinds: REPORTS })
        await objects.decideAll({ verdict: ['purpose-missing=incorrect', 'amount-cap=exception'] })
        await objects.comeDue()

        expect(writesOf(objects, 'report v1.1')).to.deep.equal(['exceptions NOPURPOS OVERCAP', 'Approve'])
        expect(writesOf(objects, 'report v4')).to.deep.equal([
          'exceptions NOPURPOS',
          'exceptions OVERCAP',
          'withdrawn NOPURPOS',
          'Approve',
        ])
      })

      for (const reset of ['before', 'after'] as const) {
        it(`withdraws once where the answer is lost ${reset} it took effect`, async () => {
          const objects = await open({ kinds: ['report v4'] })
          objects.bench.simulator.fault('delete-exception-v4', { reset })
          await objects.decideAll({ verdict: ['purpose-missing=incorrect', 'amount-cap=exception'] })
          await objects.comeDue()

          expect(writesOf(objects, 'report v4').slice(2)).to.deep.equal(['withdrawn NOPURPOS', 'Approve'])
          const { effects } = await objects.bench.review(objects.of('report v4').id)
          const withdrawals = effects.filter(({ kind }) => kind === 'withdrawal').map(({ state }) => state)
          expect(withdrawals).to.deep.equal(reset === 'before' ? ['not applied', 'confirmed'] : ['confirmed'])
        })
      }

      for (const verdict of ['out-of-policy', 'exception', 'in-policy']) {
        it(`keeps the exceptions of what is approved although it is ${verdict}`, async () => {
          const objects = await open({ kinds: REPORTS })
          await objects.decideAll({ verdict: ['purpose-missing=in-policy', `amount-cap=${verdict}`] })
          await objects.comeDue()

          for (const kind of REPORTS) {
            expect(writesOf(objects, kind).filter((write) => write.startsWith('withdrawn'))).to.deep.equal([])
            expect(writesOf(objects, kind).at(-1)).to.equal('Approve')
            const { review } = await objects.bench.review(objects.of(kind).id)
            expect(review.result).to.equal('flagged and approved')
          }
        })
      }

      it('goes on where nobody can tell whether exceptions were posted, and posts none of them again', async () => {
        const objects = await open({ kinds: [] })
        const { bench } = objects
        bench.simulator.fault('exceptions', { reset: 'after' })
        const report = cleanReport({ purpose: '' })
        const entries = report.entries.map((entry) => ({ ...entry, hasExceptions: true }))
        const reportId = bench.simulator.submit({ ...report, hasException: true, entries })
        await bench.settled()
        const { review } = await bench.review(reportId)
        expect(review.reason).to.include('exceptions may have been posted')

        expect(await objects.decide(review.id)).to.equal(undefined)
        await objects.comeDue()

        expect(bench.writes(reportId)).to.deep.equal(['exceptions NOPURPOS OVERCAP', 'Approve'])
        expect((await bench.review(reportId)).review).to.include({ decidedBy: 'person' })
      })

      it('approves what was not seen whole only with a verdict on that itself, and the trail says so', async () => {
        const objects = await open({ kinds: [], incompleteForMs: 0 })
        const { bench } = objects
        const reportId = bench.simulator.submit({
          ...cleanReport(),
          trouble: { entries: { shape: 'nil' } },
        })
        await bench.settled()
        const { review } = await bench.review(reportId)
        expect(review).to.include({ result: 'held', reasonCode: 'INCOMPLETE' })
        expect(await objects.decide(review.id, { verdict: ['amount-cap=exception'] })).to.include(
          'verdict incomplete: is missing, it is not judged yet: the report was not seen whole',
        )

        expect(await objects.decide(review.id, { verdict: ['incomplete=exception'] })).to.equal(undefined)
        await objects.comeDue()

        expect(bench.writes(reportId)).to.deep.equal(['Approve'])
        const { decision, humanDecisions } = await bench.review(reportId)
        expect(decision).to.have.nested.property('gap.kind', 'count')
        expect(humanDecisions?.[0]?.verdicts).to.deep.equal({ incomplete: 'exception' })
      })

      it('holds again what has come to be whole since it was judged as it was', async () => {
        const objects = await open({ kinds: [], incompleteForMs: 0 })
        const { bench } = objects
        const reportId = bench.simulator.submit({
          ...cleanReport({ purpose: '' }),
          trouble: { entries: { shape: 'nil' } },
        })
        await bench.settled()
        const { review } = await bench.review(reportId)
        expect(await objects.decide(review.id)).to.equal(undefined)
        bench.simulator.trouble(reportId, {})
        await objects.comeDue()

        expect(bench.writes(reportId)).to.deep.equal([])
        expect((await bench.review(reportId)).review).to.include({ result: 'held', decidedBy: 'policy' })
      })

      const refused: readonly (readonly [string, Parameters<HeldObjects['decide']>[1], string])[] = [
        ['a comment', { action: 'send back', comment: ' ' }, 'comment: is missing'],
        ['a verdict', { verdict: ['amount-cap=exception'] }, 'is missing, it is not judged yet'],
        ['a verdict that is known', { verdict: ['all=fine'] }, '--verdict all=fine: expected'],
        ['a rule that it is held for', { verdict: ['all=exception', 'taxi=incorrect'] }, 'verdict taxi: '],
      ]
      for (const [title, decided, problem] of refused) {
        it(`refuses a decision without ${title}`, async () => {
          const objects = await open({ kinds: REPORTS })
          for (const { reviewId } of objects.held) {
            expect(await objects.decide(reviewId, decided)).to.include(problem)
          }
          await objects.comeDue()

          for (const kind of REPORTS) expect(writesOf(objects, kind).at(-1)).to.not.equal('Approve')
        })
      }

      it('gives up with the words of Concur where it refuses', async () => {
        const objects = await open({ kinds: ['report v1.1'] })
        objects.bench.simulator.fault('workflow', {
          body: refusal('The approver is missing.'),
          contentType: 'application/xml',
        })
        await objects.decideAll()
        await objects.comeDue()

        const dead = (await objects.bench.notifications()).find((each) => each.door === 'console')
        expect(dead).to.include({ state: 'dead', reasonCode: 'ACTION_REFUSED' })
        expect(dead?.reason).to.include('The approver is missing.')
        expect(writesOf(objects, 'report v1.1')).to.not.include('Approve')
      })

      it('lets the policy decide again after a decision has ended, and while one can be taken back', async () => {
        const objects = await open({ kinds: ['report v1.1'] })
        const { bench } = objects
        const { id, reviewId } = objects.of('report v1.1')
        await objects.decideAll()
        await writeFile(join(bench.folder, 'policy.yaml'), HOLD.replace('stop: hold', 'stop: send back'))
        await bench.restart()

        const [news] = (await bench.review(id)).notifications
        const context = commandContext({ DATABASE_URL: engine.url() })
        await retryNotifications(context, [news?.id ?? 0], { as: 'root@example.com' })
        await objects.newsDone()
        await objects.comeDue()

        expect((await bench.review(id)).review).to.include({ result: 'sent back', decidedBy: 'policy' })
        expect((await objects.decisions.of(reviewId)).at(-1)).to.include({ state: 'superseded' })
        expect(objects.actions()).to.deep.equal({ 'report v1.1': ['Send Back to Employee by v1.1'] })
      })

      it('leaves news of the report its way while a decision can be taken back', async () => {
        const objects = await open({ kinds: REPORTS })
        const { bench } = objects
        await objects.decideAll()
        for (const { id } of objects.held) {
          bench.simulator.recall(id)
          bench.simulator.resubmit(id, { purpose: 'Visit to a client' })
        }
        for (const { id, reviewId } of objects.held) {
          await until('the new submission to be reviewed', async () => {
            const { review } = await bench.review(id)
            return review.id > reviewId && review.result === 'held'
          })
          expect((await objects.decisions.of(reviewId)).at(-1)).to.include({ state: 'accepted' })
        }
      })
    })
  })
})

function refusal(message: string): string {
  return `<ActionStatus xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03"><Message>${message}</Message><Status>FAILURE</Status></ActionStatus>`
}
