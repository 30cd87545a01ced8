import { REPORT_STATUS } from '../report/approval-status.ts'
import type {
  Allocation,
  Attendee,
  Coded,
  Entry,
  ExpenseReport,
  Itemization,
  ReportHeader,
} from '../report/expense-report.ts'
import type { Decimal } from '../report/money.ts'
import type { Reading } from './concur-client.ts'
import { readExactJson } from './exact-json.ts'
import { JsonFields } from './json-fields.ts'
import { type OpenBundle, openBundle } from './open-bundle.ts'
import { unlessLacking } from './unless-lacking.ts'
import { coded, optional } from './xml-fields.ts'

/** What v4 does not tell of an attendee, beside everything that would say who it is. */
const ABSENT_OF_ATTENDEES = [
  'type',
  'firstName',
  'lastName',
  'company',
  'title',
  'externalId',
  'ownerName',
  'isDeleted',
  'hasExceptionsPreviousYear',
  'hasExceptionsYearToDate',
  'totalPreviousYear',
  'totalYearToDate',
]

/** The fields of a report that v4 does not tell; what is below them is not told either. */
export const ABSENT_IN_V4: readonly string[] = [
  'employee.loginId',
  'employee.name',
  'paidAt',
  'entryCount',
  'listedEntries',
  'approverLoginId',
  'workflowActionUrl',
  'receiptImageUrl',
  'entries.spendCategory',
  'entries.transaction.currencyName',
  'entries.requestExpense.approved',
  'entries.mileage.unit',
  'entries.formKey',
  ...['entries', 'entries.itemizations'].flatMap((expenses) => [
    `${expenses}.allocations.accountCode2`,
    ...ABSENT_OF_ATTENDEES.map((field) => `${expenses}.attendees.${field}`),
  ]),
]

/**
 * Reads the bundle that `fetchReportV4` makes of the answers about one report. Pure, never throws. Whatever v4 does
 * not tell is absent: {@link ABSENT_IN_V4}, and what a list item in `customData` stands for. A report that does not wait
 * at external validation has no entries here. There is no report without its id, currency and status, the ids of its
 * expenses, allocations and attendees, and the list of expenses where it waits, nor with a total or a posted amount that
 * is no amount; anything else that cannot be read is absent and named in `notRead`.
 * @see SAP Concur, Reports v4; Expenses v4; Allocations v4; Expense Attendee Associations v4; Comments v4; Exceptions v4.
 */
export function readReportV4(bundle: Uint8Array): Reading<ExpenseReport> {
  const json = readExactJson(bundle)
  if (!json.ok) return json
  const problems: string[] = []
  const notes: string[] = []
  const report = readReport(new JsonFields(json.value, problems, notes), problems)
  return unlessLacking(report, problems, notes)
}

function readReport(fields: JsonFields, problems: string[]): ExpenseReport {
  const header = readHeader(fields.below('report'))
  if (!fields.has('expenses') && header.approvalStatus.code === REPORT_STATUS.pendingExternalValidation)
    problems.push('there are no expenses')
  const bundle = openBundle(fields)
  const exceptions = fields.each('exceptions')
  const entries = bundle.entryIds.map((id) => readEntry(id, bundle, header.currency))
  const ids = bundle.entryIds.flatMap((id) => [id, ...bundle.itemizationsOf(id)])
  const rejected = ids.map((id) => bundle.answersOf(id).below('detail').maybeFlag('isExpenseRejected'))
  return {
    ...header,
    ...(fields.has('exceptions') && {
      hasException: exceptions.length > 0,
      hasBlockingExceptions: exceptions.some((exception) => exception.flag('isBlocking')),
    }),
    ...(rejected.some((each) => each !== undefined) && { hasRejectedExpenses: rejected.includes(true) }),
    ...optional('comments', bundle.commentsOn()),
    entries,
  }
}

