import type { CallContext, ConcurClient, Reading } from '../concur/concur-client.ts'
import { readRequestV1 } from '../concur/read-request-v1.ts'
import { readRequestV4 } from '../concur/read-request-v4.ts'
import { postRequestAction } from '../concur/request-action.ts'
import { fetchRequest, isRequestV4 } from '../concur/travel-requests.ts'
import { KEY, verbatimPath } from '../notification/verbatim-path.ts'
import type { PolicyOutline } from '../policy/policy.ts'
import type { WorkflowContent } from '../record/effect.ts'
import type { Subject } from '../record/review.ts'
import type { Visit } from '../record/visit.ts'
import { REQUEST_STATUS } from '../report/approval-status.ts'
import { gapOfRequest } from '../request/completeness.ts'
import { requestOutline } from '../request/outline.ts'
import type { TravelRequest } from '../request/travel-request.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import { workflowActionOf } from './decide.ts'
import { listingOfRequest } from './listing-of.ts'
import { requestReadingKey } from './reading-key.ts'
import type { ReportReader } from './report-reader.ts'
import type { FindObject, Place, SeenObject } from './seen-object.ts'
import type { WhoIs } from './who-is.ts'
import { withNames } from './with-names.ts'

/** What reviewing travel requests needs. */
export interface RequestDeps {
  readonly concur: ConcurClient
  readonly policy: () => PolicyOutline
  readonly judgeRequest: ReportReader['judgeRequest']
  readonly whoIs: WhoIs
}

/** What the notification says that the request itself does not. */
type Announced = Pick<Claimed, 'objectPath' | 'stepCode' | 'stepInstanceId'>

const WORKFLOW_ACTION = new RegExp(`^/api/travelrequest/v1\\.0/requests/${KEY}/workflowaction$`, 'i')
/** No request comes near it, and reading it here keeps the acknowledgements waiting. */
const MAX_BYTES = 2 * 1024 * 1024

/**
 * Travel requests, by the service that their notification names: v1.0 of a callout, v4 of an event. Neither takes
 * exceptions.
 * @see SAP Concur, Travel Request v1; Travel Request v4.
 */
export function travelRequests({ concur, policy, judgeRequest, whoIs }: RequestDeps): FindObject {
  return (claimed, _bystander, call) =>
    Promise.resolve(async () => {
      const { objectPath } = claimed
      const reply = await fetchRequest(concur, objectPath, call, (body) => readRequest(objectPath, body))
      const judge = policy()
      const policyDecision = await judgeRequest(reply.value, judge, call.signal)
      const seen = seenRequest(reply.value, claimed, concur, call)
      const listing = listingOfRequest(reply.value, seen.facts, policyDecision, judge)
      const object = await withNames({ ...seen, listing }, whoIs, call)
      const gap = gapOfRequest(reply.value)
      return { ...reply, value: { object, policyDecision, policy: judge, ...(gap !== undefined && { gap }) } }
    })
}

function readRequest(path: string, body: Uint8Array): Reading<TravelRequest> {
  if (body.length > MAX_BYTES) {
    return { ok: false, problem: `it has ${body.length} bytes, more than ${MAX_BYTES}`, isWhole: true }
  }
  return isRequestV4(path) ? readRequestV4(body) : readRequestV1(body)
}

function seenRequest(
  request: TravelRequest,
  claimed: Announced,
  concur: ConcurClient,
  call: CallContext,
): SeenObject {
  return {
    noun: 'request',
    subject: subjectOf(request),
    visit: visitOf(request, claimed),
    status: request.approvalStatus.code,
    place: placeOf(request),
    readingKey: requestReadingKey(request),
    facts: requestFacts(request),
    owner: request.employee,
    outline: () => Promise.resolve(requestOutline(request)),
    outlineOf({ document }) {
      const read = document && readRequest(claimed.objectPath, document)
      return Promise.resolve(read?.ok === true ? requestOutline(read.value) : undefined)
    },

    flags: () => Promise.resolve([]),

    action(decision) {
      const { action, comment } = workflowActionOf(decision)
      const path = actionPath(request, claimed.objectPath, action)
      if (path === undefined) return undefined
      const content: WorkflowContent = { kind: 'workflow', action, comment, path }
      return {
        content,
        async send() {
          const { value, correlationId } = await postRequestAction(concur, path, action, comment, call)
          return {
            state: value.succeeded ? 'confirmed' : 'refused',
            content,
            reason: value.message,
            isStale: value.isStale,
            isInDoubt: value.isInDoubt ?? false,
            detail: { ...value, correlationId },
          }
        },
      }
    },

    // There are no flags to read back.
    readBack: () => Promise.resolve(undefined),
  }
}

/** Where a request stands. The codes of v4 are documented; of those of v1.0 only that of a request that waits. */
export function placeOf({ source, approvalStatus: { code }, operations = [] }: TravelRequest): Place {
  if (source === 'v1.0')
    return code === REQUEST_STATUS.pendingExternalValidation ? 'waits for us' : 'moved on'
  if (code === 'SENTBACK') return 'sent back'
  if (code === 'NOT_SUBMITTED') return 'not submitted'
  if (code === 'CANCELED') return 'canceled'
  // At whichever step: what we may do is what tells that it is ours.
  return operations.includes('approve') || operations.includes('sendback') ? 'waits for us' : 'moved on'
}

/** In v1.0 the address of the workflow action names the step; of v4 only the event does. */
export function visitOf(
  request: TravelRequest,
  { stepCode, stepInstanceId }: Pick<Announced, 'stepCode' | 'stepInstanceId'>,
): Visit {
  const { requestId, submittedAt, everSentBack } = request
  const isV1 = request.source === 'v1.0'
  const step = isV1 ? workflowPath(request) : stepInstanceId
  return {
    source: isV1 ? 'v1' : 'v4',
    objectId: requestId,
    everSentBack,
    ...(step !== undefined && { step }),
    ...(!isV1 && stepCode !== undefined && { stepCode }),
    ...(submittedAt !== undefined && { submittedAt }),
  }
}

/** Where to post the action; `undefined` if the request does not offer it. */
export function actionPath(
  request: TravelRequest,
  objectPath: string,
  action: WorkflowContent['action'],
): string | undefined {
  if (request.source === 'v1.0') return workflowPath(request)
  const name = action === 'Approve' ? 'approve' : 'sendback'
  return (request.operations ?? []).includes(name) ? objectPath : undefined
}

/** Byte for byte; the documented example has one slash behind the scheme. */
function workflowPath({ workflowActionUrl = '' }: TravelRequest): string | undefined {
  const path = verbatimPath(workflowActionUrl.trim().replace(/^(https?:\/)(?=[^/])/i, '$1/'))
  return path !== undefined && WORKFLOW_ACTION.test(path) ? path : undefined
}

function subjectOf(request: TravelRequest): Subject {
  const name = request.name?.trim()
  const { loginId } = request.employee
  const employee = request.employee.name?.trim() ?? loginId
  return {
    id: request.requestId,
    currency: request.total?.currency ?? request.currency ?? '',
    ...(name !== undefined && { name }),
    ...(employee !== undefined && { employee }),
    ...(loginId !== undefined && { employeeLogin: loginId }),
    ...(request.total !== undefined && { total: request.total.amount }),
  }
}

/** What a scope picks by. A travel request has no org units and no ledger; whoever has a scope by these does not decide on it. */
export function requestFacts({ policyKey, total, currency }: TravelRequest): SeenObject['facts'] {
  return {
    orgUnits: {},
    currency: total?.currency ?? currency ?? '',
    ...(policyKey !== undefined && { policyKey }),
  }
}
