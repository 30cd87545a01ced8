import { expect } from 'chai'
import { showReview } from '../../server/commands/review.ts'
import { undoDecisions } from '../../server/commands/review-acts.ts'
import { decideReviews } from '../../server/commands/review-decide.ts'
import { historyRecordOf } from '../../server/policy/facts/history-record.ts'
import type { Decision } from '../../server/record/decision.ts'
import { packFacts } from '../../server/report/report-facts.ts'
import { subjectOf } from '../../server/review/report-status.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { at, callout, claimedAt, RAW } from '../store/notifications.ts'
import { rejectionOf } from '../store/rejection.ts'
import { buildReport, money } from '../support/build-report.ts'
import { onSqlite, type TestEngine } from '../support/engines.ts'
import { commandContext } from './command-context.ts'

const DECISION: Decision = {
  policyVersion: 'p1',
  enforce: 'act',
  findings: ['e1', 'e2'].map((id) => ({
    rule: 'hotel-cap',
    object: { type: 'Entry', id, label: `entry ${id}` },
    observed: '200',
    limit: '180',
    severity: 'stop',
    message: `entry ${id} is above 180.00 USD`,
    enforce: 'act',
  })),
  notEvaluated: [],
  outcome: 'hold',
}

/** A database with a held report of 300 USD, Ada who may decide on it, and Bob who may not. */
async function open(engine: TestEngine, answers?: readonly string[]) {
  const db = await engine.open()
  const inbox = createInbox(db)
  const reviews = createReviews(db)
  const report = buildReport({ total: money('300') })
  await inbox.receive(callout('nOne'), RAW, at(0))
  const claimed = await claimedAt(inbox, 0)
  const opened = await reviews.open(
    claimed,
    { key: 'step 1', subject: subjectOf(report), mode: 'act' },
    at(0),
  )
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  const kept = { historyRecord: historyRecordOf(report), facts: await packFacts(report) }
  await reviews.decided(
    opened.review,
    { by: 'policy', decision: DECISION },
    { kept, readingKey: 'k1' },
    at(1),
  )
  await reviews.finish(opened.review, 'held', 'two entries', at(2))
  await inbox.settle(claimed, { state: 'done' }, at(3))
  const people = createPeople(db)
  const admin = { login: 'root@example.com', name: 'Root', role: 'admin' } as const
  await people.add(admin, admin, at(4))
  const reviewer = { role: 'reviewer', maxAmounts: { USD: '299.99' } } as const
  await people.add({ login: 'ada@example.com', name: 'Ada', role: 'controller' }, admin, at(5))
  await people.add({ login: 'bob@example.com', name: 'Bob', ...reviewer }, admin, at(6))
  await people.add({ login: 'robin.example@example.com', name: 'Robin', role: 'controller' }, admin, at(7))
  const settings = { DATABASE_URL: engine.url(), DECISION_UNDO_SECONDS: '60' }
  const context = commandContext(settings, undefined, undefined, answers)
  return { db, context, decisions: createHumanDecisions(db), trail: createTrail(db) }
}

const ADA = { as: 'ada@example.com' }

