import { Big } from 'big.js'
import type { CustomFields } from '../../report/expense-report.ts'
import { EXPENSE_NAMESPACE, INSTANCE_NAMESPACE, parentElement, textElement } from '../http/write-xml.ts'
import type {
  AllocationDraft,
  AttendeeDraft,
  EntryDraft,
  ItemizationDraft,
  ReportDraft,
} from './report-draft.ts'
import { reportTotals } from './report-totals.ts'
import type { EntriesShape } from './report-trouble.ts'
import { withEntriesSeen } from './show-trouble.ts'
import type { SimulatedReport } from './simulated-report.ts'
import { approvalStatus, currentStepKey } from './simulated-report.ts'

/**
 * The answer of `reportfulldetails`, in the order and with the oddities of Concur's own example: the namespace is
 * bound to a prefix that nothing uses, an empty list of itemizations has another name than a full one, allocations
 * name their key differently below an entry and below an itemization, and links lead to an old host over http.
 * @param shape How the entries look, should they not be whole.
 * @see SAP Concur, Report Full Details v1.1.
 */
export function reportXml(report: SimulatedReport, shape?: EntriesShape): string {
  const { draft } = report
  const totals = reportTotals(draft)
  const status = approvalStatus(report)
  const children = [
    textElement('X_UserID', draft.employee.loginId),
    textElement('ReportId', report.reportId),
    textElement('ReportName', draft.name),
    textElement('Purpose', draft.purpose),
    textElement('CrnCode', draft.currency),
    textElement('ApsKey', status.code),
    textElement('ReportDate', day(draft.reportDate)),
    textElement('CreationDate', draft.createdAt),
    textElement('ReceiptImageUrl', draft.receiptImageUrl),
    textElement('HasException', yesNo(hasException(report))),
    textElement('EverSentBack', yesNo(report.everSentBack)),
    textElement('EmployeeName', draft.employee.name),
    textElement('ApvStatusName', status.name),
    textElement('PayKey', draft.paymentStatus.code),
    textElement('PayStatusName', draft.paymentStatus.name),
    draft.paidAt === '' ? '<PaidDate i:nil="true"/>' : textElement('PaidDate', draft.paidAt),
    textElement('SubmitDate', report.submittedAt),
    textElement('EntryCount', String(entryCount(draft))),
    textElement('LedgerName', draft.ledgerName),
    ...numbered('OrgUnit', 6, draft.orgUnits),
    ...numbered('Custom', 20, draft.custom),
    textElement('PolKey', draft.policyKey),
    textElement('RptKey', report.reportKey),
    textElement('ReportTotal', amount(totals.reportTotal)),
    textElement('PersonalExpenses', amount(totals.personalExpenses)),
    textElement('AmountDueEmployee', amount(totals.amountDueEmployee)),
    textElement('AmountDueCompanyCard', amount(totals.amountDueCompanyCard)),
    textElement('TotalClaimedAmount', amount(totals.totalClaimed)),
    textElement('TotalApprovedAmount', amount(totals.totalApproved)),
    textElement('WorkflowActionURL', workflowActionUrl(report)),
    ...entriesXml(report, shape),
  ]
  return parentElement(
    'ReportDetails',
    children,
    `xmlns:ns="${EXPENSE_NAMESPACE}" xmlns:i="${INSTANCE_NAMESPACE}"`,
  )
}

function entriesXml(report: SimulatedReport, shape: EntriesShape | undefined): readonly string[] {
  if (shape === 'absent') return []
  if (shape === 'nil') return ['<Entries i:nil="true"/>']
  const { entries } = withEntriesSeen(report, shape).draft
  const count = shape === 'empty' ? report.draft.entries.length : entries.length
  const children = entries.map((entry, index) => entryXml(report, entry, index === 0))
  return [parentElement('Entries', children, `Count="${count}"`)]
}

function entryCount({ entries, countsItemizations }: ReportDraft): number {
  const parts = countsItemizations ? entries.flatMap(({ itemizations }) => itemizations) : []
  return entries.length + parts.length
}

