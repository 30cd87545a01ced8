import { expect } from 'chai'
import { createQueue, type QueuePage, type QueueWish } from '../../server/console/queue.ts'
import type { PersonLine } from '../../server/record/person.ts'
import { createReviewActs } from '../../server/store/acts/review-acts.ts'
import type { Database } from '../../server/store/database.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createSavedViews } from '../../server/store/people/saved-views.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { at, callout, RAW } from '../store/notifications.ts'
import { type DraftReview, decisionOf, finding, keepReviews } from '../store/operators/kept-reviews.ts'
import { forEachEngine } from '../support/engines.ts'

const ADA: PersonLine = {
  id: 7,
  login: 'ada@example.com',
  name: 'Ada',
  role: 'controller',
  hasPassword: true,
  createdAt: at(0),
}
const BY_ADA = { login: 'ada@example.com' }
/** A Friday at 09:30 UTC, when the tests begin. */
const DAY_S = 86_400
const over = decisionOf({ findings: [finding('over-limit')] })
const listed = { worst: 0, inQuestion: [{ amount: '12.50', currency: 'EUR' }] }
const HELD: DraftReview = { result: 'held', decision: over, listing: listed }

function queue(db: Database, now = at(0)) {
  return createQueue({ db, timeZone: 'UTC', costCentre: () => 'custom7', now: () => now })
}

function counts({ views }: QueuePage) {
  return Object.fromEntries(views.flatMap(({ view, count }) => (count === 0 ? [] : [[view, count]])))
}

function of(amount: string, currency = 'EUR', seconds = 0): DraftReview {
  return { ...HELD, startedAt: at(seconds), listing: { ...listed, inQuestion: [{ amount, currency }] } }
}

async function acceptDecision(db: Database, reviewId: number) {
  const decision = {
    reviewId,
    readingKey: 'k1',
    action: 'approve',
    verdicts: { 'over-limit@e1': 'exception' },
    by: ADA.login,
  } as const
  const accepted = await createHumanDecisions(db).accept(decision, BY_ADA, { now: at(1), dueAt: at(11) })
  expect(accepted.kind).to.equal('accepted')
}

