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
import { coded, optional } from './xml-fields.ts'

/**
 * Reads the bundle that `fetchReportV4` makes of the answers about one report. Pure, never throws. Whatever v4 does
 * not tell is absent: keys, logins, the employee's name, categories, distances, names of attendees and what a list
 * item in `customData` stands for. A report that does not wait at external validation has no entries here.
 * @see SAP Concur, Reports v4; Expenses v4; Allocations v4; Expense Attendee Associations v4; Comments v4; Exceptions v4.
 */
export function readReportV4(bundle: Uint8Array): Reading<ExpenseReport> {
  const json = readExactJson(bundle)
  if (!json.ok) return json
  const problems: string[] = []
  const report = readReport(new JsonFields(json.value, problems), problems)
  return problems.length === 0
    ? { ok: true, value: report }
    : { ok: false, problem: problems.join('; '), isWhole: true }
}

function readReport(fields: JsonFields, problems: string[]): ExpenseReport {
  const header = readHeader(fields.below('report'))
  if (!fields.has('expenses') && header.approvalStatus.code === REPORT_STATUS.pendingExternalValidation)
    problems.push('there are no expenses')
  const parts = fields.below('parts')
  const ids = fields.each('expenses').map((expense) => expense.required('expenseId'))
  const exceptions = fields.each('exceptions')
  return {
    ...header,
    ...(fields.has('exceptions') && {
      hasException: exceptions.length > 0,
      hasBlockingExceptions: exceptions.some((exception) => exception.flag('isBlocking')),
    }),
    ...optional('comments', commentsIn(fields)),
    entries: ids
      .map((id) => parts.below(id))
      // Should the list hold itemizations, they stand below their expense as well.
      .filter((expense) => !ids.includes(expense.below('detail').key('parentExpenseId') ?? ''))
      .map((expense) => readEntry(expense, parts)),
  }
}

function readHeader(fields: JsonFields): ReportHeader {
  const reportId = fields.required('reportId')
  const isBlocked = maybe(fields, 'hasBlockingExceptions')
  return {
    source: 'v4',
    reportId,
    // The services of v4 know it by its id.
    reportKey: reportId,
    ...optional('name', fields.text('name')),
    ...optional('purpose', fields.text('businessPurpose')),
    employee: { ...optional('employeeId', fields.below('employee').key('employeeId')) },
    ...optional('ownerUserId', fields.key('userId')?.toLowerCase()),
    currency: fields.required('currencyCode'),
    approvalStatus: {
      code: fields.required('approvalStatusId'),
      ...optional('name', fields.text('approvalStatus')),
    },
    ...optional('paymentStatus', coded(fields.text('paymentStatusId'), fields.text('paymentStatus'))),
    ...optional('reportDate', fields.day('reportDate')),
    ...optional('createdAt', fields.dateTime('creationDate')),
    ...optional('submittedAt', fields.dateTime('submitDate')),
    hasException: isBlocked ?? false,
    ...optional('hasBlockingExceptions', isBlocked),
    everSentBack: fields.flag('isReportEverSentBack'),
    ...optional('ledgerName', fields.text('ledger')),
    ...optional('group', fields.key('analyticsGroupId')),
    ...optional('country', fields.key('countryCode')),
    ...optional('startDate', fields.day('startDate')),
    ...optional('endDate', fields.day('endDate')),
    ...optional('policyKey', fields.key('policyId')),
    ...optional('total', fields.money('reportTotal', 'currencyCode')),
    ...optional('personalExpenses', fields.money('personalAmount', 'currencyCode')),
    ...optional('amountDueEmployee', fields.money('amountDueEmployee', 'currencyCode')),
    ...optional('amountDueCompanyCard', fields.money('amountDueCompanyCard', 'currencyCode')),
    ...optional('totalClaimed', fields.money('claimedAmount', 'currencyCode')),
    ...optional('totalApproved', fields.money('approvedAmount', 'currencyCode')),
    orgUnits: fields.customData('orgUnit'),
    custom: fields.customData('custom'),
  }
}

