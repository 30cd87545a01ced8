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

    const service = (seconds = 1) =>
      createBulkService({
        db,
        decisions: createDecisionService({ db, undoSeconds: 10, log: SILENT_LOG, now: () => at(seconds) }),
        limits: () => (limit === undefined ? undefined : new Map([['EUR', new Big(limit)]])),
        now: () => at(seconds),
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
      expect(
        (await service().list(personActor(BOB))).waiting.map(({ bulk: { id, by } }) => [id, by]),
      ).to.deep.equal([[1, 'ada']])

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
      expect((await service().withdraw(personActor(VERA), 1)).kind).to.equal('refused')
      expect(await service().withdraw(personActor(ADA), 1)).to.deep.equal({ kind: 'withdrawn' })
      expect((await service().withdraw(personActor(ADA), 1)).kind).to.equal('refused')
      expect(said(await service().confirm(personActor(BOB), 1))).to.deep.equal([
        'bulk decision 1: there is none that waits',
      ])
      expect((await service().list(personActor(BOB))).waiting).to.deep.equal([])
    })

    it('is rejected by who could confirm it, which stands in the trail', async () => {
      await keepReviews(db, [held('60'), held('60')])
      await service().decide(personActor(ADA), WISH)
      expect(await service().withdraw(personActor(BOB), 1)).to.deep.equal({ kind: 'rejected' })
      expect((await service().list(personActor(ADA))).recent).to.have.lengthOf(1)
      expect((await acts()).at(-1)).to.equal('bob: review bulk-reject bulk decision 1 done')
      expect(await decisions()).to.deep.equal([[], []])
    })

    it('is void once who proposed it is removed, also where another person gets the login, and is put away', async () => {
      await keepReviews(db, [held('60'), held('60')])
      await service().decide(personActor(ADA), WISH)
      await createPeople(db).remove('ada', ROOT, at(1))
      await createPeople(db).add({ ...ADA, name: 'Another Ada' }, ROOT, at(1))
      const seen = async (person: Person) =>
        (await service().list(personActor(person))).waiting.map(({ voidFor, isOwn, mayConfirm }) => [
          voidFor,
          isOwn,
          mayConfirm,
        ])
      expect(await seen(BOB)).to.deep.equal([['removed', false, true]])
      expect(await seen(VERA)).to.deep.equal([['removed', false, false]])
      expect(said(await service().confirm(personActor(BOB), 1))).to.deep.equal([
        'bulk decision 1: ada, who decided so, has no account any more',
      ])
      expect((await service().withdraw(personActor(VERA), 1)).kind).to.equal('refused')
      expect(await service().withdraw(personActor(BOB), 1)).to.deep.equal({ kind: 'rejected' })
      expect(await seen(BOB)).to.deep.equal([])
      expect(await decisions()).to.deep.equal([[], []])
    })

    it('is void while who proposed it has a role that decides on nothing', async () => {
      await keepReviews(db, [held('60'), held('60')])
      await service().decide(personActor(ADA), WISH)
      await createPeople(db).change('ada', { role: 'viewer' }, ROOT, at(1))
      expect((await service().list(personActor(BOB))).waiting[0]?.voidFor).to.equal('role')
      expect((await service().confirm(personActor(BOB), 1)).kind).to.equal('refused')
      await createPeople(db).change('ada', { role: 'controller' }, ROOT, at(1))
      expect((await service().confirm(personActor(BOB), 1)).kind).to.equal('decided')
    })

    it('says of each what becomes of it, and why nothing does', async () => {
      limit = undefined
      await keepReviews(db, [held('60'), held('60'), held('60')])
      const outcome = await service().decide(personActor(ADA), { ...WISH, ids: [1, 2] })
      const kinds = async (seconds: number) => {
        const view = await service(seconds).open(personActor(ADA), 1)
        return view?.progress.rows.map(({ kind }) => kind)
      }
      expect(outcome).to.include({ kind: 'decided', id: 1 })
      expect(await kinds(1)).to.deep.equal(['planned', 'planned'])
      expect(await kinds(11)).to.deep.equal(['on its way', 'on its way'])
      const decided = createHumanDecisions(db)
      await decided.end(1, 'carried out', undefined, at(12))
      await decided.end(2, 'not carried out', 'it has changed', at(12))
      await db.updateTable('review').set({ reading_key: 'k2' }).where('id', '=', 2).execute()
      expect(await kinds(13)).to.deep.equal(['done', 'changed'])

      // Somebody is first on one of them, after it was seen.
      await service().decide(personActor(BOB), { ...WISH, ids: [3] })
      await service().decide(personActor(ADA), { ...WISH, ids: [2, 3] })
      const view = await service(2).open(personActor(ADA), 2)
      expect(view?.progress).to.deep.include({ over: 1, failed: 1 })
      expect(view?.progress.rows.map(({ kind, words }) => [kind, words])).to.deep.equal([
        ['planned', undefined],
        ['not accepted', [`bob decided on it at ${at(1).toISOString()}`]],
      ])
    })

    it('is known by its form, so that a second click is no second decision', async () => {
      await keepReviews(db, [held('60'), held('60')])
      const wish = { ...WISH, formKey: 'form 1' }
      const both = await Promise.all([1, 2].map(() => service().decide(personActor(ADA), wish)))
      expect(both.map((each) => each.kind === 'needs second' && each.id)).to.deep.equal([1, 1])
      expect(await service().cameBy(personActor(ADA), 'form 1')).to.equal(1)
      expect(await service().cameBy(personActor(BOB), 'form 1')).to.equal(undefined)
      expect((await service().list(personActor(BOB))).waiting).to.have.lengthOf(1)
    })

    it('goes on where a process has ended, for whoever has decided it, and decides nothing twice', async () => {
      limit = undefined
      await keepReviews(db, [held('60'), held('60')])
      await service().decide(personActor(ADA), WISH)
      await db.deleteFrom('human_decision').where('review_id', '=', 2).execute()
      expect((await service().open(personActor(ADA), 1))?.progress.rows[1]?.kind).to.equal('next')
      expect((await service().goOn(personActor(BOB), 1)).kind).to.equal('refused')
      expect(said(await service().goOn(personActor(ADA), 1))).to.deep.equal(['1 accepted', '2 accepted'])
      expect((await decisions()).map(({ length }) => length)).to.deep.equal([1, 1])
    })

    it('is decided or withdrawn, and never both, when that happens at one moment', async () => {
      await keepReviews(db, [held('60'), held('60')])
      for (let id = 1; id <= 10; id += 1) {
        await service().decide(personActor(ADA), WISH)
        const [confirmed, withdrawn] = await Promise.all([
          service().confirm(personActor(BOB), id),
          service().withdraw(personActor(ADA), id),
        ])
        expect([confirmed.kind, withdrawn.kind]).to.be.deep.oneOf([
          ['refused', 'withdrawn'],
          ['decided', 'refused'],
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
      expect((await service().list(personActor(BOB))).waiting).to.deep.equal([])
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
      expect((await service().list(personActor(BOB))).waiting).to.deep.equal([])
    })

    it('needs nobody else where no limit is set', async () => {
      limit = undefined
      await keepReviews(db, [held('6000'), held('6000')])
      expect(said(await service().decide(personActor(ADA), WISH))).to.deep.equal(['1 accepted', '2 accepted'])
    })
  })
})
