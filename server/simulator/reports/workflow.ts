import type { Reply, SeenRequest } from '../http/exchange.ts'
import { errorReply, xmlReply } from '../http/exchange.ts'
import type { XmlElement } from '../http/read-xml.ts'
import { childText } from '../http/read-xml.ts'
import { requestRoot } from '../http/request-root.ts'
import { EXPENSE_NAMESPACE, INSTANCE_NAMESPACE, parentElement, textElement } from '../http/write-xml.ts'
import type { LedgerEntry } from '../ledger.ts'
import type { Store } from '../store.ts'
import type { Uses } from '../uses.ts'
import { isBlocked } from './report-exceptions.ts'
import { refusalMessage } from './report-refusals.ts'
import { refusalOnPurpose } from './show-trouble.ts'
import type { DoneAction, SimulatedReport } from './simulated-report.ts'
import { approved, currentStepKey, sentBack } from './simulated-report.ts'

/** What moving a report needs. */
export interface WorkflowDeps {
  readonly reports: Store<SimulatedReport>
  readonly ledger: LedgerEntry[]
  /** Whether the company has set up the code so that it stops a report. */
  readonly isBlockingCode: (code: string) => boolean
  readonly uses: Uses
  readonly now: () => Date
}

/** What is said of an action at a step that has been left. */
export const CHANGED = refusalMessage('invalidAction.currentStep')
const MAX_COMMENT = 2000

/**
 * `POST` to a report's `WorkflowActionURL`: moves it on from external validation, or back. What is wrong with the
 * action is told in a 200 with `FAILURE`; an unreadable request or a step that never was is an HTTP error.
 * @param stepKey From the path, byte for byte.
 * @see SAP Concur, Expense Report Workflow Actions, "Post an Expense Report Workflow Action".
 */
export function postWorkflowAction(request: SeenRequest, deps: WorkflowDeps, stepKey: string): Reply {
  const { reports, ledger, isBlockingCode, uses, now } = deps
  const root = requestRoot(request, 'WorkflowAction')
  if (!root) return errorReply(400, 'The request body is not valid', now())
  const report = reports.find(({ stepKeys }) => stepKeys.includes(stepKey))
  if (!report) return errorReply(404, 'The workflow step was not found', now())

  const done = doneActionOf(root)
  const problem =
    currentStepKey(report) === stepKey ? actionProblem(done, isBlocked(report, isBlockingCode)) : CHANGED
  if (problem !== undefined) return actionStatus(problem, 'FAILURE')
  const refusal = refusalOnPurpose(report, done.action === 'Approve' ? 'approve' : 'sendBack', uses)
  if (refusal) {
    const { status, message } = refusal
    return status === 400 ? actionStatus(message, 'FAILURE') : errorReply(status, message, now())
  }

  reports.put(done.action === 'Approve' ? approved(report, done, now()) : sentBack(report, done, now()))
  ledger.push({ at: now(), kind: 'workflow', reportId: report.reportId, ...done, api: 'v1.1' })
  return actionStatus('SUCCESS!', 'SUCCESS!')
}

/** What a `WorkflowAction` asks for. */
export function doneActionOf(root: XmlElement): DoneAction {
  return { action: childText(root, 'Action'), comment: childText(root, 'Comment') }
}

/** Why an action cannot be done at the step where the object is, if it cannot. */
export function actionProblem(
  { action, comment }: DoneAction,
  isBlockedByException: boolean,
): string | undefined {
  if (comment.length > MAX_COMMENT) return `The comment is longer than ${MAX_COMMENT} characters.`
  switch (action) {
    case 'Approve':
      // The wording is not documented.
      return isBlockedByException ? 'The item has exceptions that must be resolved.' : undefined
    case 'Send Back to Employee':
      return comment === '' ? 'A comment is required to send a report back.' : undefined
    default:
      return 'The action is not available at the current step.'
  }
}

/** The answer of both services that take a `WorkflowAction`. */
export function actionStatus(message: string, status: string, namespace = EXPENSE_NAMESPACE): Reply {
  const xml = parentElement(
    'ActionStatus',
    [textElement('Message', message), textElement('Status', status)],
    `xmlns="${namespace}" xmlns:i="${INSTANCE_NAMESPACE}"`,
  )
  return xmlReply(`<?xml version="1.0" encoding="utf-8"?>\n${xml}`)
}
