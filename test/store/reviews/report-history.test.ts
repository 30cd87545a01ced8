import { expect } from 'chai'
import { sql } from 'kysely'
import { factsKey } from '../../../server/policy/facts/fingerprints.ts'
import { historyQuestion, historyRecordOf } from '../../../server/policy/facts/history-record.ts'
import type { Decision } from '../../../server/record/decision.ts'
import type { ReviewResult } from '../../../server/record/review.ts'
import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { packFacts, unpackFacts } from '../../../server/report/report-facts.ts'
import { subjectOf } from '../../../server/review/report-status.ts'
import type { Database } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { readHistory } from '../../../server/store/reviews/report-history.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { buildEntry, buildItemization, buildReport, money } from '../../support/build-report.ts'
import { forEachEngine, onSqlite } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

const DECISION: Decision = {
  policyVersion: 'abc',
  enforce: 'act',
  findings: [],
  notEvaluated: [],
  outcome: 'approve',
}

/** A report of that id with one taxi ride on that day. */
function ride(
  reportId: string,
  transactionDate: string,
  loginId = 'robin.example@example.com',
): ExpenseReport {
  return buildReport({
    reportId,
    name: `Report ${reportId}`,
    employee: { loginId },
    entries: [buildEntry({ transactionDate })],
  })
}

async function basisOf(report: ExpenseReport) {
  const kept = { historyRecord: historyRecordOf(report), facts: await packFacts(report) }
  return { kept, readingKey: 'k1', stepName: 'SUBMIT' }
}

/** Reviews a report to its end. */
async function reviewed(
  db: Database,
  report: ExpenseReport,
  result: ReviewResult,
  step = 'step',
): Promise<void> {
  const inbox = createInbox(db)
  const reviews = createReviews(db)
  await inbox.receive(callout(`n${report.reportId}${step}`), RAW, at(0))
  const claimed = await claimedAt(inbox, 0)
  const opened = await reviews.open(
    claimed,
    { key: `${report.reportId} ${step}`, subject: subjectOf(report), mode: 'act' },
    at(0),
  )
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  await reviews.decided(opened.review, { by: 'policy', decision: DECISION }, await basisOf(report), at(1))
  await reviews.finish(opened.review, result, undefined, at(2))
}

async function reportsSeen(db: Database, report: ExpenseReport, lookBackDays = 30, before?: number) {
  const { expenses } = await readHistory(db, historyQuestion(report, lookBackDays), before)
  return expenses
    .map(({ reportId, isSameEmployee }) => `${reportId}${isSameEmployee ? '' : ' of another'}`)
    .toSorted()
}

