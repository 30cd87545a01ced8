import type { Reading } from '../concur/concur-client.ts'
import { readReportV4 } from '../concur/read-report-v4.ts'
import { readReportV11 } from '../concur/read-report-v11.ts'
import { evaluate } from '../policy/evaluate.ts'
import { historyRecordOf } from '../policy/facts/history-record.ts'
import { historyQuestion } from '../policy/history-question.ts'
import type { Policy } from '../policy/policy.ts'
import type { Decision } from '../record/decision.ts'
import type { ExceptionFlags } from '../record/effect.ts'
import { type History, type HistoryQuestion, NO_HISTORY } from '../record/history.ts'
import type { Listing } from '../record/listing.ts'
import type { Kept } from '../record/review.ts'
import { type Gap, gapOfReport } from '../report/completeness.ts'
import type { ExpenseReport, ReportHeader } from '../report/expense-report.ts'
import { packFacts } from '../report/report-facts.ts'
import { flagsOf } from './exceptions-to-post.ts'
import { listingOfReport } from './listing-of.ts'

/** All that a review needs of one reading of a report, which may have thousands of entries. */
export interface AssessedReport {
  readonly header: ReportHeader
  readonly flags: ExceptionFlags
  readonly decision: Decision
  /** The expense or itemization that each allocation belongs to of which something was found. */
  readonly expenseOf: Readonly<Record<string, string>>
  readonly kept: Kept
  readonly listing: Listing
  /** It was not seen whole. */
  readonly gap?: Gap
}

/** What judging a report needs besides the policy. */
export interface Bystander {
  /** Which service answered; Report Full Details v1.1 where it is not said. */
  readonly source?: ExpenseReport['source']
  /** The workflow step as Concur named it; absent where nothing announced the report. */
  readonly stepName?: string
  /** What earlier reviews know; asked only if a rule compares with them. */
  readonly history: (question: HistoryQuestion) => Promise<History>
}

/**
 * Reads a report and applies the policy to it.
 * @param body The answer of Report Full Details v1.1, or the bundle of the answers of v4.
 * @throws What asking for the history throws, and nothing else.
 */
export async function assess(
  body: Uint8Array,
  policy: Policy,
  { source, stepName, history }: Bystander,
): Promise<Reading<AssessedReport>> {
  const reading = source === 'v4' ? readReportV4(body) : readReportV11(body)
  if (!reading.ok) return reading
  const report = reading.value
  const question = historyQuestion(report, policy)
  const known = question === undefined ? NO_HISTORY : await history(question)
  const { entries: _entries, ...header } = report
  const gap = gapOfReport(report)
  const decision = evaluate(report, policy, { history: known, ...(stepName !== undefined && { stepName }) })
  return {
    ok: true,
    value: {
      header,
      flags: flagsOf(report),
      decision,
      expenseOf: expensesOfAllocations(report, decision),
      kept: { historyRecord: historyRecordOf(report), facts: await packFacts(report) },
      listing: listingOfReport(report, decision, policy, stepName),
      ...(gap !== undefined && { gap }),
    },
  }
}

function expensesOfAllocations(report: ExpenseReport, { findings }: Decision): Record<string, string> {
  const found = new Set(findings.flatMap(({ object }) => (object.type === 'Allocation' ? [object.id] : [])))
  if (found.size === 0) return {}
  const expenses = report.entries.flatMap(({ entryId, allocations, itemizations }) => [
    { id: entryId, allocations },
    ...itemizations.map((item) => ({ id: item.itemizationId, allocations: item.allocations })),
  ])
  const owners = expenses.flatMap(({ id, allocations }) =>
    allocations.flatMap(({ allocationId }) => (found.has(allocationId) ? [[allocationId, id]] : [])),
  )
  return Object.fromEntries(owners)
}
