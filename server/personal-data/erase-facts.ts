/** In the place of what somebody wrote, so that it is not taken for missing. */
export const ERASED = '(erased)'

/** Whose the report is. */
const OF_OWNER = new Set(['employee.loginId', 'employee.name', 'employee.employeeId', '.ownerUserId'])

/**
 * Texts of the facts of a report that name nobody: codes, dates, amounts, keys of Concur's, where and by which vendor
 * something was sold. Any other is erased, so that a field which is new is erased too until it stands here.
 */
const KEPT = new Set([
  'source',
  'reportId',
  'reportKey',
  'currency',
  'code',
  'reportDate',
  'createdAt',
  'submittedAt',
  'paidAt',
  'startDate',
  'endDate',
  'ledgerName',
  'group',
  'country',
  'policyKey',
  'workflowActionUrl',
  'notRead',
  'entryId',
  'itemizationId',
  'allocationId',
  'attendeeId',
  'type',
  'spendCategory',
  'paymentType',
  'vendor',
  'city',
  'subdivision',
  'transactionDate',
  'lastModifiedAt',
  'amount',
  'currencyName',
  'transactionAmount',
  'exchangeRate',
  'distance',
  'unit',
  'percentage',
  'accountCode1',
  'accountCode2',
  'totalPreviousYear',
  'totalYearToDate',
  'receiptImageId',
  'eReceiptId',
  'id',
  'hasAllocation',
  'formKey',
])
/** What has a name that is no person's. */
const NAMED = new Set(['approvalStatus', 'paymentStatus', 'expenseType', 'location'])
/** Their names are the customer's, and what they hold may be anything. */
const CUSTOM = new Set(['custom', 'orgUnits'])

/**
 * The facts of a report without people and without what they wrote; amounts, days and codes stay.
 * @param json As `encodeFacts` wrote them.
 * @throws {SyntaxError} If it is no JSON.
 */
export function eraseFacts(json: string, pseudonym: string): string {
  const facts: unknown = JSON.parse(json)
  return JSON.stringify(withoutPeople(facts, '', '', pseudonym))
}

function withoutPeople(value: unknown, name: string, of: string, pseudonym: string): unknown {
  if (typeof value === 'string') {
    if (OF_OWNER.has(`${of}.${name}`)) return pseudonym
    return isKept(name, of) ? value : ERASED
  }
  if (Array.isArray(value)) return value.map((each) => withoutPeople(each, name, of, pseudonym))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([part, content]) => [part, withoutPeople(content, part, name, pseudonym)]),
  )
}

function isKept(name: string, of: string): boolean {
  if (CUSTOM.has(of)) return false
  return KEPT.has(name) || (name === 'name' && NAMED.has(of))
}
