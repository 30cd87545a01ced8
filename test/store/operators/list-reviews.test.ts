import { Big } from 'big.js'
import { expect } from 'chai'
import type { ReviewFilter } from '../../../server/record/review-filter.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'
import { leaveOlderDatabase } from '../older-database.ts'
import { type DraftReview, decisionOf, finding, keepReviews, POLICY } from './kept-reviews.ts'

forEachEngine((engine) => {
  /** The numbers of the reviews that a filter finds. */
  async function found(drafts: readonly DraftReview[], filter: Omit<ReviewFilter, 'limit'>) {
    const db = await engine.open()
    await keepReviews(db, drafts)
    const lines = await createOverview(db).reviews({ limit: 10, ...filter })
    return lines.map(({ id }) => id)
  }

  describe('listing reviews', () => {
    it('finds those that are held, and those that have not ended', async () => {
      const drafts = [{ result: 'held' }, {}, { result: 'approved' }, { result: 'held' }] as const
      expect(await found(drafts, { result: 'held' })).to.deep.equal([4, 1])
      const db = await engine.open()
      const open = await createOverview(db).reviews({ result: 'open', limit: 10 })
      expect(open.map(({ id }) => id)).to.deep.equal([2])
    })

    for (const result of ['held', undefined] as const)
      it(`finds those that began in a time, ${result ?? 'however they ended'}`, async () => {
        const drafts = [0, 10, 20, 30].map((seconds) => ({ result: 'held' as const, startedAt: at(seconds) }))
        const filter = { since: at(10), until: at(30), ...(result !== undefined && { result }) }
        expect(await found(drafts, filter)).to.deep.equal([3, 2])
      })

    const people = [
      { subject: { employee: 'Müller, Zoë', employeeLogin: 'zmueller@example.com', employeeId: '0042' } },
      { subject: { employee: '100 % Travel_Agency' } },
      { subject: {} },
    ]
    for (const [employee, ids] of [
      ['zoe muller', [1]],
      ['muller, z', [1]],
      ['zmueller@', [1]],
      ['0042', [1]],
      ['%', [2]],
      ['l_a', [2]],
      ['m_ller', []],
      ['zoe travel', []],
      [String.raw`\ `, []],
    ] as const)
      it(`finds an employee by ${employee}`, async () => {
        expect(await found(people, { employee })).to.deep.equal(ids)
      })

    it('finds those that rest on a rule, found or not applied, and not on one that is on trial', async () => {
      const drafts = [
        {
          decision: decisionOf({
            findings: [finding('hotel-cap'), finding('hotel-cap'), finding('trial', 'observe')],
          }),
        },
        {
          decision: decisionOf({ notEvaluated: [{ rule: 'hotel-cap', reason: 'no city', enforce: 'act' }] }),
        },
        { decision: decisionOf({ findings: [finding('weekend')] }) },
      ]
      expect(await found(drafts, { rule: 'hotel-cap' })).to.deep.equal([2, 1])
      const overview = createOverview(await engine.open())
      expect(await overview.reviews({ rule: 'trial', limit: 10 })).to.deep.equal([])
      expect((await overview.reviews({ limit: 10 })).map(({ rules }) => rules)).to.deep.equal([
        ['weekend'],
        ['hotel-cap'],
        ['hotel-cap'],
      ])
    })

    it('keeps the rules of the last decision, of what was not seen whole only that', async () => {
      const db = await engine.open()
      await keepReviews(db, [{ decision: decisionOf({ findings: [finding('b'), finding('a')] }) }])
      const reviews = createReviews(db)
      const review = await reviews.latest('R0')
      if (review === undefined) throw new Error('there is no review')
      const gap = { kind: 'count', expected: '2', seen: '1' } as const
      const decision = decisionOf({ findings: [finding('a')], gap })

      expect((await createOverview(db).reviews({ limit: 1 }))[0]?.rules).to.deep.equal(['b', 'a'])
      await reviews.decided(review, { by: 'policy', decision }, { readingKey: 'k2' }, at(1))
      expect((await createOverview(db).review('1'))?.review.rules).to.deep.equal(['incomplete'])
    })

    it('finds totals above an exact amount, of its currency only', async () => {
      const totals = ['500', '500.00000001', '1000', '-700', '99'].map((total) => ({
        subject: { total: new Big(total) },
      }))
      const drafts = [...totals, { subject: { total: new Big('1000'), currency: 'USD' } }, {}]
      expect(await found(drafts, { over: { amount: new Big('500.00'), currency: 'EUR' } })).to.deep.equal([
        3, 2,
      ])
      const overview = createOverview(await engine.open())
      const below = await overview.reviews({
        over: { amount: new Big('-700.01'), currency: 'EUR' },
        limit: 10,
      })
      expect(below.map(({ id }) => id)).to.deep.equal([5, 4, 3, 2, 1])
    })

    it('finds those of a policy and of a step', async () => {
      const drafts = [
        { decision: decisionOf(), stepName: 'Tax check' },
        { decision: decisionOf({ policyVersion: 'ba9876543210' }), stepName: 'Tax check' },
        { decision: decisionOf() },
      ]
      expect(await found(drafts, { policy: POLICY })).to.deep.equal([3, 1])
      const overview = createOverview(await engine.open())
      const both = await overview.reviews({ policy: POLICY, step: 'Tax check', limit: 10 })
      expect(both.map(({ id }) => id)).to.deep.equal([1])
    })

    it('finds what is assigned to somebody, or to nobody, and leaves out what is snoozed', async () => {
      const held = { result: 'held' } as const
      const db = await engine.open()
      await keepReviews(db, [held, held, held])
      await db.updateTable('review').set({ assignee: 'ada' }).where('id', '=', 2).execute()
      await db
        .updateTable('review')
        .set({ snoozed_until: at(60).getTime() })
        .where('id', '=', 3)
        .execute()
      const overview = createOverview(db)
      const ids = async (filter: Partial<ReviewFilter>) =>
        (await overview.reviews({ limit: 10, ...filter })).map(({ id }) => id)

      expect(await ids({ assignee: 'ada' })).to.deep.equal([2])
      expect(await ids({ assignee: 'nobody' })).to.deep.equal([3, 1])
      expect(await ids({ awakeAt: at(59) })).to.deep.equal([2, 1])
      expect(await ids({ awakeAt: at(60) })).to.deep.equal([3, 2, 1])
    })

    it('gives the next page', async () => {
      expect(await found([{}, {}, {}], { before: 3 })).to.deep.equal([2, 1])
    })

    it('is ready for the reviews that an older version kept', async () => {
      const decision = JSON.stringify(decisionOf({ findings: [finding('a')] }))
      const review = (id: number, employee: string, total: string) => `insert into review
        (notification_id, visit_key, ordinal, report_id, employee, total, currency, mode, decision, started_at)
        values (${id}, 'visit ${id}', 1, 'R${id}', '${employee}', '${total}', 'EUR', 'act', '${decision}', 0)`
      await leaveOlderDatabase(engine, '017-pseudonyms', [review(1, 'Zoë', '10.5'), review(2, 'Ada', '9')])

      const overview = createOverview(await engine.open())
      const over = { amount: new Big('10'), currency: 'EUR' }
      const lines = await overview.reviews({ employee: 'zoe', rule: 'a', over, limit: 10 })
      expect(lines.map(({ id, rules }) => [id, rules])).to.deep.equal([[1, ['a']]])
    })
  })
})
