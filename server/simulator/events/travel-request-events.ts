import { idOf, userIdOf } from '../keys.ts'
import type { SimulatedTravelRequest } from '../requests/simulated-travel-request.ts'
import { requestIdV4 } from '../requests/travel-request-json.ts'
import type { Change } from '../store.ts'
import type { Event, EventSource } from './event.ts'
import { newEvent } from './event.ts'

interface Told {
  /** Behind `statusChange.` */
  readonly type: string
  readonly status: string
  readonly role: string
  readonly currentApprovalStatus: string
  readonly stepCode: string
  /** The samples have some topics without `public.`. */
  readonly topic: string
}

const TOLD: Readonly<Record<string, Told>> = {
  Q_EXTV: {
    type: 'PENDING.ExternalValidation',
    status: 'PendingExternalValidation',
    role: 'ExternalValidation',
    currentApprovalStatus: 'Q_EXTV',
    stepCode: 'EXTVAL',
    topic: 'concur.request',
  },
  Q_PEND: {
    type: 'PENDING.RequestManager',
    status: 'PendingRequestManagerApproval',
    role: 'RequestManager',
    currentApprovalStatus: 'Q_PEND',
    stepCode: 'PENDMGRA',
    topic: 'public.concur.request',
  },
  Q_APPR: {
    type: 'APPROVED',
    status: 'APPROVED',
    role: '',
    currentApprovalStatus: '',
    stepCode: 'REQAPPR',
    topic: 'public.concur.request',
  },
  Q_RESU: {
    type: 'SENTBACK',
    status: 'SENTBACK',
    role: '',
    currentApprovalStatus: '',
    stepCode: 'SENDBACK',
    topic: 'public.concur.request',
  },
}

/** What Concur publishes when a travel request moves. @see SAP Concur, Concur Request Events. */
export function travelRequestEvents(
  { before, after }: Change<SimulatedTravelRequest>,
  source: EventSource,
): readonly Event[] {
  const told = TOLD[after.statusCode]
  const isNewStop = before?.stepKeys.length !== after.stepKeys.length
  if (told === undefined || (before?.statusCode === after.statusCode && !isNewStop)) return []
  const { type, topic, ...step } = told
  const isRecall = after.statusCode === 'Q_RESU' && before?.actions.length === after.actions.length
  const facts = {
    companyId: source.companyId,
    // The page says that these are boolean; its samples have texts.
    isClosed: 'false',
    isTest: 'false',
    isRecall: String(isRecall),
    isPaymentCardRelated: 'false',
    requestId: after.requestId,
    id: requestIdV4(after),
    href: `https://us2.api.concursolutions.com/travelrequest/v4/requests/${requestIdV4(after)}`,
    userId: userIdOf(after.draft.employee.loginId),
    entityId: 'p006zecvr9',
    policyId: idOf('request policy'),
    ...step,
  }
  return [newEvent({ topic, eventType: `statusChange.${type}`, objectId: after.requestId, facts }, source)]
}
