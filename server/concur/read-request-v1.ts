import type {
  CashAdvance,
  RequestAllocation,
  RequestEntry,
  Segment,
  TravelRequest,
} from '../request/travel-request.ts'
import type { Reading } from './concur-client.ts'
import { readRoot } from './read-root.ts'
import { unlessLacking } from './unless-lacking.ts'
import { coded, optional, XmlFields } from './xml-fields.ts'

/**
 * Reads the answer of Travel Request Details v1.0. Pure, never throws. An unset date, a nil or an empty element is
 * absent. The documented example has a bare `&` in `ApprovalStatusName`.
 * @see SAP Concur, Travel Request v1, "Get travel request details".
 */
export function readRequestV1(body: Uint8Array): Reading<TravelRequest> {
  const root = readRoot(body, 'TravelRequestDetails')
  if (!root.ok) return root
  const problems: string[] = []
  const notes: string[] = []
  return unlessLacking(readRequest(new XmlFields(root.value, problems, notes)), problems, notes)
}

function readRequest(fields: XmlFields): TravelRequest {
  const currency = fields.required('CurrencyCode')
  return {
    source: 'v1.0',
    requestId: fields.required('RequestID'),
    requestKey: fields.required('RequestKey'),
    ...optional('name', fields.text('RequestName')),
    ...optional('purpose', fields.text('Purpose')),
    employee: {
      ...optional('loginId', fields.key('LoginID')),
      ...optional('name', fields.text('EmployeeName')),
    },
    currency,
    approvalStatus: {
      code: fields.required('ApprovalStatusKey'),
      ...optional('name', fields.text('ApprovalStatusName')),
    },
    ...optional('workflowActionUrl', fields.text('WorkflowActionURL', 'WorkflowStepURL')),
    ...optional('createdAt', fields.dateTime('CreationDate')),
    ...optional('submittedAt', fields.dateTime('SubmitDate')),
    ...optional('lastModifiedAt', fields.dateTime('LastModifiedDate')),
    ...optional('authorizedAt', fields.dateTime('AuthorizedDate')),
    ...optional('approvalLimitAt', fields.dateTime('ApprovalLimitDate')),
    ...optional('startDate', fields.monthFirstDay('StartDate')),
    ...optional('startTime', fields.timeOfDay('StartTime')),
    ...optional('endDate', fields.monthFirstDay('EndDate')),
    ...optional('endTime', fields.timeOfDay('EndTime')),
    everSentBack: fields.flag('EverSentBack'),
    hasException: fields.flag('HasException'),
    ...optional('total', fields.essentialMoney('RequestTotal', currency)),
    ...optional('totalApproved', fields.money('TotalApprovedAmount', currency)),
    ...optional('totalRemaining', fields.money('TotalRemainingAmount', currency)),
    ...optional('policyKey', fields.key('TravelRequestPolicyKey')),
    custom: fields.numbered('Custom', 20),
    ...optional('entryCount', fields.count('EntryCount')),
    entries: fields.below(['EntriesList'], ['RequestEntry'], (entry) => readEntry(entry, currency)),
    cashAdvances: fields.below(['CashAdvancesList'], ['CashAdvance'], readCashAdvance),
  }
}

function readEntry(fields: XmlFields, currency: string): RequestEntry {
  const foreignAmount = fields.decimal('ForeignAmount')
  return {
    entryId: fields.required('RequestEntryKey'),
    expenseType: coded(fields.text('ExpenseTypeKey'), fields.text('ExpenseTypeName')) ?? { code: '' },
    ...optional('description', fields.text('EntryDescription')),
    ...optional('transactionDate', fields.day('TransactionDate')),
    ...(foreignAmount !== undefined && {
      foreign: {
        amount: foreignAmount,
        ...optional('currencyName', fields.text('ForeignCurrencyName')),
      },
    }),
    ...optional('exchangeRate', fields.decimal('ExchangeRate')),
    ...optional('posted', fields.money('PostedAmount', currency)),
    ...optional('approved', fields.money('ApprovedAmount', currency)),
    ...optional('remaining', fields.money('RemainingAmount', currency)),
    custom: fields.numbered('Custom', 40),
    allocations: fields.below(['AllocationsList'], ['Allocation'], readAllocation),
    segments: fields.below(['SegmentsList'], ['Segment'], readSegment),
  }
}

function readAllocation(fields: XmlFields): RequestAllocation {
  return {
    allocationId: fields.key('AllocationKey') ?? '',
    ...optional('percentage', fields.percentage('Percentage')),
    custom: fields.numbered('Custom', 20),
  }
}

function readSegment(fields: XmlFields): Segment {
  return {
    segmentId: fields.key('SegmentKey') ?? '',
    ...optional('type', fields.text('SegmentType')),
    ...optional('departureDate', fields.monthFirstDay('DepartureDate')),
    ...optional('departureTime', fields.timeOfDay('DepartureTime')),
    ...optional('arrivalDate', fields.monthFirstDay('ArrivalDate')),
    ...optional('arrivalTime', fields.timeOfDay('ArrivalTime')),
    ...optional('from', fields.text('FromLocationName')),
    ...optional('fromDetail', fields.text('FromLocationDetail')),
    ...optional('to', fields.text('ToLocationName')),
    ...optional('toDetail', fields.text('ToLocationDetail')),
    ...optional('classOfService', fields.key('ClassOfServiceCode')),
    ...optional('flightNumber', fields.key('FlightNumber')),
    custom: fields.numbered('Custom', 40),
  }
}

function readCashAdvance(fields: XmlFields): CashAdvance {
  const currency = fields.required('CurrencyCode')
  return {
    cashAdvanceId: fields.required('CashAdvanceKey'),
    ...optional('requested', fields.money('AmountRequested', currency)),
    ...optional('exchangeRate', fields.decimal('ExchangeRate')),
    ...optional('approvalStatus', coded(fields.text('ApprovalStatusKey'), fields.text('ApprovalStatusName'))),
  }
}
