import { z } from 'zod'
import type { Reply, SeenRequest } from '../http/exchange.ts'
import { errorReply, errorReplyOfRequests, jsonReply } from '../http/exchange.ts'
import { jsonBody } from '../http/json-body.ts'
import { requestRoot } from '../http/request-root.ts'
import { TRAVEL_NAMESPACE } from '../http/write-xml.ts'
import type { Api, LedgerEntry } from '../ledger.ts'
import { refusalMessage } from '../reports/report-refusals.ts'
import type { DoneAction } from '../reports/simulated-report.ts'
import { actionProblem, actionStatus, CHANGED, doneActionOf } from '../reports/workflow.ts'
import type { Store } from '../store.ts'
import type { Uses } from '../uses.ts'
import { requestRefusalStatus } from './request-refusals.ts'
import type { SimulatedTravelRequest } from './simulated-travel-request.ts'
import { currentRequestStep, movedRequest } from './simulated-travel-request.ts'
import type { RequestRefusal } from './travel-request-draft.ts'
import { travelRequestJson } from './travel-request-json.ts'

/** What travel requests need. */
export interface TravelRequestDeps {
  readonly travelRequests: Store<SimulatedTravelRequest>
  readonly ledger: LedgerEntry[]
  readonly uses: Uses
  readonly now: () => Date
}

/** The actions that an external system has in v4; the expense service spells one of them in another way. */
export type RequestActionV4 = 'approve' | 'sendback'

const sendBackBody = z.object({ comment: z.string().max(2000).default('') })

/**
 * `POST` to a request's `WorkflowActionURL`.
 * @param stepKey From the path, byte for byte.
 * @see SAP Concur, Travel Request v1, "Post workflow action".
 */
export function postRequestWorkflow(request: SeenRequest, deps: TravelRequestDeps, stepKey: string): Reply {
  const root = requestRoot(request, 'WorkflowAction', TRAVEL_NAMESPACE)
  if (!root) return errorReply(400, 'The request body is not valid', deps.now())
  const found = deps.travelRequests.find(({ stepKeys }) => stepKeys.includes(stepKey))
  if (!found) return errorReply(404, 'The workflow step was not found', deps.now())

  const done = doneActionOf(root)
  const problem = currentRequestStep(found) === stepKey ? actionProblem(done, isBlocked(found)) : CHANGED
  if (problem !== undefined) return actionStatus(problem, 'FAILURE', TRAVEL_NAMESPACE)
  const refusal = refusalOnPurpose(found, done.action === 'Approve' ? 'approve' : 'sendback', deps)
  if (refusal) return actionStatus(refusalMessage(refusal.code), 'FAILURE', TRAVEL_NAMESPACE)
  move(found, done, deps, 'v1.0')
  return actionStatus('SUCCESS!', 'SUCCESS!', TRAVEL_NAMESPACE)
}

/**
 * `POST .../requests/{id}/approve` or `/sendback`: 200 with the request. Only `sendback` may have a body. What is said
 * when the request waits for somebody else is documented as a conflict, without a name.
 * @see SAP Concur, Travel Request v4, "Workflow Resources".
 */
export function actOnRequestV4(
  request: SeenRequest,
  deps: TravelRequestDeps,
  found: SimulatedTravelRequest,
  action: RequestActionV4,
): Reply {
  if (request.body !== '' && action === 'approve')
    return errorReplyOfRequests(400, 'badParam', 'No body is expected')
  const body = sendBackBody.safeParse(request.body === '' ? {} : jsonBody(request))
  if (!body.success) return errorReplyOfRequests(400, 'badParam', 'The comment is not valid')
  if (currentRequestStep(found) === undefined) {
    return errorReplyOfRequests(
      409,
      'CONFLICT',
      'The action is not possible in the current state of the request',
    )
  }
  if (action === 'approve' && isBlocked(found)) {
    return errorReplyOfRequests(409, 'STEP_EXIT_BLOCKING_BY_EXCEPTION', 'The request has blocking exceptions')
  }
  const refusal = refusalOnPurpose(found, action, deps)?.code
  if (refusal) {
    return errorReplyOfRequests(requestRefusalStatus(refusal), refusal, refusalMessage(refusal))
  }
  const done = { action: action === 'approve' ? 'Approve' : 'Send Back to Employee', ...body.data }
  return jsonReply(travelRequestJson(move(found, done, deps, 'v4')))
}

function refusalOnPurpose(
  { draft }: SimulatedTravelRequest,
  action: RequestActionV4,
  { uses }: TravelRequestDeps,
): RequestRefusal | undefined {
  return uses.take(draft.refusals.filter((refusal) => refusal.of === action))
}

function move(
  found: SimulatedTravelRequest,
  done: DoneAction,
  { travelRequests, ledger, now }: TravelRequestDeps,
  api: Api,
): SimulatedTravelRequest {
  const moved = movedRequest(found, done)
  travelRequests.put(moved)
  ledger.push({ at: now(), kind: 'workflow', reportId: found.requestId, ...done, api })
  return moved
}

function isBlocked({ draft }: SimulatedTravelRequest): boolean {
  return draft.exceptions.some(({ isBlocking }) => isBlocking)
}
