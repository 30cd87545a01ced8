import { Big } from 'big.js'
import { expect } from 'chai'
import { personActor } from '../../server/console/actor.ts'
import { type BulkOutcome, type BulkWish, createBulkService } from '../../server/console/bulk-service.ts'
import { createDecisionService } from '../../server/console/decision-service.ts'
import { SILENT_LOG } from '../../server/log.ts'
import type { Person } from '../../server/record/person.ts'
import { inEnglish } from '../../server/record/sentence.ts'
import type { Database } from '../../server/store/database.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { at } from '../store/notifications.ts'
import { type DraftReview, decisionOf, finding, keepReviews } from '../store/operators/kept-reviews.ts'
import { forEachEngine } from '../support/engines.ts'

const ADA: Person = { login: 'ada', name: 'Ada', role: 'controller' }
const BOB: Person = { login: 'bob', name: 'Bob', role: 'controller' }
const VERA: Person = { login: 'vera', name: 'Vera', role: 'viewer' }
const ROOT = { login: 'root' }
const WISH = {
  ids: [1, 2],
  action: 'approve',
  verdicts: [{ on: 'all', verdict: 'exception' }],
  reason: 'a fair',
} as const
const held = (total: string): DraftReview => ({
  result: 'held',
  decision: decisionOf({ findings: [finding('over-limit')] }),
  subject: { total: new Big(total), employeeLogin: 'grace' },
})

function said(outcome: BulkOutcome): readonly string[] {
  switch (outcome.kind) {
    case 'refused':
      return outcome.problems.map(inEnglish)
    case 'decided':
      return outcome.results.map(({ reviewId, receipt }) => `${reviewId} ${receipt.kind}`)
    case 'needs second':
      return outcome.above.map(({ amount, currency }) => `${amount} ${currency}`)
    case 'changed':
      return ['changed']
    default:
      return outcome satisfies never
  }
}