describe('the history of a report', () => {
  forEachEngine((engine) => {
    it('is empty where nothing was reviewed', async () => {
      const db = await engine.open()

      expect(await readHistory(db, historyQuestion(ride('A', '2026-05-19'), 30))).to.deep.equal({
        expenses: [],
      })
    })

    it('has the expenses of the same employee from the first day of the look-back', async () => {
      const db = await engine.open()
      await reviewed(db, ride('EDGE', '2026-04-19'), 'approved')
      await reviewed(db, ride('OLDER', '2026-04-18'), 'approved')
      await reviewed(db, ride('LATER', '2026-06-30'), 'held')

      expect(await reportsSeen(db, ride('NOW', '2026-05-19'))).to.deep.equal(['EDGE', 'LATER'])
    })

    it('has the expenses of others only where they may be the same purchase', async () => {
      const db = await engine.open()
      await reviewed(db, ride('SAME', '2026-05-19', 'kim@example.com'), 'approved')
      await reviewed(db, ride('OTHER', '2026-05-18', 'kim@example.com'), 'approved')

      expect(await reportsSeen(db, ride('NOW', '2026-05-19'))).to.deep.equal(['SAME of another'])
    })

    it('knows an employee whatever the case of the login', async () => {
      const db = await engine.open()
      await reviewed(db, ride('A', '2026-05-10', 'Robin.Example@Example.com'), 'approved')

      expect(await reportsSeen(db, ride('NOW', '2026-05-19'))).to.deep.equal(['A'])
    })

    it('leaves out the report itself and what is with its employee again', async () => {
      const db = await engine.open()
      await reviewed(db, ride('NOW', '2026-05-19'), 'approved')
      await reviewed(db, ride('BACK', '2026-05-19'), 'sent back')

      expect(await reportsSeen(db, ride('NOW', '2026-05-19'))).to.deep.equal([])
    })

    it('has of a report what its last review saw, each expense once', async () => {
      const db = await engine.open()
      await reviewed(db, ride('A', '2026-05-10'), 'sent back', 'first')
      await reviewed(db, ride('A', '2026-05-11'), 'approved', 'second')

      const { expenses } = await readHistory(db, historyQuestion(ride('NOW', '2026-05-19'), 30))

      expect(expenses.map(({ day }) => day)).to.deep.equal(['2026-05-11'])
    })

    it('is what was known before a review, for replaying it', async () => {
      const db = await engine.open()
      await reviewed(db, ride('A', '2026-05-10'), 'approved')
      await reviewed(db, ride('NOW', '2026-05-19'), 'approved')
      await reviewed(db, ride('B', '2026-05-11'), 'approved')

      expect(await reportsSeen(db, ride('NOW', '2026-05-19'), 30, 2)).to.deep.equal(['A'])
    })

    it('tells how the report was when it was sent back last', async () => {
      const db = await engine.open()
      const report = ride('NOW', '2026-05-19')
      await reviewed(db, report, 'sent back')

      expect(await readHistory(db, historyQuestion(report, 0))).to.deep.equal({
        expenses: [],
        sentBackAs: factsKey(report),
      })
    })

    it('keeps exact amounts, and itemizations beside their entry', async () => {
      const db = await engine.open()
      const itemizations = [
        buildItemization({ posted: money('0.00000001') }),
        buildItemization({ posted: money('99999999999.99999999'), transactionDate: undefined }),
      ]
      const entry = buildEntry({ itemizations, transactionDate: '2026-05-10', isCreditCardCharge: true })
      await reviewed(db, buildReport({ reportId: 'A', entries: [entry] }), 'approved')

      const { expenses } = await readHistory(db, historyQuestion(ride('NOW', '2026-05-19'), 30))

      expect(
        expenses.map(({ type, isItemized, posted, day, isCardCharge }) => [
          type,
          isItemized,
          posted?.amount.toFixed(),
          day,
          isCardCharge,
        ]),
      ).to.have.deep.members([
        ['Entry', true, '18.5', '2026-05-10', true],
        ['Itemization', false, '0.00000001', '2026-05-19', true],
        ['Itemization', false, '99999999999.99999999', '2026-05-10', true],
      ])
    })

    it('tells whether it was a card charge, or that nobody said', async () => {
      const db = await engine.open()
      for (const [reportId, isCreditCardCharge] of [
        ['A', true],
        ['B', false],
        ['C', undefined],
      ] as const) {
        const entry = buildEntry({ transactionDate: '2026-05-10', isCreditCardCharge })
        await reviewed(db, buildReport({ reportId, entries: [entry] }), 'approved')
      }

      const { expenses } = await readHistory(db, historyQuestion(ride('NOW', '2026-05-19'), 30))

      expect(expenses.map(({ reportId, isCardCharge }) => [reportId, isCardCharge])).to.have.deep.members([
        ['A', true],
        ['B', false],
        ['C', undefined],
      ])
    })

    it('keeps the whole report for replaying it', async () => {
      const db = await engine.open()
      const report = buildReport({
        total: money('18.50000000'),
        entries: [buildEntry({ vendor: 'Zoë’s Cabs' })],
      })
      await reviewed(db, report, 'approved')

      const { facts, version } = await db.selectFrom('report_facts').selectAll().executeTakeFirstOrThrow()

      expect(await unpackFacts(facts, version)).to.deep.equal(report)
    })

    it('takes a report of two thousand entries', async () => {
      const db = await engine.open()
      const entries = Array.from({ length: 2000 }, (_, index) =>
        buildEntry({ entryId: `n${index}`, posted: money(`${index + 1}.25`) }),
      )
      const report = buildReport({ reportId: 'BIG', entries })
      await reviewed(db, report, 'approved')

      const { expenses } = await readHistory(db, historyQuestion({ ...report, reportId: 'NOW' }, 30))

      expect(expenses).to.have.length(2000)
    })
  })

  onSqlite((engine) => {
    it('is found through indexes', async () => {
      const db = await engine.open()
      const { rows } = await sql<{ detail: string }>`explain query plan
        select 1 from past_expense e join review r on r.id = e.review_id
        where e.employee_key = 'x' and e.day >= '2026' and e.review_id = (
          select max(x.review_id) from past_expense x where x.report_id = e.report_id and x.review_id < 9)`.execute(
        db,
      )

      expect(rows.map(({ detail }) => detail).filter((detail) => detail.startsWith('SCAN'))).to.deep.equal([])
    })
  })
})