function hasException({ draft, exceptions }: SimulatedReport): boolean {
  return draft.hasException || exceptions.length > 0 || draft.entries.some((entry) => entry.hasExceptions)
}

function workflowActionUrl(report: SimulatedReport): string {
  const stepKey = currentStepKey(report)
  if (stepKey === undefined) return ''
  return `http://www.concursolutions.com/api/expense/expensereport/v1.1/report/${stepKey}/WorkFlowAction`
}

function entryXml(report: SimulatedReport, entry: EntryDraft, isFirst: boolean): string {
  const isItemized = entry.itemizations.length > 0
  return parentElement('ExpenseEntry', [
    textElement('ReceiptRequired', yesNo(entry.receiptRequired)),
    textElement('ImageRequired', yesNo(entry.imageRequired)),
    textElement('EreceiptId', entry.eReceiptId),
    ...numbered('OrgUnit', 6, entry.orgUnits),
    ...numbered('Custom', 40, entry.custom),
    textElement('RpeKey', entry.key),
    textElement('RptKey', report.entryReportKey),
    ...(isFirst ? [textElement('X_UserID', report.draft.employee.loginId)] : []),
    textElement('ExpKey', entry.expenseType.code),
    textElement('FormKey', entry.formKey),
    textElement('ReceiptImageId', entry.receiptImageId),
    textElement('ExpName', entry.expenseType.name),
    textElement('BusinessPurpose', entry.businessPurpose),
    textElement('HasVat', yesNo(entry.hasVat)),
    textElement('ExchangeRate', decimal(entry.exchangeRate, 14)),
    textElement('TransactionAmount', amount(entry.transactionAmount)),
    textElement('PostedAmount', amount(entry.postedAmount)),
    textElement('ApprovedAmount', amount(entry.approvedAmount)),
    textElement('TransactionCurrencyName', entry.currencyName),
    textElement('VendorDescription', entry.vendor),
    textElement('LocationName', entry.location.name),
    textElement('LocationSubdivision', entry.location.subdivision),
    textElement('LocationCountry', entry.location.country),
    textElement('SpendCategory', entry.spendCategory),
    textElement('HasComments', yesNo(entry.hasComments)),
    textElement('CommentCount', String(entry.commentCount)),
    textElement('PaymentTypeKey', entry.paymentType),
    textElement('IsItemized', yesNo(isItemized)),
    textElement('HasExceptions', yesNo(entry.hasExceptions || isFlagged(entry, report))),
    textElement('IsPersonal', yesNo(entry.isPersonal)),
    textElement('HasAttendees', yesNo(entry.attendees.length > 0)),
    textElement('HasAllocation', entry.hasAllocation),
    textElement('IsCreditCardCharge', yesNo(entry.isCreditCardCharge)),
    textElement('AttendeeCount', String(entry.attendees.length)),
    textElement('IsPersonalCardCharge', yesNo(entry.isPersonalCardCharge)),
    textElement('TransactionDate', day(entry.transactionDate)),
    textElement('LastModifiedDate', entry.lastModifiedAt),
    parentElement(
      isItemized ? 'ItemizationsList' : 'ItemizationList',
      entry.itemizations.map(itemizationXml),
    ),
    ...(entry.allocations.length > 0 ? entry.allocations.map(entryAllocationXml) : ['<Allocations />']),
    ...entry.attendees.map(attendeeXml),
  ])
}

/** An exception on a part of an entry shows on the entry. */
function isFlagged(entry: EntryDraft, { exceptions }: SimulatedReport): boolean {
  const keys = new Set([
    entry.key,
    ...entry.allocations.map(({ key }) => key),
    ...entry.itemizations.flatMap(({ key, allocations }) => [key, ...allocations.map((part) => part.key)]),
  ])
  return exceptions.some(({ objectId }) => keys.has(objectId))
}

