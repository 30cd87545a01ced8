import type { Allocation, Attendee, Entry, Itemization } from '../../report/expense-report.ts'
import {
  CODE,
  count,
  day,
  decimal,
  type Fields,
  flag,
  money,
  numbered,
  part,
  parts,
  text,
  texts,
} from './part-model.ts'

/** `orgUnit1` to `orgUnit6` of a report, an entry or an itemization. */
export const ORG_UNITS = numbered('orgUnit', 'OrgUnit', 6)
/** `custom1` to `custom20` of a report, an allocation or an attendee. */
export const CUSTOM_20 = numbered('custom', 'Custom', 20)
/** `custom1` to `custom40` of an entry or itemization. */
export const CUSTOM_40 = numbered('custom', 'Custom', 40)

/** A share of an expense that is charged to one cost object. */
export const ALLOCATION: Fields<Allocation> = {
  percentage: decimal('0 to 100.', { v1: 'Percentage', v4: 'percentage' }, (a) => a.percentage),
  accountCode1: text('The account.', { v1: 'AccountCode1', v4: 'accountCode' }, (a) => a.accountCode1),
  accountCode2: text('The second account.', { v1: 'AccountCode2' }, (a) => a.accountCode2),
  custom: part(
    'Custom20',
    CUSTOM_20,
    'Custom fields.',
    { v1: 'Custom1..20', v4: 'customData' },
    (a) => a.custom,
  ),
}

/** A person at a meal. */
export const ATTENDEE: Fields<Attendee> = {
  attendeeId: text('The key.', { v1: 'AttendeeKey', v4: 'attendeeId' }, (a) => a.attendeeId || undefined),
  type: text('Such as `SYSEMP` or `BUSGUEST`.', { v1: 'AttendeeType' }, (a) => a.type),
  firstName: text('The first name.', { v1: 'FirstName' }, (a) => a.firstName),
  lastName: text('The last name.', { v1: 'LastName' }, (a) => a.lastName),
  company: text('Where the person works.', { v1: 'Company' }, (a) => a.company),
  title: text('The title.', { v1: 'Title' }, (a) => a.title),
  externalId: text("The company's own id of the person.", { v1: 'ExternalId' }, (a) => a.externalId),
  ownerName: text('Who entered the attendee in Concur.', { v1: 'OwnerEmpName' }, (a) => a.ownerName),
  amount: money('The share of the expense.', { v4: 'transactionAmount' }, (a) => a.amount),
  isDeleted: flag('Taken off the list of attendees.', { v1: 'IsDeleted' }, (a) => a.isDeleted),
  hasExceptionsPreviousYear: flag(
    'Exceeded a limit last year.',
    { v1: 'HasExceptionsPrevYear' },
    (a) => a.hasExceptionsPreviousYear,
  ),
  hasExceptionsYearToDate: flag(
    'Exceeded a limit this year.',
    { v1: 'HasExceptionsYtd' },
    (a) => a.hasExceptionsYearToDate,
  ),
  totalPreviousYear: decimal(
    'Spent on the person last year.',
    { v1: 'TotalAmountPrevYear' },
    (a) => a.totalPreviousYear,
  ),
  totalYearToDate: decimal(
    'Spent on the person this year.',
    { v1: 'TotalAmountYtd' },
    (a) => a.totalYearToDate,
  ),
  custom: part(
    'Custom20',
    CUSTOM_20,
    'Custom fields.',
    { v1: 'Custom1..20', v4: 'customData' },
    (a) => a.custom,
  ),
}