/** @param answers Those about one expense. @param parts Those about all, its itemizations included. */
function readEntry(answers: JsonFields, parts: JsonFields): Entry {
  const fields = answers.below('detail')
  const location = fields.below('location')
  const vendor = fields.below('vendor')
  const transaction = fields.money('transactionAmount', 'currencyCode')
  const request = fields.key('authorizationRequestExpenseId')
  const attendeeCount = fields.count('attendeeCount')
  const attendees = attendeesIn(answers)
  const itemizations = answers.each('itemizations')
  return {
    entryId: fields.required('expenseId'),
    ...readExpense(answers),
    ...optional('paymentType', fields.below('paymentType').text('code')),
    ...optional('vendor', vendor.text('description') ?? vendor.text('name')),
    location: {
      ...optional('name', location.text('name')),
      ...optional('city', location.text('city')),
      ...optional('subdivision', location.text('countrySubDivisionCode')),
      ...optional('country', location.text('countryCode')),
    },
    ...optional('transaction', transaction),
    ...optional('exchangeRate', rateOf(fields.below('exchangeRate'))),
    receiptRequired: fields.flag('isPaperReceiptRequired'),
    imageRequired: fields.flag('isImageRequired'),
    ...optional('receiptImageId', fields.key('receiptImageId')),
    ...optional('eReceiptId', fields.key('ereceiptImageId')),
    ...optional('hasMissingReceiptDeclaration', maybe(fields, 'hasMissingReceiptDeclaration')),
    ...(request !== undefined && { requestExpense: { id: request } }),
    hasVat: false,
    isItemized: itemizations.length > 0,
    hasExceptions: fields.flag('hasExceptions'),
    isCreditCardCharge: false,
    isPersonalCardCharge: false,
    hasAttendees: (attendeeCount ?? attendees.length) > 0,
    ...optional('attendeeCount', attendeeCount),
    ...optional('hasAllocation', ALLOCATION_STATES.get(fields.key('allocationState') ?? '')),
    itemizations: itemizations.map((each) => readItemization(parts.below(each.required('expenseId')))),
  }
}

function readItemization(answers: JsonFields): Itemization {
  const fields = answers.below('detail')
  return {
    itemizationId: fields.required('expenseId'),
    ...readExpense(answers),
    ...optional('transactionAmount', fields.money('transactionAmount', 'currencyCode')?.amount),
  }
}

/** What an entry and an itemization have in common. */
function readExpense(answers: JsonFields): Omit<Itemization, 'itemizationId' | 'transactionAmount'> {
  const fields = answers.below('detail')
  const comments = commentsIn(answers)
  return {
    expenseType: typeOf(fields.below('expenseType')),
    ...optional('businessPurpose', fields.text('businessPurpose')),
    ...optional('transactionDate', fields.day('transactionDate')),
    ...optional('posted', fields.money('postedAmount', 'currencyCode')),
    ...optional('approved', fields.money('approvedAmount', 'currencyCode')),
    isPersonal: fields.flag('isPersonalExpense'),
    // Where Concur knows none there may be some that it does not show.
    hasComments: comments?.length !== 0,
    ...optional('commentCount', comments?.length),
    ...optional('comments', comments),
    ...optional('lastModifiedAt', fields.dateTime('lastModifiedDate')),
    orgUnits: fields.customData('orgUnit'),
    custom: fields.customData('custom'),
    allocations: answers.each('allocations').map(readAllocation),
    attendees: attendeesIn(answers),
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

function attendeesIn(answers: JsonFields): readonly Attendee[] {
  return answers
    .below('attendees')
    .each('expenseAttendeeList')
    .map((fields) => ({
      attendeeId: fields.required('attendeeId'),
      ...optional('amount', fields.money('transactionAmount', 'currencyCode')),
      ...optional('people', fields.count('associatedAttendeeCount')),
      isDeleted: false,
      hasExceptionsPreviousYear: false,
      hasExceptionsYearToDate: false,
      ...optional('versionNumber', fields.count('versionNumber')),
      custom: fields.customData('custom'),
    }))
}

/** The texts of the comments on this object; absent where Concur knows none. */
function commentsIn(answers: JsonFields): readonly string[] | undefined {
  if (!answers.has('comments')) return undefined
  return answers.each('comments').flatMap((comment) => comment.text('comment') ?? [])
}

function maybe(fields: JsonFields, name: string): boolean | undefined {
  return fields.has(name) ? fields.flag(name) : undefined
}
