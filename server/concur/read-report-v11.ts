import type { Allocation, Attendee, Entry, ExpenseReport, Itemization } from '../report/expense-report.ts'
import type { Reading } from './concur-client.ts'
import { readRoot } from './read-root.ts'
import { unlessLacking } from './unless-lacking.ts'
import { coded, optional, XmlFields } from './xml-fields.ts'

/** The fields of a report that v1.1 does not tell; what is below them is not told either. */
export const ABSENT_IN_V11: readonly string[] = [
  'employee.employeeId',
  'ownerUserId',
  'hasBlockingExceptions',
  'hasRejectedExpenses',
  'group',
  'country',
  'comments',
  'startDate',
  'endDate',
  'approverLoginId',
  'entries.location.city',
  'entries.transaction.currency',
  'entries.hasMissingReceiptDeclaration',
  'entries.isExpenseRejected',
  'entries.requestExpense',
  'entries.mileage',
  ...['entries', 'entries.itemizations'].flatMap((expenses) =>
    ['comments', 'attendees.amount', 'attendees.people'].map((field) => `${expenses}.${field}`),
  ),
]

/**
 * Reads the answer of Report Full Details. Pure, never throws. Names are accepted in every spelling that Concur's
 * page uses in its table or in its example; an unset date (`0001-01-01`), a nil or an empty element is absent. There is
 * no report without its ids, currency, status and the keys of its entries and itemizations, nor with a total or a posted
 * amount that is no number; anything else that cannot be read is absent and named in `notRead`.
 * @see SAP Concur, Report Full Details v1.1, "Response".
 */
export function readReportV11(body: Uint8Array): Reading<ExpenseReport> {
  const root = readRoot(body, 'ReportDetails')
  if (!root.ok) return root
  const problems: string[] = []
  const notes: string[] = []
  return unlessLacking(readReport(new XmlFields(root.value, problems, notes)), problems, notes)
}

function readReport(fields: XmlFields): ExpenseReport {
  const currency = fields.required('CrnCode')
  const name = fields.text('ReportName')
  return {
    source: 'v1.1',
    reportId: fields.required('ReportId'),
    reportKey: fields.required('RptKey'),
    ...optional('name', name),
    ...optional('purpose', fields.text('Purpose')),
    employee: {
      ...optional('loginId', fields.text('X_UserID', 'X-UserID')),
      ...optional('name', fields.text('EmployeeName')),
    },
    currency,
    approvalStatus: { code: fields.required('ApsKey'), ...optional('name', fields.text('ApvStatusName')) },
    ...optional('paymentStatus', coded(fields.text('PayKey'), fields.text('PayStatusName'))),
    ...optional('reportDate', fields.day('ReportDate')),
    ...optional('createdAt', fields.dateTime('CreationDate')),
    ...optional('submittedAt', fields.dateTime('SubmitDate')),
    ...optional('paidAt', fields.dateTime('PaidDate')),
    ...optional('hasException', fields.maybeFlag('HasException')),
    everSentBack: fields.flag('EverSentBack'),
    ...optional('entryCount', fields.count('EntryCount')),
    ...optional('listedEntries', fields.each(['Entries'], (list) => list.countAttribute('Count'))[0]),
    ...optional('ledgerName', fields.text('LedgerName')),
    ...optional('policyKey', fields.text('PolKey')),
    ...optional('total', fields.essentialMoney('ReportTotal', currency)),
    ...optional('personalExpenses', fields.money('PersonalExpenses', currency)),
    ...optional('amountDueEmployee', fields.money('AmountDueEmployee', currency)),
    ...optional('amountDueCompanyCard', fields.money('AmountDueCompanyCard', currency)),
    ...optional('totalClaimed', fields.money('TotalClaimedAmount', currency)),
    ...optional('totalApproved', fields.money('TotalApprovedAmount', currency)),
    ...optional('workflowActionUrl', fields.text('WorkflowActionURL')),
    ...optional('receiptImageUrl', fields.text('ReceiptImageUrl')),
    orgUnits: fields.numbered('OrgUnit', 6),
    custom: fields.numbered('Custom', 20),
    entries: fields.below(['Entries'], ['ExpenseEntry'], (entry) => readEntry(entry, currency)),
  }
}