/** What an entry and an itemization have in common; v1.1 has other names for the expense type of an itemization. */
const EXPENSE: Fields<Entry | Itemization> = {
  expenseType: part(
    'Code',
    CODE,
    'The expense type.',
    { v1: 'ExpKey, ExpenseKey', v4: 'expenseType' },
    (e) => e.expenseType,
  ),
  businessPurpose: text(
    'What it was for.',
    { v1: 'BusinessPurpose', v4: 'businessPurpose' },
    (e) => e.businessPurpose,
  ),
  transactionDate: day(
    'The day of the purchase.',
    { v1: 'TransactionDate', v4: 'transactionDate' },
    (e) => e.transactionDate,
  ),
  posted: money(
    'The amount in the currency of the report.',
    { v1: 'PostedAmount', v4: 'postedAmount' },
    (e) => e.posted,
  ),
  approved: money(
    'The amount that would be paid; absent of an itemized entry.',
    { v1: 'ApprovedAmount', v4: 'approvedAmount' },
    (e) => e.approved,
  ),
  isPersonal: flag('Marked as personal.', { v1: 'IsPersonal', v4: 'isPersonalExpense' }, (e) => e.isPersonal),
  hasComments: flag('Somebody has commented.', { v1: 'HasComments', v4: 'comments' }, (e) => e.hasComments),
  commentCount: count(
    'How many comments there are.',
    { v1: 'CommentCount', v4: 'comments' },
    (e) => e.commentCount,
  ),
  comments: texts('The comments.', { v4: 'comment' }, (e) => e.comments),
  lastModifiedAt: day(
    'The day of the last change.',
    { v1: 'LastModified', v4: 'lastModifiedDate' },
    (e) => e.lastModifiedAt,
  ),
  orgUnits: part(
    'OrgUnits',
    ORG_UNITS,
    'Org units.',
    { v1: 'OrgUnit1..6', v4: 'customData' },
    (e) => e.orgUnits,
  ),
  custom: part(
    'Custom40',
    CUSTOM_40,
    'Custom fields.',
    { v1: 'Custom1..40', v4: 'customData' },
    (e) => e.custom,
  ),
  allocations: parts(
    'Allocation',
    ALLOCATION,
    'To whom it is charged.',
    { v1: 'Allocations', v4: 'allocations' },
    (e) => e.allocations,
  ),
  attendees: parts(
    'Attendee',
    ATTENDEE,
    'Who was there.',
    { v1: 'AttendeeDetails', v4: 'expenseAttendeeList' },
    (e) => e.attendees,
  ),
}

/** A part of an entry. */
export const ITEMIZATION: Fields<Itemization> = {
  itemizationId: text('The key.', { v1: 'ItemizationKey', v4: 'expenseId' }, (i) => i.itemizationId),
  transactionAmount: decimal(
    'The amount in the currency of the purchase.',
    { v1: 'TransactionAmount', v4: 'transactionAmount.value' },
    (i) => i.transactionAmount,
  ),
  ...EXPENSE,
}

/** Where the expense was made. */
export const LOCATION: Fields<Entry['location']> = {
  name: text(
    'Such as `Seattle` or `Seattle, Washington`.',
    { v1: 'LocationName', v4: 'location.name' },
    (l) => l.name,
  ),
  city: text('The city alone.', { v4: 'location.city' }, (l) => l.city),
  subdivision: text(
    'State or province.',
    { v1: 'LocationSubdivision', v4: 'location.countrySubDivisionCode' },
    (l) => l.subdivision,
  ),
  country: text('The country.', { v1: 'LocationCountry', v4: 'location.countryCode' }, (l) => l.country),
}

/** The purchase in its own currency. */
export const TRANSACTION: Fields<NonNullable<Entry['transaction']>> = {
  amount: decimal('The amount.', { v1: 'TransactionAmount', v4: 'transactionAmount.value' }, (t) => t.amount),
  currency: text('The code, such as `EUR`.', { v4: 'transactionAmount.currencyCode' }, (t) => t.currency),
  currencyName: text(
    'Such as `Dollar, United States`.',
    { v1: 'TransactionCurrencyName' },
    (t) => t.currencyName,
  ),
}

/** A journey by car. */
export const MILEAGE: Fields<NonNullable<Entry['mileage']>> = {
  distance: decimal(
    'How far.',
    { v3: 'Journey.BusinessDistance', v4: 'mileage.totalDistance' },
    (m) => m.distance,
  ),
  unit: text('`K` for kilometres, `M` for miles.', { v3: 'Journey.UnitOfMeasure' }, (m) => m.unit),
}

/** A line of an approved request. */
export const REQUEST_EXPENSE: Fields<NonNullable<Entry['requestExpense']>> = {
  id: text('Its id.', { v4: 'authorizationRequestExpenseId' }, (r) => r.id),
  approved: money('What was approved; no service tells.', {}, (r) => r.approved),
}

