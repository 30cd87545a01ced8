import type { Reading } from '../concur/concur-client.ts'
import { readReportV11 } from '../concur/read-report-v11.ts'
import type { ExceptionFlags } from '../inbox/journal.ts'
import type { Kept } from '../inbox/reviews.ts'
import type { Decision } from '../policy/decision.ts'
import { evaluate } from '../policy/evaluate.ts'
import { type History, type HistoryQuestion, NO_HISTORY } from '../policy/history.ts'
import { historyQuestion, keepsakeOf } from '../policy/keepsake.ts'
import type { Policy } from '../policy/policy.ts'
import type { ReportHeader } from '../report/expense-report.ts'
import { packFacts } from '../report/report-facts.ts'
import { flagsOf } from './exceptions-to-post.ts'

/** All that a review needs of one reading of a report, which may have thousands of entries. */
export interface AssessedReport {
  readonly header: ReportHeader
  readonly flags: ExceptionFlags
  readonly decision: Decision
  readonly kept: Kept
}

/** What judging a report needs besides the policy. */
export interface Bystander {
  /** The workflow step as Concur named it; absent where nothing announced the report. */
  readonly stepName?: string
  /** What earlier reviews know; asked only if the policy looks back. */
  readonly history: (question: HistoryQuestion) => Promise<History>
}

/**
 * Reads the answer of Report Full Details and applies the policy to it.
 * @throws What asking for the history throws, and nothing else.
 */
export async function assess(
  body: Uint8Array,
  policy: Policy,
  { stepName, history }: Bystander,
): Promise<Reading<AssessedReport>> {
  const reading = readReportV11(body)
  if (!reading.ok) return reading
  const report = reading.value
  const { lookBackDays } = policy
  const known = lookBackDays === undefined ? NO_HISTORY : await history(historyQuestion(report, lookBackDays))
  const { entries: _entries, ...header } = report
  return {
    ok: true,
    value: {
      header,
      flags: flagsOf(report),
      decision: evaluate(report, policy, { history: known, ...(stepName !== undefined && { stepName }) }),
      kept: { keepsake: keepsakeOf(report), facts: await packFacts(report) },
    },
  }
}
