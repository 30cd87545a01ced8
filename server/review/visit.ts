import { KEY, verbatimPath } from '../notification/verbatim-path.ts'
import type { Decision } from '../policy/decision.ts'
import type { ReportHeader } from '../report/expense-report.ts'

/** The approval status of a report that waits for an external system. */
const PENDING_EXTERNAL_VALIDATION = 'A_EXTV'
const WORKFLOW_ACTION = new RegExp(`^/api/expense/expensereport/v1\\.1/report/${KEY}/workflowaction$`, 'i')

/** Whether the report waits for us. Decided by code: the status name is localised. */
export function isWaiting(report: ReportHeader): boolean {
  return report.approvalStatus.code === PENDING_EXTERNAL_VALIDATION
}

/** The path to post the workflow action to, byte for byte; `undefined` if the report offers none that we know. */
export function workflowPath(report: ReportHeader): string | undefined {
  const path =
    report.workflowActionUrl === undefined ? undefined : verbatimPath(report.workflowActionUrl.trim())
  return path !== undefined && WORKFLOW_ACTION.test(path) ? path : undefined
}

/**
 * Names one visit of a report to one step: the step is in the workflow URL, and a report that was sent back and
 * comes again has another submission date and has been sent back.
 */
export function visitKey(report: ReportHeader): string {
  return JSON.stringify([
    report.reportId,
    workflowPath(report) ?? '',
    report.submittedAt ?? '',
    report.everSentBack,
  ])
}

/** Whether the report is still where it was: pending, at the same step, in the same submission. */
export function isSameVisit(before: ReportHeader, now: ReportHeader): boolean {
  return isWaiting(now) && visitKey(before) === visitKey(now)
}

/** Equal for decisions that ask for the same. */
export function decisionKey({ outcome, findings, notEvaluated, policyVersion }: Decision): string {
  return JSON.stringify([
    policyVersion,
    outcome,
    findings.map(({ rule, object, exceptionCode }) => [rule, object.type, object.id, exceptionCode]),
    notEvaluated,
  ])
}