function itemizationXml(itemization: ItemizationDraft): string {
  return parentElement('ItemizationEntryDetails', [
    ...numbered('Custom', 40, itemization.custom),
    // Not in the example, though real reports have them.
    ...(Object.keys(itemization.orgUnits).length > 0 ? numbered('OrgUnit', 6, itemization.orgUnits) : []),
    textElement('ItemizationKey', itemization.key),
    textElement('ExpenseKey', itemization.expenseType.code),
    textElement('ExpenseName', itemization.expenseType.name),
    textElement('BusinessPurpose', itemization.businessPurpose),
    textElement('TransactionAmount', amount(itemization.transactionAmount)),
    textElement('TransactionDate', day(itemization.transactionDate)),
    textElement('PostedAmount', amount(itemization.postedAmount)),
    textElement('ApprovedAmount', amount(itemization.approvedAmount)),
    textElement('HasComments', yesNo(itemization.hasComments)),
    textElement('CommentCount', String(itemization.commentCount)),
    textElement('IsPersonal', yesNo(itemization.isPersonal)),
    textElement('LastModified', itemization.lastModifiedAt),
    parentElement('AllocationsList', itemization.allocations.map(itemizationAllocationXml)),
    ...itemization.attendees.map(attendeeXml),
  ])
}

function itemizationAllocationXml(allocation: AllocationDraft): string {
  return parentElement('Allocations', [
    ...numbered('Custom', 20, allocation.custom),
    textElement('AllocationKey', allocation.key),
    textElement('Percentage', percentage(allocation.percentage)),
    textElement('AccountCode1', allocation.accountCode1),
    textElement('AccountCode2', allocation.accountCode2),
  ])
}

function entryAllocationXml(allocation: AllocationDraft): string {
  return parentElement('Allocations', [
    ...numbered('Custom', 20, allocation.custom),
    textElement('AccountCode1', allocation.accountCode1),
    textElement('AccountCode2', allocation.accountCode2),
    textElement('allocKey', allocation.key),
    textElement('Percentage', percentage(allocation.percentage)),
  ])
}

function attendeeXml(attendee: AttendeeDraft): string {
  return parentElement('AttendeeDetails', [
    ...numbered('Custom', 20, attendee.custom),
    textElement('AttendeeType', attendee.type),
    textElement('FirstName', attendee.firstName),
    textElement('LastName', attendee.lastName),
    textElement('Company', attendee.company),
    textElement('ExternalId', attendee.externalId),
    textElement('HasExceptionsPrevYear', yesNo(attendee.hasExceptionsPreviousYear)),
    textElement('HasExceptionsYtd', yesNo(attendee.hasExceptionsYearToDate)),
    textElement('IsDeleted', yesNo(attendee.isDeleted)),
    textElement('OwnerEmpName', attendee.ownerName),
    textElement('Title', attendee.title),
    textElement('TotalAmountPrevYear', amount(attendee.totalPreviousYear)),
    textElement('TotalAmountYtd', amount(attendee.totalYearToDate)),
    textElement('VersionNumber', String(attendee.versionNumber)),
    textElement('AttendeeKey', attendee.key),
  ])
}

/** `Custom1`.. or `OrgUnit1`.., of which `fields` has some under `custom1`.. or `orgUnit1`... */
export function numbered(name: 'Custom' | 'OrgUnit', count: number, fields: CustomFields): string[] {
  const field = name === 'Custom' ? 'custom' : 'orgUnit'
  return Array.from({ length: count }, (_, index) =>
    textElement(`${name}${index + 1}`, fields[`${field}${index + 1}`] ?? ''),
  )
}

/** `Y` or `N`. */
export function yesNo(flag: boolean): string {
  return flag ? 'Y' : 'N'
}

function day(date: string): string {
  return date === '' ? '0001-01-01T00:00:00' : `${date}T00:00:00`
}

function amount(text: string): string {
  return decimal(text, 8)
}

function percentage(text: string): string {
  return text === '' ? '' : `${decimal(text, 8)}%`
}

/** With so many decimals; empty for an empty text. */
export function decimal(text: string, decimals: number): string {
  return text === '' ? '' : new Big(text).toFixed(decimals)
}