function readEntry(fields: XmlFields, currency: string): Entry {
  const transactionAmount = fields.decimal('TransactionAmount')
  return {
    entryId: fields.required('RpeKey'),
    expenseType: coded(fields.text('ExpKey'), fields.text('ExpName')) ?? { code: '' },
    ...optional('spendCategory', fields.text('SpendCategory')),
    ...optional('paymentType', fields.text('PaymentTypeKey')),
    ...optional('businessPurpose', fields.text('BusinessPurpose')),
    ...optional('vendor', fields.text('VendorDescription')),
    location: {
      ...optional('name', fields.text('LocationName')),
      ...optional('subdivision', fields.text('LocationSubdivision')),
      ...optional('country', fields.text('LocationCountry')),
    },
    ...optional('transactionDate', fields.day('TransactionDate')),
    ...(transactionAmount !== undefined && {
      transaction: {
        amount: transactionAmount,
        ...optional('currencyName', fields.text('TransactionCurrencyName')),
      },
    }),
    ...optional('exchangeRate', fields.decimal('ExchangeRate')),
    ...optional('posted', fields.essentialMoney('PostedAmount', currency)),
    ...optional('approved', fields.money('ApprovedAmount', currency)),
    receiptRequired: fields.flag('ReceiptRequired'),
    imageRequired: fields.flag('ImageRequired'),
    ...optional('receiptImageId', fields.text('ReceiptImageId')),
    ...optional('eReceiptId', fields.text('EreceiptId')),
    ...optional('hasVat', fields.maybeFlag('HasVat')),
    ...optional('hasComments', fields.maybeFlag('HasComments')),
    ...optional('commentCount', fields.count('CommentCount')),
    isItemized: fields.flag('IsItemized'),
    hasExceptions: fields.flag('HasExceptions'),
    isPersonal: fields.flag('IsPersonal'),
    ...optional('isCreditCardCharge', fields.maybeFlag('IsCreditCardCharge')),
    ...optional('isPersonalCardCharge', fields.maybeFlag('IsPersonalCardCharge')),
    hasAttendees: fields.flag('HasAttendees'),
    ...optional('attendeeCount', fields.count('AttendeeCount')),
    ...optional('hasAllocation', fields.text('HasAllocation')),
    ...optional('formKey', fields.text('FormKey')),
    ...optional('lastModifiedAt', fields.dateTime('LastModifiedDate', 'LastModified')),
    orgUnits: fields.numbered('OrgUnit', 6),
    custom: fields.numbered('Custom', 40),
    itemizations: fields.below(
      ['ItemizationsList', 'ItemizationList'],
      ['ItemizationEntryDetails', 'ItemizationEntry'],
      (itemization) => readItemization(itemization, currency),
    ),
    allocations: readAllocations(fields),
    attendees: fields.each(['AttendeeDetails'], readAttendee),
  }
}

function readItemization(fields: XmlFields, currency: string): Itemization {
  return {
    itemizationId: fields.required('ItemizationKey', 'RpeKey'),
    expenseType: coded(fields.text('ExpenseKey', 'ExpKey'), fields.text('ExpenseName', 'ExpName')) ?? {
      code: '',
    },
    ...optional('businessPurpose', fields.text('BusinessPurpose')),
    ...optional('transactionDate', fields.day('TransactionDate')),
    ...optional('transactionAmount', fields.decimal('TransactionAmount')),
    ...optional('posted', fields.essentialMoney('PostedAmount', currency)),
    ...optional('approved', fields.money('ApprovedAmount', currency)),
    isPersonal: fields.flag('IsPersonal'),
    ...optional('hasComments', fields.maybeFlag('HasComments')),
    ...optional('commentCount', fields.count('CommentCount')),
    ...optional('lastModifiedAt', fields.dateTime('LastModified', 'LastModifiedDate')),
    orgUnits: fields.numbered('OrgUnit', 6),
    custom: fields.numbered('Custom', 40),
    allocations: readAllocations(fields),
    attendees: fields.each(['AttendeeDetails'], readAttendee),
  }
}

/** Directly below their owner, or in a list; an empty `Allocations` element means that there are none. */
function readAllocations(fields: XmlFields): readonly Allocation[] {
  return [
    ...fields.each(['Allocations'], readAllocation),
    ...fields.below(['AllocationsList'], ['Allocations'], readAllocation),
  ].flat()
}

function readAllocation(fields: XmlFields): readonly Allocation[] {
  if (fields.isEmpty) return []
  const allocation = {
    allocationId: fields.key('AllocationKey', 'allocKey') ?? '',
    ...optional('percentage', fields.percentage('Percentage', 'percentage')),
    ...optional('accountCode1', fields.text('AccountCode1')),
    ...optional('accountCode2', fields.text('AccountCode2', 'AccountCode')),
    custom: fields.numbered('Custom', 20),
  }
  return [allocation]
}

function readAttendee(fields: XmlFields): Attendee {
  return {
    attendeeId: fields.key('AttendeeKey') ?? '',
    ...optional('type', fields.text('AttendeeType')),
    ...optional('firstName', fields.text('FirstName')),
    ...optional('lastName', fields.text('LastName')),
    ...optional('company', fields.text('Company')),
    ...optional('title', fields.text('Title')),
    ...optional('externalId', fields.text('ExternalId')),
    ...optional('ownerName', fields.text('OwnerEmpName')),
    ...optional('isDeleted', fields.maybeFlag('IsDeleted')),
    ...optional('hasExceptionsPreviousYear', fields.maybeFlag('HasExceptionsPrevYear')),
    ...optional('hasExceptionsYearToDate', fields.maybeFlag('HasExceptionsYtd')),
    ...optional('totalPreviousYear', fields.decimal('TotalAmountPrevYear')),
    ...optional('totalYearToDate', fields.decimal('TotalAmountYtd')),
    ...optional('versionNumber', fields.count('VersionNumber')),
    custom: fields.numbered('Custom', 20),
  }
}
