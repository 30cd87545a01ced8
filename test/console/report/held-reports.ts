import { evaluate } from '../../../server/policy/evaluate.ts'
import { historyRecordOf } from '../../../server/policy/facts/history-record.ts'
import { parsePolicyTexts } from '../../../server/policy/file/parse-policy.ts'
import type { Policy } from '../../../server/policy/policy.ts'
import type { Finding } from '../../../server/record/decision.ts'
import type { ReviewResult } from '../../../server/record/review.ts'
import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { packFacts } from '../../../server/report/report-facts.ts'
import { listingOfReport } from '../../../server/review/listing-of.ts'
import { pastCircumstances } from '../../../server/review/past-circumstances.ts'
import type { Database } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { at, callout, RAW } from '../../store/notifications.ts'

const TEXT = `
name: Travel policy
outcomes: { look: hold }
rules:
  - rule: receipt-missing
    severity: look
    above: { USD: 0 }
    exceptionCode: NORCPT
  - rule: duplicate-entry
    severity: look
    exceptionCode: DUPENTRY
`
const POLICY = parsePolicyTexts({ file: 'test.yaml', text: TEXT, lists: new Map() })

/** What is special about a review. */
export interface HeldReport {
  /** From 0; a review of its own. */
  readonly number: number
  readonly report: ExpenseReport
  readonly result?: ReviewResult
  /** That judges it instead of the one of these tests. */
  readonly policy?: Policy
  /** What is found instead of what the policy finds. */
  readonly findings?: readonly Finding[]
}

/** Keeps reviews of reports as the policy judges them, with all that a review keeps; held unless it says otherwise. */
export async function holdReports(db: Database, drafts: readonly HeldReport[]): Promise<void> {
  const [inbox, reviews] = [createInbox(db), createReviews(db)]
  for (const { number, report, result = 'held', policy = POLICY, findings } of drafts) {
    const now = at(number)
    await inbox.receive(callout(`nReport${number}`), RAW, now)
    const claimed = await inbox.claim(now)
    if (claimed === undefined) throw new Error('nothing to claim')
    const { reportId, name, employee, total, currency } = report
    const subject = {
      id: reportId,
      currency,
      ...(name !== undefined && { name }),
      ...(employee.name !== undefined && { employee: employee.name }),
      ...(employee.loginId !== undefined && { employeeLogin: employee.loginId }),
      ...(total !== undefined && { total: total.amount }),
    }
    const opened = await reviews.open(claimed, { key: `visit ${number}`, subject, mode: 'act' }, now)
    if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
    const known = await pastCircumstances(db, { id: opened.review.id }, report, policy)
    const decision = { ...evaluate(report, policy, known), ...(findings && { findings }) }
    await reviews.decided(
      opened.review,
      { by: 'policy', decision },
      {
        listing: listingOfReport(report, decision, policy, undefined),
        readingKey: `reading ${number}`,
        policy,
        kept: { historyRecord: historyRecordOf(report), facts: await packFacts(report) },
      },
      now,
    )
    await reviews.finish(opened.review, result, undefined, now)
    await inbox.settle(claimed, { state: 'done' }, now)
  }
}
