import type {
  CashAdvance,
  Place,
  RequestAllocation,
  RequestEntry,
  RequestException,
  Segment,
  TravelRequest,
} from '../../request/travel-request.ts'
import { CUSTOM_20, CUSTOM_40 } from './expense-model.ts'
import { CODE, day, decimal, type Fields, flag, money, part, parts, text } from './part-model.ts'

/** Who travels. */
export const TRAVELLER: Fields<TravelRequest['employee']> = {
  loginId: text('The login.', { v1: 'LoginID' }, (e) => e.loginId),
  userId: text("Concur's id of the user.", { v4: 'owner.id' }, (e) => e.userId),
  name: text('Such as `Miller, Chris`.', { v1: 'EmployeeName', v4: 'owner' }, (e) => e.name),
}

/** Where a trip goes. */
export const PLACE: Fields<Place> = {
  name: text('Such as `Lyon, FRANCE`.', { v4: 'name' }, (p) => p.name),
  city: text('The city.', { v4: 'city' }, (p) => p.city),
  subdivision: text('Such as `FR-69`.', { v4: 'countrySubDivisionCode' }, (p) => p.subdivision),
  country: text('The code, such as `FR`.', { v4: 'countryCode' }, (p) => p.country),
}

/** What Concur's own rules found. */
export const REQUEST_EXCEPTION: Fields<RequestException> = {
  code: text('The code.', { v4: 'code' }, (e) => e.code),
  isBlocking: flag('It is in the way of an approval.', { v4: 'isBlocking' }, (e) => e.isBlocking),
  message: text('What Concur says.', { v4: 'message' }, (e) => e.message),
}

/** Money that is asked for before the trip. */
export const CASH_ADVANCE: Fields<CashAdvance> = {
  requested: money('The amount.', { v1: 'AmountRequested' }, (a) => a.requested),
  approvalStatus: part(
    'Code',
    CODE,
    'Where it stands.',
    { v1: 'ApprovalStatusKey' },
    (a) => a.approvalStatus,
  ),
}

/** A share of a planned expense. */
export const REQUEST_ALLOCATION: Fields<RequestAllocation> = {
  percentage: decimal('0 to 100.', { v1: 'Percentage' }, (a) => a.percentage),
  custom: part('Custom20', CUSTOM_20, 'Custom fields.', { v1: 'Custom1..20' }, (a) => a.custom),
}

/** A part of the journey. */
export const SEGMENT: Fields<Segment> = {
  type: text('Such as `Air Ticket`; in the language of the company.', { v1: 'SegmentType' }, (s) => s.type),
  departureDate: day('The day of departure.', { v1: 'DepartureDate' }, (s) => s.departureDate),
  departureTime: text('Such as `06:15`.', { v1: 'DepartureTime' }, (s) => s.departureTime),
  arrivalDate: day('The day of arrival.', { v1: 'ArrivalDate' }, (s) => s.arrivalDate),
  arrivalTime: text('Such as `08:55`.', { v1: 'ArrivalTime' }, (s) => s.arrivalTime),
  from: text('Where it begins.', { v1: 'FromLocationName' }, (s) => s.from),
  fromDetail: text('The same with region or country.', { v1: 'FromLocationDetail' }, (s) => s.fromDetail),
  to: text('Where it ends.', { v1: 'ToLocationName' }, (s) => s.to),
  toDetail: text('The same with region or country.', { v1: 'ToLocationDetail' }, (s) => s.toDetail),
  classOfService: text('The class.', { v1: 'ClassOfServiceCode' }, (s) => s.classOfService),
  flightNumber: text('The flight.', { v1: 'FlightNumber' }, (s) => s.flightNumber),
  custom: part('Custom40', CUSTOM_40, 'Custom fields.', { v1: 'Custom1..40' }, (s) => s.custom),
}

/** A planned expense. */
export const PLANNED_EXPENSE: Fields<RequestEntry> = {
  expenseType: part('Code', CODE, 'The expense type.', { v1: 'ExpenseTypeKey' }, (e) => e.expenseType),
  description: text('What it is.', { v1: 'EntryDescription' }, (e) => e.description),
  transactionDate: day('The day.', { v1: 'TransactionDate' }, (e) => e.transactionDate),
  foreignAmount: decimal(
    'The amount in the currency of the purchase.',
    { v1: 'ForeignAmount' },
    (e) => e.foreign?.amount,
  ),
  foreignCurrencyName: text(
    'Such as `US, Dollar`.',
    { v1: 'ForeignCurrencyName' },
    (e) => e.foreign?.currencyName,
  ),
  exchangeRate: decimal('To the currency of the request.', { v1: 'ExchangeRate' }, (e) => e.exchangeRate),
  posted: money('The amount in the currency of the request.', { v1: 'PostedAmount' }, (e) => e.posted),
  approved: money('What is approved of it.', { v1: 'ApprovedAmount' }, (e) => e.approved),
  remaining: money('What is left of it.', { v1: 'RemainingAmount' }, (e) => e.remaining),
  custom: part('Custom40', CUSTOM_40, 'Custom fields.', { v1: 'Custom1..40' }, (e) => e.custom),
  allocations: parts(
    'RequestAllocation',
    REQUEST_ALLOCATION,
    'To whom it is charged.',
    { v1: 'AllocationsList' },
    (e) => e.allocations,
  ),
  segments: parts('Segment', SEGMENT, 'The parts of the journey.', { v1: 'SegmentsList' }, (e) => e.segments),
}

