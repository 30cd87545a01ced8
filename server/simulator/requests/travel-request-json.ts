import { Big } from 'big.js'
import { idOf, userIdOf } from '../keys.ts'
import type { EntriesShape } from '../reports/report-trouble.ts'
import { entriesSeen } from '../reports/show-trouble.ts'
import type { SimulatedTravelRequest } from './simulated-travel-request.ts'
import { currentRequestStep } from './simulated-travel-request.ts'
import { requestTotal, statusName } from './travel-request-xml.ts'

const ORIGIN = 'https://us2.api.concursolutions.com/travelrequest/v4'
/** A request that waits for anybody is `SUBMITTED`: only its operations tell for whom. */
const STATUS_CODES: Readonly<Record<string, string>> = { Q_APPR: 'APPROVED', Q_RESU: 'SENTBACK' }

/**
 * @param shape How the links to the planned expenses look, should they not be whole.
 * @see SAP Concur, Travel Request v4, "Request Resources", schema Request.
 */
export function travelRequestJson(request: SimulatedTravelRequest, shape?: EntriesShape): object {
  const { draft, statusCode, submittedAt } = request
  const id = requestIdV4(request)
  const self = `${ORIGIN}/requests/${id}`
  const code = STATUS_CODES[statusCode] ?? 'SUBMITTED'
  const total = {
    value: JSON.rawJSON(new Big(requestTotal(draft)).toFixed(2)),
    currency: draft.currency,
  }
  const [lastName = '', firstName = ''] = draft.employee.name.split(', ')
  return {
    href: self,
    id,
    approvalStatus: { code, name: statusName(request) },
    approved: code === 'APPROVED',
    businessPurpose: draft.purpose,
    canceledPostApproval: false,
    cashAdvances: link(`${self}/cashadvances`, id),
    closed: false,
    // Some links of the samples have no TLS.
    comments: link(`${self.replace('https', 'http')}/comments`, id),
    creationDate: `${draft.createdAt}.000Z`,
    ...Object.fromEntries(Object.entries(draft.custom).map(([name, text]) => [name, customJson(text)])),
    endDate: draft.endDate,
    endTime: draft.endTime,
    everSentBack: request.everSentBack,
    exceptions: link(`${self}/exceptions`, id),
    expenses: entriesSeen(draft.entries, shape).map(({ key }) =>
      link(`${ORIGIN}/expenses/${idOf(key)}`, idOf(key)),
    ),
    highestExceptionLevel: highestLevel(request),
    lastModified: `${submittedAt}.000Z`,
    mainDestination: {
      countryCode: draft.destination.country,
      countrySubDivisionCode: draft.destination.subdivision,
      city: draft.destination.city,
      name: draft.destination.city,
    },
    name: draft.name,
    owner: { firstName, id: userIdOf(draft.employee.loginId), lastName },
    pendingApproval: code === 'SUBMITTED',
    policy: { id: idOf('request policy') },
    requestId: request.requestId,
    startDate: draft.startDate,
    startTime: draft.startTime,
    submitDate: `${submittedAt}.000Z`,
    totalApprovedAmount: total,
    totalPostedAmount: total,
    totalRemainingAmount: total,
    type: { code: 'TRAVEL', label: 'Travel' },
    operations: operationsOf(request).map((rel) => ({ rel, href: `${self}/${rel}` })),
  }
}

/** @see SAP Concur, Travel Request v4, "Request Resources", schema Exception. */
export function requestExceptionsJson(request: SimulatedTravelRequest): readonly object[] {
  const id = requestIdV4(request)
  return request.draft.exceptions.map(({ code, isBlocking, message }) => ({
    code,
    level: isBlocking ? 2 : 1,
    message,
    isBlocking,
    source: { id, href: `${ORIGIN}/requests/${id}`, type: 'HEADER' },
    parameters: {},
  }))
}

/** What v4 calls a request. */
export function requestIdV4({ requestKey }: SimulatedTravelRequest): string {
  return idOf(requestKey)
}

function operationsOf(request: SimulatedTravelRequest): readonly string[] {
  if (currentRequestStep(request) !== undefined) return ['approve', 'sendback', 'recall', 'cancel']
  return request.statusCode === 'Q_RESU' ? ['submit'] : ['recall', 'cancel']
}

function highestLevel({ draft: { exceptions } }: SimulatedTravelRequest): string {
  if (exceptions.length === 0) return 'NONE'
  return exceptions.some(({ isBlocking }) => isBlocking) ? 'ERROR' : 'WARNING'
}

/** A list field, which v1.0 writes `(code) name`, has the code and the id of the item. */
function customJson(text: string): object {
  const code = /^\(([^)]+)\)/.exec(text)?.[1]
  return code === undefined ? { value: text } : { code, value: idOf(text) }
}

function link(href: string, id: string): object {
  return { href, id }
}
