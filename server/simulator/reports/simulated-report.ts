import type { LocalDateTime } from '../../report/expense-report.ts'
import { newKey, newReportId } from '../keys.ts'
import type { CodeAndName, ReportDraft } from './report-draft.ts'
import type { ReportTrouble } from './report-trouble.ts'

/** One exception as it was posted and accepted. */
export interface PostedException {
  /** `Report`, `Entry` or `Allocation`. */
  readonly objectType: string
  /** The key as sent; may be empty for the report itself. Of one that came by v4, the key that v1.1 has for the object. */
  readonly objectId: string
  readonly code: string
  /** Only v4 can say who sees it: `ALL`, `APPROVER_PROCESSOR` or `PROCESSOR`. */
  readonly visibility?: string
}

/** One workflow action that took effect. */
export interface DoneAction {
  readonly action: string
  readonly comment: string
}

/** One text that stands at a report or an expense. */
export interface Comment {
  /** The key of the entry or itemization; empty for the report itself. */
  readonly objectKey: string
  readonly text: string
  /** Who wrote it, by login; absent for an application. */
  readonly loginId?: string
  readonly createdAt: LocalDateTime
  /** The step at which it was written. */
  readonly stepKey?: string
}

/** A step of the workflow at which a report waits for an external system. */
export interface ValidationStep {
  /** `EXTVAL` for the one of an application connector; otherwise what the administrator set. */
  readonly code: string
  /** Whether it can be left with an exception whose code is blocking. */
  readonly canLeaveBlocked: boolean
}

/** The external validation step that is set up with an application connector. */
export const LEGACY_STEP: ValidationStep = { code: 'EXTVAL', canLeaveBlocked: false }

/** How Concur tells the connector of a report: the callout, or the Event Subscription Service. */
export type Door = 'callout' | 'events'

/** How a report waits for the connector, and how the connector learns of it. */
export interface Stop {
  readonly step: ValidationStep
  readonly doors: readonly Door[]
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
  /** What kind of step the latest of them is. */
  readonly step: ValidationStep
  readonly doors: readonly Door[]
  /** Since the last submission, in order; an exception that is posted twice is here twice. */
  readonly exceptions: readonly PostedException[]
  /** Since the first submission, in order. */
  readonly actions: readonly DoneAction[]
  /** Since the first submission, in order. */
  readonly comments: readonly Comment[]
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
export function submitted(
  draft: ReportDraft,
  now: Date,
  stop: Stop = { step: LEGACY_STEP, doors: ['callout'] },
): SimulatedReport {
  return {
    reportId: newReportId(),
    draft: withTroubleOfItsOwn(draft),
    objectKey: newKey(),
    reportKey: newKey(),
    entryReportKey: newKey(),
    statusCode: 'A_EXTV',
    everSentBack: draft.everSentBack,
    submittedAt: localDateTime(now),
    stepKeys: [newKey()],
    ...stop,
    exceptions: [],
    actions: [],
    comments: [],
  }
}

/**
 * Submitted once more: a new step. What becomes of exceptions is not documented; here is what is harder for whoever
 * posted them: those of v1.1, which cannot be withdrawn, are gone and wanted anew; those of v4 stay until they are
 * deleted.
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
    draft: withTroubleOfItsOwn({ ...report.draft, ...changes }, report.draft),
    statusCode: 'A_EXTV',
    everSentBack: true,
    submittedAt: localDateTime(now),
    stepKeys: [...report.stepKeys, newKey()],
    exceptions: report.exceptions.filter(({ visibility }) => visibility !== undefined),
  }
}

/**
 * Approved by people, the report stops at another external validation step, the one before the extract.
 * @throws {Error} If it waits at external validation or is with its employee.
 */
export function stoppedAgain(report: SimulatedReport, step: ValidationStep): SimulatedReport {
  const { statusCode } = report
  if (statusCode === 'A_EXTV' || statusCode === 'A_RESU')
    throw new Error(`a report at ${statusCode} does not go on to the extract`)
  return { ...report, statusCode: 'A_EXTV', stepKeys: [...report.stepKeys, newKey()], step }
}

/**
 * Taken back by the employee.
 * @throws {Error} If the employee has it already.
 */
export function recalled(report: SimulatedReport): SimulatedReport {
  if (report.statusCode === 'A_RESU') throw new Error('the report is with its employee already')
  return { ...report, statusCode: 'A_RESU' }
}

/**
 * The company has paid.
 * @throws {Error} If it waits at external validation or is with its employee.
 */
export function paid(report: SimulatedReport): SimulatedReport {
  const { statusCode, draft } = report
  if (statusCode === 'A_EXTV' || statusCode === 'A_RESU')
    throw new Error(`a report at ${statusCode} is not paid`)
  return { ...report, draft: { ...draft, paymentStatus: { code: 'P_PAID', name: 'Sent for Payment' } } }
}

/** Other things go wrong with it from now on. */
export function troubled(report: SimulatedReport, trouble: ReportTrouble): SimulatedReport {
  return { ...report, draft: withTroubleOfItsOwn({ ...report.draft, trouble }) }
}

/** How often trouble has shown is counted by its identity, and several drafts may be made with one constant. */
function withTroubleOfItsOwn(draft: ReportDraft, before?: ReportDraft): ReportDraft {
  return draft.trouble === before?.trouble ? draft : { ...draft, trouble: structuredClone(draft.trouble) }
}

/** `Approve` took effect. */
export function approved(report: SimulatedReport, done: DoneAction, now: Date): SimulatedReport {
  return { ...acted(report, done, now), statusCode: report.draft.statusAfterApproval }
}

/** `Send Back to Employee` took effect. */
export function sentBack(report: SimulatedReport, done: DoneAction, now: Date): SimulatedReport {
  return { ...acted(report, done, now), statusCode: 'A_RESU', everSentBack: true }
}

/** The comment of an action stands at the report. */
function acted(report: SimulatedReport, done: DoneAction, now: Date): SimulatedReport {
  const next = { ...report, actions: [...report.actions, done] }
  return done.comment === '' ? next : commented(next, { objectKey: '', text: done.comment }, now)
}

/** Somebody has written something at the step where the report is. */
export function commented(
  report: SimulatedReport,
  comment: Pick<Comment, 'objectKey' | 'text' | 'loginId'>,
  now: Date,
): SimulatedReport {
  const stepKey = currentStepKey(report)
  const full = { ...comment, createdAt: localDateTime(now), ...(stepKey !== undefined && { stepKey }) }
  return { ...report, comments: [...report.comments, full] }
}

/** Exceptions were accepted. Whether Concur folds equal ones is not documented for v1.1; here they add up. */
export function flagged(report: SimulatedReport, exceptions: readonly PostedException[]): SimulatedReport {
  return { ...report, exceptions: [...report.exceptions, ...exceptions] }
}

/** An exception was taken away, however often it was there. */
export function unflagged(
  report: SimulatedReport,
  { objectType, objectId, code }: PostedException,
): SimulatedReport {
  const isOther = (posted: PostedException) =>
    posted.objectType !== objectType || posted.objectId !== objectId || posted.code !== code
  return { ...report, exceptions: report.exceptions.filter(isOther) }
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