/** The travel request as conditions see it. */
export const REQUEST: Fields<TravelRequest> = {
  requestId: text('The id that pages show.', { v1: 'RequestID', v4: 'requestId' }, (r) => r.requestId),
  name: text('The name.', { v1: 'RequestName', v4: 'name' }, (r) => r.name),
  purpose: text('What the trip is for.', { v1: 'Purpose', v4: 'businessPurpose' }, (r) => r.purpose),
  employee: part(
    'Traveller',
    TRAVELLER,
    'Whose trip it is.',
    { v1: 'LoginID, EmployeeName', v4: 'owner' },
    (r) => r.employee,
  ),
  currency: text(
    'The currency of the request.',
    { v1: 'CurrencyCode', v4: 'totalPostedAmount.currency' },
    (r) => r.currency,
  ),
  approvalStatus: part(
    'Code',
    CODE,
    'While it waits for us: `Q_EXTV` in v1.0, `SUBMITTED` in v4.',
    { v1: 'ApprovalStatusKey', v4: 'approvalStatus' },
    (r) => r.approvalStatus,
  ),
  createdAt: day('The day it was created.', { v1: 'CreationDate', v4: 'creationDate' }, (r) => r.createdAt),
  submittedAt: day('The day it was submitted.', { v1: 'SubmitDate', v4: 'submitDate' }, (r) => r.submittedAt),
  lastModifiedAt: day(
    'The day of the last change.',
    { v1: 'LastModifiedDate', v4: 'lastModified' },
    (r) => r.lastModifiedAt,
  ),
  authorizedAt: day(
    'The day it was authorized.',
    { v1: 'AuthorizedDate', v4: 'authorizedDate' },
    (r) => r.authorizedAt,
  ),
  approvalLimitAt: day(
    'The last day for approving it.',
    { v1: 'ApprovalLimitDate', v4: 'approvalLimitDate' },
    (r) => r.approvalLimitAt,
  ),
  startDate: day('The first day of the trip.', { v1: 'StartDate', v4: 'startDate' }, (r) => r.startDate),
  startTime: text('Such as `06:15`.', { v1: 'StartTime', v4: 'startTime' }, (r) => r.startTime),
  endDate: day('The last day of the trip.', { v1: 'EndDate', v4: 'endDate' }, (r) => r.endDate),
  endTime: text('Such as `19:30`.', { v1: 'EndTime', v4: 'endTime' }, (r) => r.endTime),
  everSentBack: flag(
    'It was sent back before.',
    { v1: 'EverSentBack', v4: 'everSentBack' },
    (r) => r.everSentBack,
  ),
  hasException: flag(
    'Concur found something itself.',
    { v1: 'HasException', v4: 'highestExceptionLevel' },
    (r) => r.hasException,
  ),
  exceptions: parts(
    'RequestException',
    REQUEST_EXCEPTION,
    'What Concur found itself.',
    { v4: 'exceptions' },
    (r) => r.exceptions,
  ),
  total: money('The total.', { v1: 'RequestTotal', v4: 'totalPostedAmount' }, (r) => r.total),
  totalApproved: money(
    'What is approved.',
    { v1: 'TotalApprovedAmount', v4: 'totalApprovedAmount' },
    (r) => r.totalApproved,
  ),
  totalRemaining: money(
    'What is left.',
    { v1: 'TotalRemainingAmount', v4: 'totalRemainingAmount' },
    (r) => r.totalRemaining,
  ),
  mainDestination: part(
    'Place',
    PLACE,
    'Where the trip goes.',
    { v4: 'mainDestination' },
    (r) => r.mainDestination,
  ),
  policyKey: text("Concur's policy.", { v1: 'TravelRequestPolicyKey', v4: 'policy.id' }, (r) => r.policyKey),
  type: part('Code', CODE, 'Such as `TRAVEL`.', { v4: 'type' }, (r) => r.type),
  custom: part(
    'Custom20',
    CUSTOM_20,
    'Custom fields.',
    { v1: 'Custom1..20', v4: 'custom1..20' },
    (r) => r.custom,
  ),
  entries: parts(
    'PlannedExpense',
    PLANNED_EXPENSE,
    'What is planned to be spent.',
    { v1: 'EntriesList' },
    (r) => r.entries,
  ),
  cashAdvances: parts(
    'CashAdvance',
    CASH_ADVANCE,
    'Money that is asked for before the trip.',
    { v1: 'CashAdvancesList' },
    (r) => r.cashAdvances,
  ),
}
