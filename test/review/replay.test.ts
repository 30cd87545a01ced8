import { expect } from 'chai'
import { knownDecision } from '../../server/policy/compare.ts'
import { evaluate } from '../../server/policy/evaluate.ts'
import { count, emptyTally } from '../../server/policy/replay-tally.ts'
import { RULES } from '../../server/policy/rules/catalogue.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { pastCircumstances } from '../../server/review/past-circumstances.ts'
import { replay } from '../../server/review/replay.ts'
import type { Database } from '../../server/store/database.ts'
import { pastReview } from '../../server/store/reviews/past-reviews.ts'
import { benchReport } from '../bench/policy-reports.ts'
import { holdReports } from '../console/report/held-reports.ts'
import { examplesOf } from '../policy/example-of.ts'
import { rejectionOf } from '../store/rejection.ts'
import { forEachEngine } from '../support/engines.ts'

/** More than are read, or asked about, at one time. */
const REVIEWS = 60
/** Of which nothing is kept any more. */
const PRUNED = 30
const POLICY = examplesOf(RULES)

/** Reports of three employees, who bought much the same on the same days. */
function reportOf(number: number): ExpenseReport {
  return {
    ...benchReport(3, number % 5),
    reportId: `R${number}`,
    employee: { loginId: `employee${number % 3}` },
  }
}

describe('replaying past reviews', () => {
  forEachEngine((engine) => {
    let db: Database
    beforeEach(async function () {
      this.timeout(60_000)
      db = await engine.open()
      await holdReports(
        db,
        Array.from({ length: REVIEWS }, (_, number) => ({
          number,
          report: reportOf(number),
          policy: POLICY,
        })),
      )
      await db.deleteFrom('report_facts').where('review_id', '=', PRUNED).execute()
    })

    it('counts what judging one after the other finds, to the last byte', async () => {
      let seen = 0
      const tally = await replay(db, POLICY, new Date(0), () => {
        seen += 1
      })

      expect(JSON.stringify(tally)).to.equal(JSON.stringify(await oneByOne()))
      expect([seen, tally.coverage.replayed]).to.deep.equal([REVIEWS, REVIEWS - 1])
    })

    it('fails where the database does', async () => {
      await db.schema.alterTable('past_expense').renameColumn('amount', 'sum').execute()
      try {
        expect(await rejectionOf(replay(db, POLICY, new Date(0)))).to.be.instanceOf(Error)
      } finally {
        await db.schema.alterTable('past_expense').renameColumn('sum', 'amount').execute()
      }
    })

    async function oneByOne() {
      const tally = emptyTally()
      for (let id = 1; id <= REVIEWS; id += 1) {
        const past = await pastReview(db, String(id))
        const before = knownDecision(past?.decision)
        tally.coverage.reviews += 1
        if (past?.facts.kind !== 'report' || before === undefined) {
          tally.coverage.withoutFacts += 1
          continue
        }
        const { report } = past.facts
        const known = await pastCircumstances(db, past, report, POLICY)
        count(tally, { report, before, after: evaluate(report, POLICY, known), isOverridden: false })
      }
      return tally
    }
  })
})