function readHeader(fields: JsonFields): ReportHeader {
  const reportId = fields.required('reportId')
  const currency = fields.required('currencyCode')
  const money = (name: string) => fields.money(name, 'currencyCode', currency)
  return {
    source: 'v4',
    reportId,
    // The services of v4 know it by its id.
    reportKey: reportId,
    ...optional('name', fields.text('name')),
    ...optional('purpose', fields.text('businessPurpose')),
    employee: { ...optional('employeeId', fields.below('employee').key('employeeId')) },
    ...optional('ownerUserId', fields.key('userId')?.toLowerCase()),
    currency,
    approvalStatus: {
      code: fields.required('approvalStatusId'),
      ...optional('name', fields.text('approvalStatus')),
    },
    ...optional('paymentStatus', coded(fields.text('paymentStatusId'), fields.text('paymentStatus'))),
    ...optional('reportDate', fields.day('reportDate')),
    ...optional('createdAt', fields.dateTime('creationDate')),
    ...optional('submittedAt', fields.dateTime('submitDate')),
    ...optional('hasBlockingExceptions', fields.maybeFlag('hasBlockingExceptions')),
    everSentBack: fields.flag('isReportEverSentBack'),
    ...optional('ledgerName', fields.text('ledger')),
    ...optional('group', fields.key('analyticsGroupId')),
    ...optional('country', fields.key('countryCode')),
    ...optional('startDate', fields.day('startDate')),
    ...optional('endDate', fields.day('endDate')),
    ...optional('policyKey', fields.key('policyId')),
    ...optional('total', fields.essentialMoney('reportTotal', 'currencyCode', currency)),
    ...optional('personalExpenses', money('personalAmount')),
    ...optional('amountDueEmployee', money('amountDueEmployee')),
    ...optional('amountDueCompanyCard', money('amountDueCompanyCard')),
    ...optional('totalClaimed', money('claimedAmount')),
    ...optional('totalApproved', money('approvedAmount')),
    orgUnits: fields.customData('orgUnit'),
    custom: fields.customData('custom'),
  }
}

function readEntry(id: string, bundle: OpenBundle, currency: string): Entry {
  const answers = bundle.answersOf(id)
  const fields = answers.below('detail')
  const location = fields.below('location')
  const vendor = fields.below('vendor')
  const paymentType = fields.below('paymentType')
  const request = fields.key('authorizationRequestExpenseId')
  const distance = fields.below('mileage').decimal('totalDistance')
  const attendeeCount = fields.count('attendeeCount')
  const itemizations = bundle.itemizationsOf(id)
  const expense = readExpense(id, bundle, currency)
  return {
    entryId: fields.required('expenseId'),
    ...expense,
    // The id is the only member that must be there.
    ...optional('paymentType', paymentType.text('code') ?? paymentType.text('id')),
    ...optional('vendor', vendor.text('description') ?? vendor.text('name')),
    location: {
      ...optional('name', location.text('name')),
      ...optional('city', location.text('city')),
      ...optional('subdivision', location.text('countrySubDivisionCode')),
      ...optional('country', location.text('countryCode')),
    },
    ...optional('transaction', fields.money('transactionAmount', 'currencyCode', currency)),
    ...optional('exchangeRate', rateOf(fields.below('exchangeRate'))),
    receiptRequired: fields.flag('isPaperReceiptRequired'),
    imageRequired: fields.flag('isImageRequired'),
    ...optional('receiptImageId', fields.key('receiptImageId')),
    ...optional('eReceiptId', fields.key('ereceiptImageId')),
    ...optional('hasMissingReceiptDeclaration', fields.maybeFlag('hasMissingReceiptDeclaration')),
    ...(request !== undefined && { requestExpense: { id: request } }),
    ...(distance !== undefined && { mileage: { distance } }),
    ...optional('isExpenseRejected', fields.maybeFlag('isExpenseRejected')),
    ...optional('hasVat', hasTax(fields.below('expenseTaxSummary'))),
    isItemized: itemizations.length > 0,
    hasExceptions: fields.flag('hasExceptions'),
    ...cardChargeOf(fields),
    hasAttendees: (attendeeCount ?? expense.attendees.length) > 0,
    ...optional('attendeeCount', attendeeCount),
    ...optional('hasAllocation', ALLOCATION_STATES.get(fields.key('allocationState') ?? '')),
    itemizations: itemizations.map((each) => readItemization(each, bundle, currency)),
  }
}