/** One expense of the report. */
export const ENTRY: Fields<Entry> = {
  entryId: text('The key.', { v1: 'RpeKey', v4: 'expenseId' }, (e) => e.entryId),
  ...EXPENSE,
  spendCategory: text('The spend category.', { v1: 'SpendCategory' }, (e) => e.spendCategory),
  paymentType: text(
    'Such as `CASH`; in v4 the id where it has no code.',
    { v1: 'PaymentTypeKey', v4: 'paymentType.code' },
    (e) => e.paymentType,
  ),
  vendor: text(
    'Where it was bought.',
    { v1: 'VendorDescription', v4: 'vendor.description' },
    (e) => e.vendor,
  ),
  location: part(
    'Location',
    LOCATION,
    'Where it was.',
    { v1: 'LocationName', v4: 'location' },
    (e) => e.location,
  ),
  transaction: part(
    'Transaction',
    TRANSACTION,
    'The purchase in its own currency.',
    { v1: 'TransactionAmount', v4: 'transactionAmount' },
    (e) => e.transaction,
  ),
  exchangeRate: decimal(
    'To the currency of the report.',
    { v1: 'ExchangeRate', v4: 'exchangeRate.value' },
    (e) => e.exchangeRate,
  ),
  receiptRequired: flag(
    'Concur asks for a receipt.',
    { v1: 'ReceiptRequired', v4: 'isPaperReceiptRequired' },
    (e) => e.receiptRequired,
  ),
  imageRequired: flag(
    'Concur asks for an image.',
    { v1: 'ImageRequired', v4: 'isImageRequired' },
    (e) => e.imageRequired,
  ),
  receiptImageId: text(
    'The image of the receipt.',
    { v1: 'ReceiptImageId', v4: 'receiptImageId' },
    (e) => e.receiptImageId,
  ),
  eReceiptId: text(
    'The electronic receipt.',
    { v1: 'EreceiptId', v4: 'ereceiptImageId' },
    (e) => e.eReceiptId,
  ),
  hasMissingReceiptDeclaration: flag(
    'The employee declared the receipt missing.',
    { v4: 'hasMissingReceiptDeclaration' },
    (e) => e.hasMissingReceiptDeclaration,
  ),
  requestExpense: part(
    'RequestExpense',
    REQUEST_EXPENSE,
    'The line of an approved request.',
    { v4: 'authorizationRequestExpenseId' },
    (e) => e.requestExpense,
  ),
  mileage: part(
    'Mileage',
    MILEAGE,
    'The journey by car.',
    { v3: 'Journey', v4: 'mileage' },
    (e) => e.mileage,
  ),
  hasVat: flag(
    'There is value added tax.',
    { v1: 'HasVat', v4: 'expenseTaxSummary.totalTaxPostedAmount' },
    (e) => e.hasVat,
  ),
  isItemized: flag('It has itemizations.', { v1: 'IsItemized', v4: 'itemizations' }, (e) => e.isItemized),
  hasExceptions: flag(
    'It has exceptions already.',
    { v1: 'HasExceptions', v4: 'hasExceptions' },
    (e) => e.hasExceptions,
  ),
  isCreditCardCharge: flag(
    'Paid with a company card.',
    { v1: 'IsCreditCardCharge', v4: 'expenseSourceIdentifiers.creditCardTransactionId' },
    (e) => e.isCreditCardCharge,
  ),
  isPersonalCardCharge: flag(
    'Paid with a personal card.',
    { v1: 'IsPersonalCardCharge', v4: 'expenseSourceIdentifiers.personalCardTransactionId' },
    (e) => e.isPersonalCardCharge,
  ),
  hasAttendees: flag('It has attendees.', { v1: 'HasAttendees', v4: 'attendeeCount' }, (e) => e.hasAttendees),
  attendeeCount: count(
    'How many attendees Concur counts.',
    { v1: 'AttendeeCount', v4: 'attendeeCount' },
    (e) => e.attendeeCount,
  ),
  hasAllocation: text(
    '`F` fully, `P` partly, `N` not allocated.',
    { v1: 'HasAllocation', v4: 'allocationState' },
    (e) => e.hasAllocation,
  ),
  itemizations: parts(
    'Itemization',
    ITEMIZATION,
    'What it consists of.',
    { v1: 'ItemizationsList', v4: 'itemizations' },
    (e) => listed(e.itemizations, e.isItemized),
  ),
  allocations: parts(
    'Allocation',
    ALLOCATION,
    'To whom it is charged, unless it is itemized.',
    { v1: 'Allocations', v4: 'allocations' },
    (e) => listed(e.allocations, !e.isItemized && (e.hasAllocation ?? 'N') !== 'N'),
  ),
  attendees: parts(
    'Attendee',
    ATTENDEE,
    'Who was there.',
    { v1: 'AttendeeDetails', v4: 'expenseAttendeeList' },
    (e) => listed(e.attendees, (e.attendeeCount ?? Number(e.hasAttendees)) > 0),
  ),
}

/** A list that is empty although Concur says that there are some is not known. */
function listed<T>(list: readonly T[], areSome: boolean): readonly T[] | undefined {
  return areSome && list.length === 0 ? undefined : list
}
