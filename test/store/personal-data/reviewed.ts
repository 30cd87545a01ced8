import { historyRecordOf } from '../../../server/policy/facts/history-record.ts'
import type { Decision } from '../../../server/record/decision.ts'
import type { ReviewResult } from '../../../server/record/review.ts'
import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { packFacts } from '../../../server/report/report-facts.ts'
import { subjectOf } from '../../../server/review/report-status.ts'
import type { Database } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { buildReport } from '../../support/build-report.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

export const ROOT = { login: 'root' }
export const GRACE = { loginId: 'grace@example.com', name: 'Hopper, Grace' }

/** A report of Grace's, unless somebody else is named. */
export function ofGrace(reportId: string, employee: ExpenseReport['employee'] = GRACE): ExpenseReport {
  return buildReport({ reportId, name: `Compilers ${reportId}`, purpose: 'Talk on compilers', employee })
}

/** Somebody who may erase people. */
export async function addRoot(db: Database): Promise<void> {
  await createPeople(db).add({ login: 'root', name: 'Root', role: 'admin' }, ROOT, at(0))
}

/** Reviews a report and ends it, at that second; without a result it stays open. @returns The number of the review. */
export async function reviewed(
  db: Database,
  report: ExpenseReport,
  result: ReviewResult | undefined = 'approved',
  second = 0,
): Promise<number> {
  const inbox = createInbox(db)
  const reviews = createReviews(db)
  await inbox.receive(callout(`n${report.reportId}`), RAW, at(second))
  const claimed = await claimedAt(inbox, second)
  const visit = { key: report.reportId, subject: subjectOf(report), mode: 'act' } as const
  const opened = await reviews.open(claimed, visit, at(second))
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  const { review } = opened
  const facts = await packFacts(report)
  await reviews.record(
    review,
    { kind: 'read', summary: 'read', document: Buffer.from(JSON.stringify(report)) },
    at(second),
  )
  const basis = { kept: { historyRecord: historyRecordOf(report), facts }, readingKey: 'k1' }
  await reviews.decided(review, { by: 'policy', decision: decisionOn(report) }, basis, at(second))
  if (result !== undefined) await reviews.finish(review, result, undefined, at(second))
  await inbox.settle(claimed, { state: 'done' }, at(second))
  return review.id
}

function decisionOn({ purpose, employee }: ExpenseReport): Decision {
  return {
    policyVersion: 'abc',
    enforce: 'act',
    findings: [
      {
        rule: 'talk',
        object: { type: 'Report', id: 'nReportKey0001', label: 'the report' },
        observed: purpose ?? '',
        limit: '-',
        severity: 'note',
        message: `${employee.name} wrote "${purpose}"`,
        enforce: 'act',
      },
    ],
    notEvaluated: [],
    outcome: 'approve',
  }
}