/**
 * Where the expense came from says whether it is a card charge. Without any source it is not said: Concur's own example
 * has an expense of the payment type `CBCP` (company card) without one.
 */
function cardChargeOf(fields: JsonFields): Pick<Entry, 'isCreditCardCharge' | 'isPersonalCardCharge'> {
  if (!fields.has('expenseSourceIdentifiers')) return {}
  const sources = fields.below('expenseSourceIdentifiers')
  return {
    isCreditCardCharge: sources.key('creditCardTransactionId') !== undefined,
    isPersonalCardCharge: sources.key('personalCardTransactionId') !== undefined,
  }
}

function hasTax(summary: JsonFields): boolean | undefined {
  const tax = summary.below('totalTaxPostedAmount').decimal('value')
  return tax === undefined ? undefined : !tax.eq(0)
}

function readItemization(id: string, bundle: OpenBundle, currency: string): Itemization {
  const fields = bundle.answersOf(id).below('detail')
  return {
    itemizationId: fields.required('expenseId'),
    ...readExpense(id, bundle, currency),
    ...optional('transactionAmount', fields.money('transactionAmount', 'currencyCode', currency)?.amount),
  }
}

/** What an entry and an itemization have in common. */
function readExpense(
  id: string,
  bundle: OpenBundle,
  currency: string,
): Omit<Itemization, 'itemizationId' | 'transactionAmount'> {
  const answers = bundle.answersOf(id)
  const fields = answers.below('detail')
  const comments = bundle.commentsOn(id)
  return {
    expenseType: typeOf(fields.below('expenseType')),
    ...optional('businessPurpose', fields.text('businessPurpose')),
    ...optional('transactionDate', fields.day('transactionDate')),
    ...optional('posted', fields.essentialMoney('postedAmount', 'currencyCode', currency)),
    ...optional('approved', fields.money('approvedAmount', 'currencyCode', currency)),
    isPersonal: fields.flag('isPersonalExpense'),
    ...(comments !== undefined && {
      hasComments: comments.length > 0,
      commentCount: comments.length,
      comments,
    }),
    ...optional('lastModifiedAt', fields.dateTime('lastModifiedDate')),
    orgUnits: fields.customData('orgUnit'),
    custom: fields.customData('custom'),
    allocations: answers.each('allocations').map(readAllocation),
    attendees: attendeesIn(answers, currency),
  }
}

/** `code` is that of the category: `OTHER` for lunch and for supplies. */
function typeOf(fields: JsonFields): Coded {
  return coded(fields.text('id'), fields.text('name')) ?? { code: '' }
}

/** What the amount is multiplied with; one to divide by would not be exact the other way round. */
function rateOf(fields: JsonFields): Decimal | undefined {
  const rate = fields.decimal('value')
  return fields.key('operation') === 'DIVIDE' ? undefined : rate
}

const ALLOCATION_STATES: ReadonlyMap<string, string> = new Map([
  ['FULLY_ALLOCATED', 'F'],
  ['PARTIALLY_ALLOCATED', 'P'],
  ['NOT_ALLOCATED', 'N'],
])

function readAllocation(fields: JsonFields): Allocation {
  return {
    allocationId: fields.required('allocationId'),
    ...optional('percentage', fields.decimal('percentage')),
    ...optional('accountCode1', fields.text('accountCode')),
    custom: fields.customData('custom'),
  }
}

function attendeesIn(answers: JsonFields, currency: string): readonly Attendee[] {
  return answers
    .below('attendees')
    .each('expenseAttendeeList')
    .map((fields) => ({
      attendeeId: fields.required('attendeeId'),
      ...optional('amount', fields.money('transactionAmount', 'currencyCode', currency)),
      ...optional('people', fields.count('associatedAttendeeCount')),
      ...optional('versionNumber', fields.count('versionNumber')),
      custom: fields.customData('custom'),
    }))
}
