import { Big } from 'big.js'
import type { CustomFields } from '../../report/expense-report.ts'
import { sumOf } from '../../report/money.ts'
import { INSTANCE_NAMESPACE, parentElement, TRAVEL_NAMESPACE, textElement } from '../http/write-xml.ts'
import type { AllocationDraft } from '../reports/report-draft.ts'
import type { EntriesShape } from '../reports/report-trouble.ts'
import { decimal, numbered, yesNo } from '../reports/report-xml.ts'
import { entriesSeen } from '../reports/show-trouble.ts'
import type { SimulatedTravelRequest } from './simulated-travel-request.ts'
import { currentRequestStep } from './simulated-travel-request.ts'
import type {
  CashAdvanceDraft,
  RequestEntryDraft,
  SegmentDraft,
  TravelRequestDraft,
} from './travel-request-draft.ts'

const STATUS_NAMES: Readonly<Record<string, string>> = {
  Q_EXTV: 'Pending External Validation',
  Q_PEND: 'Submitted & Pending Approval',
  Q_APPR: 'Approved',
  Q_RESU: 'Sent Back to Employee',
}

/**
 * The answer of Travel Request Details, with the oddities of Concur's own example: a bare `&` in the name of the
 * status, dates with the month in front, and one slash behind `https:`.
 * @param shape How the planned expenses look, should they not be whole.
 * @see SAP Concur, Travel Request v1, "Get travel request details".
 */
export function travelRequestXml(request: SimulatedTravelRequest, shape?: EntriesShape): string {
  const { draft, requestId, requestKey, submittedAt } = request
  const total = requestTotal(draft)
  const stepKey = currentRequestStep(request)
  const url =
    stepKey === undefined
      ? '<WorkflowActionURL i:nil="true" />'
      : textElement(
          'WorkflowActionURL',
          `https:/www.concursolutions.com/api/travelrequest/v1.0/requests/${stepKey}/WorkFlowAction`,
        )
  const children = [
    textElement('ApprovalStatusKey', request.statusCode),
    `<ApprovalStatusName>${statusName(request)}</ApprovalStatusName>`,
    '<AuthorizedDate i:nil="true" />',
    textElement('LastModifiedDate', submittedAt),
    parentElement('CashAdvancesList', draft.cashAdvances.map(cashAdvanceXml)),
    textElement('CommentCount', '0'),
    textElement('CreationDate', draft.createdAt),
    textElement('CurrencyCode', draft.currency),
    textElement('EmployeeName', draft.employee.name),
    textElement('EndDate', monthFirst(draft.endDate)),
    textElement('EndTime', twelveHours(draft.endTime)),
    ...entriesXml(draft, shape),
    textElement('EntryCount', String(draft.entries.length)),
    textElement('EverSentBack', yesNo(request.everSentBack)),
    textElement('HasException', yesNo(draft.exceptions.length > 0)),
    textElement('LoginID', draft.employee.loginId),
    textElement('Purpose', draft.purpose),
    textElement('RequestID', requestId),
    textElement('RequestKey', requestKey),
    textElement('RequestName', draft.name),
    textElement('RequestTotal', decimal(total, 8)),
    textElement('StartDate', monthFirst(draft.startDate)),
    textElement('StartTime', twelveHours(draft.startTime)),
    textElement('SubmitDate', submittedAt),
    textElement('TotalApprovedAmount', decimal(total, 8)),
    textElement('TotalRemainingAmount', decimal(total, 8)),
    textElement('TravelRequestPolicyKey', 'n$snD$psI09k6NxQAgOnwgks76hOZdyLhDs'),
    url,
    ...custom(20, draft.custom),
  ]
  return parentElement(
    'TravelRequestDetails',
    children,
    `xmlns="${TRAVEL_NAMESPACE}" xmlns:i="${INSTANCE_NAMESPACE}"`,
  )
}

function entriesXml({ entries }: TravelRequestDraft, shape: EntriesShape | undefined): readonly string[] {
  if (shape === 'absent') return []
  if (shape === 'nil') return ['<EntriesList i:nil="true" />']
  return [parentElement('EntriesList', entriesSeen(entries, shape).map(entryXml))]
}

/** What the status is called, for people. */
export function statusName({ statusCode }: SimulatedTravelRequest): string {
  return STATUS_NAMES[statusCode] ?? statusCode
}

/** What its entries add up to. */
export function requestTotal({ entries }: TravelRequestDraft): string {
  return sumOf(entries.map(({ postedAmount }) => new Big(postedAmount))).toFixed()
}

function cashAdvanceXml({ key, amount, currency }: CashAdvanceDraft): string {
  return parentElement('CashAdvance', [
    textElement('AmountRequested', decimal(amount, 6)),
    textElement('ApprovalStatusKey', 'A_NOTF'),
    textElement('ApprovalStatusName', 'Not Submitted'),
    textElement('CashAdvanceKey', key),
    textElement('CurrencyCode', currency),
    textElement('ExchangeRate', decimal('1', 14)),
  ])
}

function entryXml(entry: RequestEntryDraft): string {
  const posted = decimal(entry.postedAmount, 8)
  return parentElement('RequestEntry', [
    textElement('AllocationCount', String(entry.allocations.length)),
    parentElement('AllocationsList', entry.allocations.map(allocationXml)),
    textElement('ApprovedAmount', posted),
    ...custom(40, entry.custom),
    textElement('EntryDescription', entry.description),
    textElement('ExchangeRate', decimal(entry.exchangeRate, 14)),
    textElement('ExpenseTypeKey', entry.expenseType.code),
    textElement('ExpenseTypeName', entry.expenseType.name),
    textElement('ForeignAmount', decimal(entry.foreignAmount, 8)),
    textElement('ForeignCurrencyName', entry.foreignCurrencyName),
    textElement('PostedAmount', posted),
    textElement('RemainingAmount', posted),
    textElement('RequestEntryKey', entry.key),
    textElement('SegmentCount', String(entry.segments.length)),
    parentElement('SegmentsList', entry.segments.map(segmentXml)),
    textElement('TransactionDate', `${entry.transactionDate}T06:15:00`),
  ])
}

function allocationXml({ key, percentage, custom: fields }: AllocationDraft): string {
  return parentElement('Allocation', [
    textElement('AllocationKey', key),
    textElement('Percentage', decimal(percentage, 8)),
    ...custom(20, fields),
  ])
}

function segmentXml(segment: SegmentDraft): string {
  return parentElement('Segment', [
    textElement('ArrivalDate', monthFirst(segment.arrivalDate)),
    textElement('ArrivalTime', '8:55 AM'),
    textElement('ClassOfServiceCode', segment.classOfService),
    textElement('DepartureDate', monthFirst(segment.departureDate)),
    textElement('DepartureTime', '6:15 AM'),
    textElement('FromLocationDetail', segment.from),
    textElement('FromLocationName', segment.from),
    textElement('SegmentKey', segment.key),
    textElement('SegmentType', segment.type),
    textElement('ToLocationDetail', segment.to),
    textElement('ToLocationName', segment.to),
  ])
}

function custom(count: number, fields: CustomFields): readonly string[] {
  return numbered('Custom', count, fields)
}

/** `9/21/2012` */
function monthFirst(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return day === '' ? '' : `${month}/${date}/${year}`
}

/** `6:15 AM` */
function twelveHours(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const half = hours < 12 ? 'AM' : 'PM'
  return time === ''
    ? ''
    : `${hours % 12 === 0 ? 12 : hours % 12}:${String(minutes).padStart(2, '0')} ${half}`
}