describe('review approve, send-back and undo', () => {
  onSqlite((engine) => {
    it('leave all of the time to take it back, however long no connector has run', async () => {
      const { db, context, decisions } = await open(engine)
      await db
        .insertInto('clock')
        .values({ id: 1, seen_at: Date.now() - 3_600_000, leaps: '[]' })
        .execute()

      await decideReviews(context, [1], 'approve', {
        ...ADA,
        verdict: ['all=exception'],
        reason: 'trade fair',
      })

      const [decision] = await decisions.of(1)
      expect(Number(decision?.dueAt) - Number(decision?.acceptedAt)).to.equal(60_000)
      await undoDecisions(context, [1], ADA)
      expect((await decisions.of(1))[0]).to.include({ state: 'taken back' })
    })

    it('accept a decision, and say until when it can be taken back', async () => {
      const { context, decisions, trail } = await open(engine)

      await decideReviews(context, [1], 'approve', {
        ...ADA,
        verdict: ['all=exception'],
        reason: 'trade fair',
      })

      expect(context.printed()).to.match(
        /^review 1: accepted, the report is to be approved; review undo 1 takes it back until \d{4}-\d\d-\d\d/,
      )
      expect(await decisions.of(1)).to.have.length(1)
      expect((await decisions.of(1))[0]).to.deep.include({
        verdicts: { 'hotel-cap@e1': 'exception', 'hotel-cap@e2': 'exception' },
        reason: 'trade fair',
        by: 'ada@example.com',
        state: 'accepted',
      })
      const [entry] = await trail.list({ limit: 1 })
      expect(entry).to.include({
        who: 'ada@example.com',
        act: 'review approve',
        subject: 'review 1',
        outcome: 'done',
      })
    })

    it('ask for each verdict that was not given, where a person types', async () => {
      const { context, decisions } = await open(engine, ['5', 'In-Policy'])
      await decideReviews(context, [1], 'approve', { ...ADA, verdict: ['hotel-cap@e1=exception'] })

      expect(context.printed()).to.match(/^hotel-cap@e2: entry e2 is above 180\.00 USD\nreview 1: accepted/)
      expect((await decisions.of(1))[0]).to.deep.include({
        verdicts: { 'hotel-cap@e1': 'exception', 'hotel-cap@e2': 'in policy' },
      })
    })

    it('decide nothing where a question is not answered', async () => {
      const { context, decisions } = await open(engine, ['3'])
      expect(await rejectionOf(decideReviews(context, [1], 'approve', { ...ADA, verdict: [] })))
        .to.have.property('message')
        .that.equals(
          'verdict hotel-cap@e2: none of 1 incorrect, 2 in policy, 3 exception, 4 out of policy was typed; nothing is decided',
        )
      expect(await decisions.of(1)).to.deep.equal([])
    })

    it('ask nothing of whom may not decide, and say why', async () => {
      const { context } = await open(engine, ['3', '3'])
      await rejectionOf(decideReviews(context, [1], 'approve', { as: 'bob@example.com', verdict: [] }))
      expect(context.printed()).to.equal('')
    })

    it('are shown with the review, with verdicts and words', async () => {
      const { context } = await open(engine)
      await decideReviews(context, [1], 'approve', {
        ...ADA,
        verdict: ['all=exception'],
        reason: 'trade fair',
      })
      await showReview(context, '1', {})

      expect(context.printed()).to.match(
        /- ada@example\.com at \S+ \S+: approve \(hotel-cap@e1: exception, hotel-cap@e2: exception\), trade fair; accepted\n/,
      )
    })

    it('take it back', async () => {
      const { context, decisions, trail } = await open(engine)
      await decideReviews(context, [1], 'approve', { ...ADA, verdict: ['all=exception'] })
      await undoDecisions(context, [1], ADA)

      expect(context.printed()).to.include('the decision of ada@example.com is taken back, it is held again')
      expect((await decisions.of(1))[0]).to.include({ state: 'taken back' })
      expect((await trail.list({ limit: 1 }))[0]).to.include({ act: 'review undo', outcome: 'done' })
      expect(await rejectionOf(undoDecisions(context, [1], ADA)))
        .to.have.property('message')
        .that.equals('review 1: the last decision on it is taken back')
    })

    it('only show what would be decided in a dry run', async () => {
      const { context, decisions } = await open(engine)
      const verdict = ['hotel-cap=exception', 'hotel-cap@e2=incorrect']
      await decideReviews(context, [1], 'approve', { ...ADA, verdict, dryRun: true })

      expect(context.printed()).to.include('hotel-cap@e1').and.include('exception').and.include('incorrect')
      expect(await decisions.of(1)).to.deep.equal([])
    })

    it('say in a dry run what would be refused, and tell the trail of nothing', async () => {
      const { context, trail } = await open(engine)
      const told = (await trail.list({ limit: 50 })).length
      const refusals = [
        ['robin.example@example.com', 'review 1: nobody decides on a report of their own'],
        [
          'bob@example.com',
          'review 1: the total is above 299.99 USD, the greatest amount that they decide on',
        ],
      ] as const
      for (const [as, reason] of refusals) {
        const options = { as, verdict: ['all=exception'], dryRun: true } as const
        const refused = await rejectionOf(decideReviews(context, [1], 'approve', options))
        expect(refused).to.have.property('message', reason)
      }
      expect(await trail.list({ limit: 50 })).to.have.lengthOf(told)
    })

    const refusals = [
      [
        'nobody has the login',
        'approve',
        { as: 'eve@example.com', verdict: [] },
        '--as: nobody has the login eve@example.com',
      ],
      [
        'a verdict is no word that is known',
        'approve',
        { ...ADA, verdict: ['all=fine'] },
        '--verdict all=fine: expected',
      ],
      [
        'a reason is not judged',
        'approve',
        { ...ADA, verdict: ['hotel-cap@e1=exception'] },
        'verdict hotel-cap@e2: is missing, it is not judged yet',
      ],
      [
        'the verdict is on another rule',
        'approve',
        { ...ADA, verdict: ['all=exception', 'taxi=exception'] },
        'verdict taxi: review 1 is held for hotel-cap@e1, hotel-cap@e2',
      ],
      [
        'there is no comment for the employee',
        'send back',
        { ...ADA, verdict: ['all=out-of-policy'] },
        'comment: is missing',
      ],
      [
        'it is above the amount of the person',
        'approve',
        { as: 'bob@example.com', verdict: ['all=exception'] },
        'the total is above 299.99 USD',
      ],
      [
        'the report is their own',
        'approve',
        { as: 'robin.example@example.com', verdict: ['all=exception'] },
        'nobody decides on a report of their own',
      ],
    ] as const
    for (const [title, action, options, problem] of refusals) {
      it(`refuse where ${title}`, async () => {
        const { context, decisions } = await open(engine)

        const error = await rejectionOf(decideReviews(context, [1], action, options))

        expect(error).to.have.property('message').that.includes(problem)
        expect(await decisions.of(1)).to.deep.equal([])
      })
    }

    it('refuse a second person, and tell the trail', async () => {
      const { context, trail } = await open(engine)
      await decideReviews(context, [1], 'approve', { ...ADA, verdict: ['all=exception'] })
      const second = decideReviews(context, [1], 'approve', { ...ADA, verdict: ['all=in-policy'] })

      expect(await rejectionOf(second))
        .to.have.property('message')
        .that.matches(/ada@example\.com decided on it at/)
      expect((await trail.list({ limit: 1 }))[0]).to.include({ outcome: 'refused', subject: 'review 1' })
    })

    it('refuse a review that there is not', async () => {
      const { context } = await open(engine)
      const nine = decideReviews(context, [9], 'approve', { ...ADA, verdict: ['all=exception'] })
      expect(await rejectionOf(nine))
        .to.have.property('message')
        .that.includes('review 9: there is no such review')
    })
  })
})