forEachEngine((engine) => {
  describe('deciding in bulk', () => {
    let db: Database
    let limit: string | undefined

    beforeEach(async () => {
      limit = '100'
      db = await engine.open()
      await createPeople(db).add({ login: 'root', name: 'Root', role: 'admin' }, ROOT, at(0))
      for (const person of [ADA, BOB, VERA]) await createPeople(db).add(person, ROOT, at(0))
    })

    const service = () =>
      createBulkService({
        db,
        decisions: createDecisionService({ db, undoSeconds: 10, log: SILENT_LOG, now: () => at(1) }),
        limits: () => (limit === undefined ? undefined : new Map([['EUR', new Big(limit)]])),
        now: () => at(1),
      })
    const decisions = async () =>
      (await Promise.all([1, 2].map((id) => createHumanDecisions(db).of(id)))).map((all) =>
        all.map(({ by, action, state, reason }) => `${by}: ${action}, ${reason} (${state})`),
      )
    const acts = async () =>
      (await createTrail(db).list({ limit: 20 }))
        .filter(({ act }) => act.startsWith('review'))
        .map(({ who, act, subject, outcome }) => `${who}: ${act} ${subject} ${outcome}`)
        .toReversed()

    it('decides on each on its own, and says what became of each', async () => {
      await keepReviews(db, [
        held('60'),
        held('40'),
        { result: 'approved', subject: { total: new Big('0') } },
      ])
      const outcome = await service().decide(personActor(ADA), { ...WISH, ids: [1, 3, 2, 1] })
      expect(said(outcome)).to.deep.equal(['1 accepted', '3 refused', '2 accepted'])
      expect(await decisions()).to.deep.equal([
        ['ada: approve, a fair (accepted)'],
        ['ada: approve, a fair (accepted)'],
      ])
    })

    it('decides nothing above the limit until another person has confirmed it', async () => {
      await keepReviews(db, [held('60'), held('40.01')])
      const outcome = await service().decide(personActor(ADA), WISH)
      expect([outcome.kind, said(outcome)]).to.deep.equal(['needs second', ['100.01 EUR']])
      expect(await decisions()).to.deep.equal([[], []])
      expect((await service().waiting(personActor(BOB))).map(({ id, by }) => [id, by])).to.deep.equal([
        [1, 'ada'],
      ])

      expect(said(await service().confirm(personActor(ADA), 1))).to.deep.equal([
        'bulk decision 1: it needs another person than ada, who decided',
      ])
      expect(said(await service().confirm(personActor(VERA), 1))).to.have.lengthOf(2)
      expect(await decisions()).to.deep.equal([[], []])

      expect(said(await service().confirm(personActor(BOB), 1))).to.deep.equal(['1 accepted', '2 accepted'])
      expect(await decisions()).to.deep.equal([
        ['ada: approve, a fair (accepted)'],
        ['ada: approve, a fair (accepted)'],
      ])
      expect(await acts()).to.deep.equal([
        'ada: review bulk-propose bulk decision 1 done',
        'vera: review bulk-confirm review 1 refused',
        'vera: review bulk-confirm review 2 refused',
        'bob: review bulk-confirm bulk decision 1 done',
        'ada: review approve review 1 done',
        'ada: review approve review 2 done',
      ])
    })

    it('decides once though it is confirmed twice', async () => {
      await keepReviews(db, [held('60'), held('60')])
      await service().decide(personActor(ADA), WISH)
      await service().confirm(personActor(BOB), 1)
      expect(said(await service().confirm(personActor(BOB), 1))).to.deep.equal(['1 accepted', '2 accepted'])
      expect((await decisions()).map(({ length }) => length)).to.deep.equal([1, 1])
    })

    it('leaves out what was read anew since, and does the rest', async () => {
      await keepReviews(db, [held('60'), held('60')])
      await service().decide(personActor(ADA), WISH)
      await db.updateTable('review').set({ reading_key: 'k2' }).where('id', '=', 1).execute()
      expect(said(await service().confirm(personActor(BOB), 1))).to.deep.equal(['1 refused', '2 accepted'])
    })

    it('is withdrawn, and then confirmed by nobody', async () => {
      await keepReviews(db, [held('60'), held('60')])
      await service().decide(personActor(ADA), WISH)
      expect(await service().withdraw(personActor(VERA), 1)).to.have.lengthOf(2)
      expect(await service().withdraw(personActor(ADA), 1)).to.deep.equal([])
      expect((await service().withdraw(personActor(ADA), 1)).map(inEnglish)).to.deep.equal([
        'bulk decision 1: there is none that waits',
      ])
      expect(said(await service().confirm(personActor(BOB), 1))).to.deep.equal([
        'bulk decision 1: there is none that waits',
      ])
      expect(await service().waiting(personActor(BOB))).to.deep.equal([])
    })

    it('is decided or withdrawn, and never both, when that happens at one moment', async () => {
      await keepReviews(db, [held('60'), held('60')])
      for (let id = 1; id <= 10; id += 1) {
        await service().decide(personActor(ADA), WISH)
        const [confirmed, problems] = await Promise.all([
          service().confirm(personActor(BOB), id),
          service().withdraw(personActor(ADA), id),
        ])
        expect([confirmed.kind, problems.length]).to.be.deep.oneOf([
          ['refused', 0],
          ['decided', 1],
        ])
        if (confirmed.kind === 'decided') return
        expect(await decisions()).to.deep.equal([[], []])
      }
    })

    it('asks no second person for what would be refused, and says what is wrong', async () => {
      await keepReviews(db, [
        held('60'),
        held('60'),
        { result: 'approved', subject: { total: new Big('60'), employeeLogin: 'grace' } },
      ])
      const decide = async (wish: Partial<BulkWish>) =>
        said(await service().decide(personActor(ADA), { ...WISH, ...wish }))
      expect(await decide({ verdicts: [{ on: 'nonsense', verdict: 'exception' }], ids: [1, 2] })).to.include(
        'verdict nonsense: review 1 is held for over-limit@e1',
      )
      expect(
        await decide({ action: 'send back', verdicts: [{ on: 'all', verdict: 'out of policy' }] }),
      ).to.deep.equal(['comment: is missing, the employee has to know what to correct'])
      expect(await decide({ ids: [1, 3] })).to.deep.equal(['review 3: it does not wait for a person'])
      expect(await service().waiting(personActor(BOB))).to.deep.equal([])
    })

    it('grants nothing that was found after the first person had decided', async () => {
      await keepReviews(db, [held('60'), held('60')])
      await service().decide(personActor(ADA), WISH)
      const decision = decisionOf({ findings: [finding('over-limit'), finding('no-receipt')] })
      await db
        .updateTable('review')
        .set({ decision: JSON.stringify(decision) })
        .where('id', '=', 1)
        .execute()
      expect(said(await service().confirm(personActor(BOB), 1))).to.deep.equal(['1 refused', '2 accepted'])
    })

    for (const [what, changes] of [
      ['read anew', { reading_key: 'k2' }],
      ['judged anew', { decision: JSON.stringify(decisionOf({ findings: [finding('no-receipt')] })) }],
    ] as const)
      it(`decides nothing where one of them was ${what} since it was seen`, async () => {
        limit = undefined
        await keepReviews(db, [held('60'), held('60')])
        const seen = await service().seen([2, 1])
        await db.updateTable('review').set(changes).where('id', '=', 2).execute()
        expect(said(await service().decide(personActor(ADA), { ...WISH, seen }))).to.deep.equal(['changed'])
        expect(await decisions()).to.deep.equal([[], []])
        const again = await service().seen([1, 2])
        expect(said(await service().decide(personActor(ADA), { ...WISH, seen: again }))).to.deep.equal([
          '1 accepted',
          '2 accepted',
        ])
      })

    it('asks no second person for what the first may not decide', async () => {
      await keepReviews(db, [held('60'), held('60')])
      expect(said(await service().decide(personActor(VERA), WISH))).to.have.lengthOf(2)
      expect(said(await service().decide(personActor(ADA), { ...WISH, ids: [1, 9, 2] }))).to.deep.equal([
        'review 9: there is no such review',
      ])
      expect(await service().waiting(personActor(BOB))).to.deep.equal([])
    })

    it('needs nobody else where no limit is set', async () => {
      limit = undefined
      await keepReviews(db, [held('6000'), held('6000')])
      expect(said(await service().decide(personActor(ADA), WISH))).to.deep.equal(['1 accepted', '2 accepted'])
    })
  })
})
