import type { Reading } from '../concur/concur-client.ts'
import { readReportV11 } from '../concur/read-report-v11.ts'
import type { ExceptionFlags } from '../inbox/journal.ts'
import type { Decision } from '../policy/decision.ts'
import { evaluate } from '../policy/evaluate.ts'
import type { Policy } from '../policy/policy.ts'
import type { ReportHeader } from '../report/expense-report.ts'
import { flagsOf } from './exceptions-to-post.ts'

/** All that a review needs of one reading of a report, which may have thousands of entries. */
export interface AssessedReport {
  readonly header: ReportHeader
  readonly flags: ExceptionFlags
  readonly decision: Decision
}

/** Reads the answer of Report Full Details and applies the policy to it. Pure, never throws. */
export function assess(body: Uint8Array, policy: Policy): Reading<AssessedReport> {
  const reading = readReportV11(body)
  if (!reading.ok) return reading
  const { entries: _entries, ...header } = reading.value
  return {
    ok: true,
    value: { header, flags: flagsOf(reading.value), decision: evaluate(reading.value, policy) },
  }
}
