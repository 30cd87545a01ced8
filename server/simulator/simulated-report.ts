import type { LocalDateTime } from '../report/expense-report.ts'
import { newKey, newReportId } from './keys.ts'
import type { CodeAndName, ReportDraft } from './report-draft.ts'

/** One exception as it was posted and accepted. */
export interface PostedException {
  /** `Report`, `Entry` or `Allocation`. */
  readonly objectType: string
  /** The key as sent; may be empty for the report itself. */
  readonly objectId: string
  readonly code: string
}

/** One workflow action that took effect. */
export interface DoneAction {
  readonly action: string
  readonly comment: string
}

/** A submitted report as it stands in Concur. A snapshot: a change makes a new one. */
export interface SimulatedReport {
  /** 20 capital hexadecimal digits. */
  readonly reportId: string
  /** What the employee entered last. */
  readonly draft: ReportDraft
  /** The key in `ObjectURI`, with which the report is read; it is none of the others. */
  readonly objectKey: string
  /** `RptKey` of the header, which the Exceptions service wants. */
  readonly reportKey: string
  /** `RptKey` of the entries, which is another one and good for nothing. */
  readonly entryReportKey: string
  /** Such as `A_EXTV`. */
  readonly statusCode: string
  readonly everSentBack: boolean
  readonly submittedAt: LocalDateTime
  /** Keys of the external validation steps it has entered, the latest last; a step is good while at `A_EXTV`. */
  readonly stepKeys: readonly string[]
  /** Since the last submission, in order; an exception that is posted twice is here twice. */
  readonly exceptions: readonly PostedException[]
  /** Since the first submission, in order. */
  readonly actions: readonly DoneAction[]
}

const STATUS_NAMES: Readonly<Record<string, string>> = {
  A_NOTF: 'Not Submitted',
  A_FILE: 'Submitted',
  A_RESU: 'Sent Back to Employee',
  A_PEND: 'Submitted & Pending Approval',
  A_EXTV: 'Pending External Validation',
  A_PECO: 'Pending Cost Object Approval',
  A_ACCO: 'Approved & In Accounting Review',
  A_APPR: 'Approved',
}

/** The first submission: the report stops at external validation. */
export function submitted(draft: ReportDraft, now: Date): SimulatedReport {
  return {
    reportId: newReportId(),
    draft,
    objectKey: newKey(),
    reportKey: newKey(),
    entryReportKey: newKey(),
    statusCode: 'A_EXTV',
    everSentBack: draft.everSentBack,
    submittedAt: localDateTime(now),
    stepKeys: [newKey()],
    exceptions: [],
    actions: [],
  }
}

/**
 * Submitted once more: a new step, and exceptions are gone, as what they were about has been edited.
 * @throws {Error} If the report is not with its employee.
 */
export function resubmitted(
  report: SimulatedReport,
  changes: Partial<ReportDraft>,
  now: Date,
): SimulatedReport {
  if (report.statusCode !== 'A_RESU')
    throw new Error(`a report at ${report.statusCode} cannot be resubmitted`)
  return {
    ...report,
    draft: { ...report.draft, ...changes },
    statusCode: 'A_EXTV',
    everSentBack: true,
    submittedAt: localDateTime(now),
    stepKeys: [...report.stepKeys, newKey()],
    exceptions: [],
  }
}

/**
 * Taken back by the employee.
 * @throws {Error} If the employee has it already.
 */
export function recalled(report: SimulatedReport): SimulatedReport {
  if (report.statusCode === 'A_RESU') throw new Error('the report is with its employee already')
  return { ...report, statusCode: 'A_RESU' }
}

/** `Approve` took effect. */
export function approved(report: SimulatedReport, done: DoneAction): SimulatedReport {
  return { ...report, statusCode: report.draft.statusAfterApproval, actions: [...report.actions, done] }
}

/** `Send Back to Employee` took effect. */
export function sentBack(report: SimulatedReport, done: DoneAction): SimulatedReport {
  return { ...report, statusCode: 'A_RESU', everSentBack: true, actions: [...report.actions, done] }
}

/** Exceptions were accepted. Whether Concur folds equal ones is not documented; here they add up. */
export function flagged(report: SimulatedReport, exceptions: readonly PostedException[]): SimulatedReport {
  return { ...report, exceptions: [...report.exceptions, ...exceptions] }
}

/** `ApsKey` and `ApvStatusName`. */
export function approvalStatus({ statusCode }: SimulatedReport): CodeAndName {
  return { code: statusCode, name: STATUS_NAMES[statusCode] ?? statusCode }
}

/** The step at which an action is possible now, if any. */
export function currentStepKey(report: SimulatedReport): string | undefined {
  return report.statusCode === 'A_EXTV' ? report.stepKeys.at(-1) : undefined
}

function localDateTime(at: Date): LocalDateTime {
  return at.toISOString().slice(0, 19)
}