forEachEngine((engine) => {
  async function pageOf(
    drafts: readonly DraftReview[],
    wish: QueueWish = { view: 'needs-review' },
    { person = ADA, now = at(0) }: { readonly person?: PersonLine; readonly now?: Date } = {},
  ) {
    const db = await engine.open()
    await keepReviews(db, drafts)
    return queue(db, now).page(person, wish)
  }

  describe('the queue', () => {
    it('counts every view, whichever is shown', async () => {
      const page = await pageOf(
        [
          HELD,
          { ...HELD, listing: {}, decision: decisionOf() },
          { ...HELD, result: 'observed' },
          { ...HELD, result: 'sent back' },
          { ...HELD, result: 'approved' },
        ],
        { view: 'trial' },
      )

      expect(counts(page)).to.deep.equal({
        'needs-review': 1,
        'not-checked': 1,
        trial: 1,
        'sent-back': 1,
      })
      expect(page.rows.map(({ id }) => id)).to.deep.equal([3])
    })

    it('shows of a row what a person needs to choose it', async () => {
      const two = decisionOf({
        findings: [finding('note'), { ...finding('over-limit'), message: 'The dinner is above 50.00 EUR.' }],
      })
      const subject = { employee: 'Müller, Zoë', name: 'May <b>' }
      const listing = {
        ...listed,
        worst: 1,
        isDuplicate: true,
        custom: { custom7: ' 4711 ' },
      }
      const { rows } = await pageOf([
        { result: 'held', decision: two, subject, listing, stepName: 'POST SUBMIT' },
      ])

      expect(rows).to.deep.equal([
        {
          id: 1,
          objectType: 'EXPRPT',
          reportId: 'R0',
          reportName: 'May <b>',
          employee: 'Müller, Zoë',
          costCentre: '4711',
          startedAt: at(0),
          age: 0,
          urgency: 'fresh',
          total: undefined,
          inQuestion: [{ amount: '12.50', currency: 'EUR' }],
          worst: { rule: 'over-limit', message: 'The dinner is above 50.00 EUR.', finding: two.findings[1] },
          more: 1,
          stepName: 'POST SUBMIT',
          timesSentBack: 0,
          assignee: undefined,
          putOffUntil: undefined,
          marks: ['duplicate'],
          outcome: 'hold',
          reason: undefined,
          decided: undefined,
        },
      ])
    })

    it('takes blanks of Concur for nothing, so that a row can always be opened', async () => {
      const { rows } = await pageOf([{ ...HELD, subject: { name: ' ', employee: '  ' } }])
      expect(rows[0]?.reportName).to.equal(undefined)
      expect(rows[0]?.employee).to.equal(undefined)
    })

    it('is amber after a working day and red after three', async () => {
      const startedAt = at(0)
      const ages = []
      // Friday, Monday, Tuesday, Wednesday.
      for (const days of [0, 3, 4, 5]) {
        const db = await engine.open()
        if (days === 0) await keepReviews(db, [{ ...HELD, startedAt }])
        const { rows } = await queue(db, at(days * DAY_S)).page(ADA, { view: 'needs-review' })
        ages.push(rows.map(({ age, urgency }) => `${age} ${urgency}`))
      }
      expect(ages.flat()).to.deep.equal(['0 fresh', '1 amber', '2 amber', '3 red'])
    })

    it('has the oldest first, those of one day by currency and amount', async () => {
      const { rows, totals } = await pageOf(
        [of('9.50'), of('100.00'), of('20.00', 'CHF'), of('9.5', 'EUR', -DAY_S)],
        { view: 'needs-review' },
      )
      expect(rows.map(({ id }) => id)).to.deep.equal([4, 3, 2, 1])
      expect(totals).to.deep.equal([
        { currency: 'CHF', reports: 0, total: '0', inQuestion: '20' },
        { currency: 'EUR', reports: 4, total: '0', inQuestion: '119' },
      ])
    })

    it('says how often a report was sent back, until it waits for its employee no more', async () => {
      const db = await engine.open()
      await keepReviews(db, [{ ...HELD, result: 'sent back' }])
      await keepReviews(db, [{ ...HELD, subject: { id: 'R0' } }], 1)

      const page = await queue(db).page(ADA, { view: 'resubmitted' })

      expect(counts(page)).to.deep.equal({ 'needs-review': 1, resubmitted: 1 })
      expect(page.rows.map(({ timesSentBack, marks }) => ({ timesSentBack, marks }))).to.deep.equal([
        { timesSentBack: 1, marks: ['resubmitted'] },
      ])
    })

    it('takes a report out of what waits when a person has decided, and shows what they decided', async () => {
      const db = await engine.open()
      await keepReviews(db, [HELD, HELD])
      await acceptDecision(db, 1)

      const page = await queue(db).page(ADA, { view: 'decided' })

      expect(counts(page)).to.deep.equal({ 'needs-review': 1, decided: 1 })
      expect(page.rows.map(({ decided }) => decided)).to.deep.equal([
        { by: 'ada@example.com', action: 'approve', state: 'accepted' },
      ])
    })

    it('shows decisions of today only', async () => {
      const db = await engine.open()
      await keepReviews(db, [HELD])
      await acceptDecision(db, 1)
      expect(counts(await queue(db, at(DAY_S)).page(ADA, { view: 'decided' }))).to.deep.equal({})
    })

    it('leaves out what is put off, until it returns', async () => {
      const db = await engine.open()
      await keepReviews(db, [HELD])
      const snooze = { kind: 'snooze', until: at(100) } as const
      await createReviewActs(db).perform(1, snooze, { by: BY_ADA, now: at(0) })
      expect(counts(await queue(db).page(ADA, { view: 'needs-review' }))).to.deep.equal({})
      const found = await queue(db).page(ADA, { view: 'needs-review', search: '1' })
      expect(found.rows.map(({ putOffUntil }) => putOffUntil)).to.deep.equal([at(100)])
      expect(counts(await queue(db, at(100)).page(ADA, { view: 'needs-review' }))).to.deep.equal({
        'needs-review': 1,
      })
    })

    it('shows what is theirs to whom it is assigned', async () => {
      const db = await engine.open()
      await keepReviews(db, [HELD, HELD])
      const assign = { kind: 'assign', to: ADA.login } as const
      await createReviewActs(db).perform(2, assign, { by: BY_ADA, now: at(0) })
      const { rows } = await queue(db).page(ADA, { view: 'mine' })
      expect(rows.map(({ id, assignee }) => ({ id, assignee }))).to.deep.equal([
        { id: 2, assignee: ADA.login },
      ])
    })

    it('shows as stuck what nobody but an operator gets on', async () => {
      const db = await engine.open()
      const [inbox, reviews] = [createInbox(db), createReviews(db)]
      await inbox.receive(callout(), RAW, at(0))
      const claimed = await inbox.claim(at(0))
      if (claimed === undefined) throw new Error('nothing to claim')
      const visit = { key: 'v', subject: { id: 'R1', currency: 'EUR' }, mode: 'act' } as const
      const opened = await reviews.open(claimed, visit, at(0))
      if (opened.kind !== 'ours') throw new Error(opened.kind)
      await reviews.stuck(opened.review, 'Concur refuses the scope')
      await inbox.settle(
        claimed,
        { state: 'dead', reasonCode: 'SCOPE', reason: 'Concur refuses the scope' },
        at(0),
      )

      const { rows } = await queue(db).page(ADA, { view: 'stuck' })

      expect(rows.map(({ id, reason }) => ({ id, reason }))).to.deep.equal([
        { id: 1, reason: 'Concur refuses the scope' },
      ])
    })

    it('shows and counts nothing that is out of the scope of whoever looks', async () => {
      const sales = { scope: { currency: 'EUR', orgUnits: { orgUnit1: 'Sales' } } }
      const drafts = [
        { ...HELD, listing: { ...listed, ...sales } },
        HELD,
        { result: 'held', decision: over } as const,
      ]
      const person: PersonLine = { ...ADA, role: 'reviewer', scope: '{"orgUnit1":"sales"}' }
      const page = await pageOf(drafts, undefined, { person })
      expect(counts(page)).to.deep.equal({ 'needs-review': 1 })
      expect(page.rows.map(({ id }) => id)).to.deep.equal([1])
    })

    it('marks a report of their own', async () => {
      const { rows } = await pageOf([{ ...HELD, subject: { employeeLogin: 'Ada@example.com' } }])
      expect(rows.map(({ marks }) => marks)).to.deep.equal([['own report']])
    })

    it('is narrowed by what stands in the address', async () => {
      const drafts = [
        { ...HELD, stepName: 'A' },
        { ...HELD, decision: decisionOf({ findings: [finding('other')] }) },
      ]
      const wish = { view: 'needs-review', filter: { rule: 'over-limit', step: '', employee: 'x' } } as const
      const page = await pageOf(drafts, wish)
      expect(page.rows.map(({ id }) => id)).to.deep.equal([1])
      expect(page.filter).to.deep.equal({ rule: 'over-limit' })
      expect(counts(page)).to.deep.equal({ 'needs-review': 2 })
    })

    it('says what is wrong with a filter, and lists nothing', async () => {
      const page = await pageOf([HELD], { view: 'needs-review', filter: { over: '500' } })
      expect(page.problems).to.have.lengthOf(1)
      expect(page.problems[0]).to.match(/^over: /)
      expect(page.rows).to.deep.equal([])
    })

    it('finds words in the whole queue, each report once', async () => {
      const subject = { employee: 'Müller, Zoë', name: 'Fair in Basel' }
      const db = await engine.open()
      await keepReviews(db, [{ ...HELD, subject }, { ...HELD, subject, result: 'sent back' }, HELD])
      await acceptDecision(db, 1)
      const { rows } = await queue(db).page(ADA, { view: 'mine', search: 'BASEL muller' })
      expect(rows.map(({ id }) => id)).to.deep.equal([1, 2])
    })

    it('counts the own views of a person, and shows one', async () => {
      const db = await engine.open()
      const subject = { employee: 'Müller, Zoë' }
      await keepReviews(db, [HELD, { ...HELD, subject }, { ...HELD, subject, result: 'observed' }])
      const views = createSavedViews(db)
      await views.add(7, { name: 'Zoë', filter: { view: 'needs-review', employee: 'muller' } }, at(0))
      await views.add(7, { name: 'a trial', filter: { view: 'trial', rule: 'over-limit' } }, at(0))
      await views.add(8, { name: "somebody else's", filter: { view: 'trial' } }, at(0))

      const page = await queue(db).page(ADA, { view: 'mine', saved: 1 })

      expect(page.saved).to.deep.equal([
        { id: 2, name: 'a trial', count: 1 },
        { id: 1, name: 'Zoë', count: 1 },
      ])
      expect([page.view, page.savedId, page.rows.map(({ id }) => id)]).to.deep.equal(['needs-review', 1, [2]])
      expect((await queue(db).page(ADA, { view: 'mine', saved: 3 })).savedId).to.equal(undefined)
    })

    it('has fifty rows a page, and the totals of all of them', async () => {
      const drafts = Array.from({ length: 51 }, () => HELD)
      const page = await pageOf(drafts, { view: 'needs-review', page: 9 })
      expect([page.page, page.pages, page.count, page.rows.length]).to.deep.equal([2, 2, 51, 1])
      expect(page.totals).to.deep.equal([{ currency: 'EUR', reports: 51, total: '0', inQuestion: '637.5' }])
    })

    it('needs five statements for a page, however many rows it has', async () => {
      const db = await engine.open()
      await keepReviews(db, [HELD, HELD, HELD])
      let statements = 0
      const counting = db.withPlugin({
        transformQuery: ({ node }) => node,
        transformResult({ result }) {
          statements += 1
          return Promise.resolve(result)
        },
      })
      await queue(counting).page(ADA, { view: 'needs-review' })
      expect(statements).to.equal(5)
    })
  })
})
