import { z } from 'zod'
import type { Reply, SeenRequest } from '../http/exchange.ts'
import { errorReplyV4 } from '../http/exchange.ts'
import { jsonBody } from '../http/json-body.ts'
import { idOf } from '../keys.ts'
import type { Place } from './place-v4.ts'
import { isBlocked } from './report-exceptions.ts'
import { refusalOnPurpose } from './show-trouble.ts'
import type { SimulatedReport } from './simulated-report.ts'
import { approved, currentStepKey, sentBack } from './simulated-report.ts'
import type { WorkflowDeps } from './workflow.ts'

/** The actions that an external system has, as the path spells them. */
export type ActionV4 = 'approve' | 'sendBack'

const MAX_COMMENT = 2000
/** Steps of people, which an application cannot move on. */
const STEPS_OF_PEOPLE = new Set(['A_PEND', 'A_PECO', 'A_PBDG', 'A_ACCO'])

const actionBody = z.object({
  comment: z.string().max(MAX_COMMENT).default(''),
  expenseRejectedComment: z.string().max(MAX_COMMENT).default(''),
  expectedStepCode: z.string().optional(),
  expectedWorkflowStepInstanceId: z.string().optional(),
})

type ActionBody = z.infer<typeof actionBody>

interface Refusal {
  readonly status: number
  readonly id: string
  readonly message: string
  /** The member of the body that is wrong. */
  readonly source?: string
}

/**
 * `PATCH .../reports/{reportId}/approve` or `/sendBack`: 204, or a 400 with an id. What is said when a guard does not
 * match is not documented; here it is a 400.
 * @see SAP Concur, Workflows v4.
 */
export function patchWorkflow(
  request: SeenRequest,
  deps: WorkflowDeps,
  { report }: Place,
  actionV4: ActionV4,
): Reply {
  const { reports, ledger, now } = deps
  const body = actionBody.safeParse(jsonBody(request))
  const problem = body.success
    ? (commentRefusal(body.data, report, actionV4) ??
      stepRefusal(report, body.data) ??
      exitRefusal(report, deps, actionV4) ??
      refusalOnPurpose(report, actionV4, deps.uses))
    : malformed(body.error)
  if (problem) return errorReplyV4(problem.status, problem, request.path, now())

  const comment = body.data?.comment ?? ''
  const done = { action: actionV4 === 'approve' ? 'Approve' : 'Send Back to Employee', comment }
  reports.put(actionV4 === 'approve' ? approved(report, done, now()) : sentBack(report, done, now()))
  ledger.push({ at: now(), kind: 'workflow', reportId: report.reportId, ...done, api: 'v4' })
  return { status: 204, body: '' }
}

function commentRefusal(
  { comment, expenseRejectedComment }: ActionBody,
  { draft }: SimulatedReport,
  action: ActionV4,
): Refusal | undefined {
  if (action === 'sendBack') return comment === '' ? withoutComment('noComments') : undefined
  return draft.entries.some(({ isRejected }) => isRejected) && expenseRejectedComment === ''
    ? withoutComment('rejectedExpenseMissingComments')
    : undefined
}

function withoutComment(id: string): Refusal {
  return { status: 400, id: `error.workflow.${id}`, message: 'A comment is required' }
}

/** Whether the report is where the caller may act, and where it thinks. */
function stepRefusal(
  report: SimulatedReport,
  { expectedStepCode, expectedWorkflowStepInstanceId }: ActionBody,
): Refusal | undefined {
  const stepKey = currentStepKey(report)
  if (STEPS_OF_PEOPLE.has(report.statusCode)) {
    return { status: 403, id: 'accessDenied', message: 'Caller cannot modify System workflow step' }
  }
  if (stepKey === undefined || (expectedStepCode ?? report.step.code) !== report.step.code) {
    const message = 'The action is not valid for the current step of the report'
    return { status: 400, id: 'invalidAction.currentStep', message }
  }
  if ((expectedWorkflowStepInstanceId ?? idOf(stepKey)) !== idOf(stepKey)) {
    return { status: 400, id: 'invalidAction.currentStep', message: 'The step has been left in the meantime' }
  }
  return undefined
}

function exitRefusal(
  report: SimulatedReport,
  { isBlockingCode }: WorkflowDeps,
  action: ActionV4,
): Refusal | undefined {
  return action === 'approve' && isBlocked(report, isBlockingCode)
    ? { status: 400, id: 'step_exit_blocking_by_exception', message: 'The report has blocking exceptions' }
    : undefined
}

function malformed({ issues }: z.ZodError): Refusal {
  const [issue] = issues
  return {
    status: 400,
    id: 'request.validation.error',
    message: issue?.message ?? '',
    source: issue?.path.join('.') ?? '',
  }
}
