import { Big } from 'big.js'
import { amountJson, exactNumber } from './exact-json.ts'
import type { Expense } from './expenses.ts'
import { itemizationsOf } from './expenses.ts'
import { idOf, userIdOf } from './keys.ts'
import type { AllocationDraft, EntryDraft } from './report-draft.ts'
import type { StandingException } from './report-exceptions.ts'
import { approvedPart, personalPart, reportTotals } from './report-totals.ts'
import type { Comment, SimulatedReport } from './simulated-report.ts'
import { approvalStatus } from './simulated-report.ts'
import type { CustomFields } from '../report/expense-report.ts'

/** What the JSON of a report is made of beside the report. */
export interface ReportJsonContext {
  readonly report: SimulatedReport
  readonly exceptions: readonly StandingException[]
  /** Of the links. */
  readonly origin: string
}

/** What v1.1 calls a currency, which is all that a draft has for one that is not the report's. */
const CURRENCY_CODES: Readonly<Record<string, string>> = {
  'Dollar, United States': 'USD',
  'US, Dollar': 'USD',
  Euro: 'EUR',
  Krona: 'ISK',
  'Koruna, Czech Republic': 'CZK',
}

const ALLOCATION_STATES: Readonly<Record<string, string>> = {
  F: 'FULLY_ALLOCATED',
  P: 'PARTIALLY_ALLOCATED',
  N: 'NOT_ALLOCATED',
}

/** @see SAP Concur, Reports v4, "Schema: ReportDetails". */
export function reportJson({ report, exceptions, origin }: ReportJsonContext): object {
  const { draft, statusCode } = report
  const status = approvalStatus(report)
  const totals = reportTotals(draft)
  const amount = (text: string) => amountJson(text, draft.currency)
  const ownerId = userIdOf(draft.employee.loginId)
  const isWithEmployee = statusCode === 'A_RESU'
  return {
    approvalStatus: status.name,
    approvalStatusId: status.code,
    concurAuditStatus: 'NOTR',
    customData: customDataJson({ ...draft.custom, ...draft.orgUnits }, origin),
    ledger: draft.ledgerName,
    ledgerId: idOf(draft.ledgerName),
    paymentStatus: draft.paymentStatus.name,
    paymentStatusId: draft.paymentStatus.code,
    submitDate: `${report.submittedAt}Z`,
    approvedAmount: amount(totals.totalApproved),
    claimedAmount: amount(totals.totalClaimed),
    amountCompanyPaid: amount(totals.amountDueCompanyCard),
    paymentConfirmedAmount: amount(''),
    amountDueCompany: amount(''),
    amountDueCompanyCard: amount(totals.amountDueCompanyCard),
    amountDueEmployee: amount(totals.amountDueEmployee),
    personalAmount: amount(totals.personalExpenses),
    reportTotal: amount(totals.reportTotal),
    amountNotApproved: amount(''),
    isFinancialIntegrationEnabled: false,
    canReopen: false,
    isReopened: false,
    isSubmitted: !isWithEmployee,
    isSentBack: isWithEmployee && report.everSentBack,
    isReportEverSentBack: report.everSentBack,
    hasBlockingExceptions: exceptions.some(({ isBlocking }) => isBlocking),
    isReceiptImageAvailable: draft.entries.some(({ receiptImageId }) => receiptImageId !== ''),
    isReceiptImageRequired: draft.entries.some(({ imageRequired }) => imageRequired),
    isPaperReceiptsReceived: false,
    reportId: report.reportId,
    currency: draft.currency,
    currencyCode: draft.currency,
    analyticsGroupId: idOf('analytics group'),
    hierarchyNodeId: idOf('hierarchy node'),
    allocationFormId: idOf('allocation form'),
    links: [link('self', `${origin}${longPath(report, ownerId.toUpperCase())}`)],
    reportDate: draft.reportDate,
    reportFormId: idOf('report form'),
    businessPurpose: orNull(draft.purpose),
    countryCode: null,
    countrySubDivisionCode: null,
    policyId: idOf(draft.policyKey),
    startDate: null,
    endDate: null,
    name: draft.name,
    policy: 'Expense Policy',
    country: null,
    userId: ownerId,
    reportType: 'Regular',
    redirectFund: null,
    creationDate: `${draft.createdAt}Z`,
    canRecall: !isWithEmployee,
    reportVersion: report.stepKeys.length + report.actions.length + report.comments.length,
  }
}

/** An expense as the list and the itemizations show it. @see SAP Concur, Expenses v4, "Schema: ReportExpenseSummary". */
export function expenseJson(context: ReportJsonContext, expense: Expense): object {
  const { report, exceptions, origin } = context
  const { expenseId, draft } = expense
  const { currency } = report.draft
  const ownExceptions = exceptions.filter((exception) => isWithin(exception, expenseId))
  const posted = new Big(draft.postedAmount === '' ? '0' : draft.postedAmount)
  const approved = approvedPart(draft).toFixed()
  const self = `${origin}${longPath(report, userIdOf(report.draft.employee.loginId))}/expenses/${expenseId}`
  return {
    expenseId,
    approverAdjustedAmount: amountJson(approved, currency),
    allocationState: ALLOCATION_STATES[draft.hasAllocation] ?? 'NOT_ALLOCATED',
    allocationSetId: draft.allocations.length > 0 ? idOf(`set ${expenseId}`) : null,
    approvedAmount: amountJson(approved, currency),
    businessPurpose: orNull(draft.businessPurpose),
    claimedAmount: amountJson(posted.minus(personalPart(draft)).toFixed(), currency),
    ereceiptImageId: orNull(draft.eReceiptId),
    exchangeRate: { value: exactNumber(draft.exchangeRate, 14), operation: 'MULTIPLY' },
    expenseSourceIdentifiers: null,
    expenseType: {
      id: draft.expenseType.code,
      name: draft.expenseType.name,
      code: 'OTHER',
      isDeleted: false,
    },
    hasBlockingExceptions: ownExceptions.some(({ isBlocking }) => isBlocking),
    hasExceptions: ownExceptions.length > 0,
    hasMissingReceiptDeclaration: false,
    isAutoCreated: false,
    imageCertificationStatus: null,
    isImageRequired: draft.imageRequired,
    isPaperReceiptRequired: false,
    isPersonalExpense: draft.isPersonal,
    location: locationJson(draft),
    paymentType: { id: draft.paymentType, name: draft.paymentType, code: draft.paymentType },
    postedAmount: amountJson(draft.postedAmount, currency),
    receiptImageId: orNull(draft.receiptImageId),
    ticketNumber: null,
    transactionAmount: amountJson(draft.transactionAmount, currencyCode(draft, currency)),
    transactionDate: orNull(draft.transactionDate),
    travelAllowance: {
      dailyLimitAmount: null,
      dailyTravelAllowanceId: null,
      isExpensePartOfTravelAllowance: false,
    },
    vendor: draft.vendor === '' ? null : { id: null, name: null, description: draft.vendor },
    attendeeCount: draft.attendees.length,
    links: [
      link('self', self),
      ...(expense.parent ? [] : [link('itemizations', `${self}/itemizations`)]),
      link('comments', `${self}/comments`),
    ],
  }
}

/** One expense in full. @see SAP Concur, Expenses v4, "Schema: ReportExpenseDetail". */
export function expenseDetailJson(context: ReportJsonContext, expense: Expense): object {
  const { draft, parent } = expense
  return {
    ...expenseJson(context, expense),
    budgetAccrualDate: null,
    authorizationRequestExpenseId: null,
    customData: customDataJson({ ...draft.custom, ...draft.orgUnits }, context.origin),
    expenseTaxSummary: null,
    isExcludedFromCashAdvanceByUser: false,
    isExpenseBillable: false,
    isExpenseRejected: false,
    isPaperReceiptReceived: false,
    merchantTaxId: null,
    mileage: null,
    parentExpenseId: parent ? idOf(parent.key) : null,
    receiptType:
      draft.receiptImageId === '' ? { id: 'N', status: 'No Receipt' } : { id: 'R', status: 'Receipt' },
    taxRateLocation: 'HOME',
    travel: null,
    lastModifiedDate: draft.lastModifiedAt === '' ? null : `${draft.lastModifiedAt}Z`,
    invoiceId: null,
    governmentInvoiceId: null,
  }
}

/** @see SAP Concur, Expenses v4, "Get a list of itemizations". */
export function itemizationsJson(context: ReportJsonContext, { draft }: Expense): readonly object[] {
  return itemizationsOf(draft).map((itemization) => expenseJson(context, itemization))
}

/** @see SAP Concur, Allocations v4, "Schema: Allocation". */
export function allocationsJson(
  { report, origin }: ReportJsonContext,
  { expenseId, draft }: Expense,
): readonly object[] {
  return draft.allocations.map((allocation) => {
    const amount = {
      value: JSON.rawJSON(shareOf(draft, allocation).toFixed(2)),
      currencyCode: report.draft.currency,
    }
    return {
      customData: customDataJson(allocation.custom, origin).map(({ listItemUrl: _url, ...field }) => field),
      allocationId: idOf(allocation.key),
      accountCode: orNull(allocation.accountCode1),
      overLimitAccountCode: orNull(allocation.accountCode2),
      allocationAmount: amount,
      approvedAmount: amount,
      claimedAmount: amount,
      expenseId,
      isSystemAllocation: draft.hasAllocation === 'N',
      isPercentEdited: false,
      percentage: exactNumber(allocation.percentage),
    }
  })
}

/** Attendees share an expense equally; names are not told. @see SAP Concur, Expense Attendee Associations v4. */
export function attendeesJson({ report }: ReportJsonContext, { draft }: Expense): object {
  const share = new Big(draft.transactionAmount || '0').div(Math.max(draft.attendees.length, 1)).toFixed(2)
  return {
    noShowAttendeeCount: 0,
    expenseAttendeeList: draft.attendees.map((attendee) => ({
      attendeeId: idOf(attendee.key),
      customData: null,
      isAmountUserEdited: false,
      isTraveling: null,
      associatedAttendeeCount: 1,
      versionNumber: attendee.versionNumber,
      transactionAmount: {
        value: JSON.rawJSON(share),
        currencyCode: currencyCode(draft, report.draft.currency),
      },
      approvedAmount: { value: JSON.rawJSON(share), currencyCode: report.draft.currency },
    })),
  }
}

/** Comments of the report, or of one expense. @see SAP Concur, Comments v4. */
export function commentsJson({ report }: ReportJsonContext, expense?: Expense): readonly object[] {
  const comments = commentsAt(report, expense)
  const ownerId = userIdOf(report.draft.employee.loginId)
  return comments.map(({ text, loginId, createdAt, stepKey }, index) => ({
    comment: text,
    author: loginId === undefined ? null : { employeeId: loginId, employeeUuid: userIdOf(loginId) },
    createdForEmployee: { employeeId: report.draft.employee.loginId, employeeUuid: ownerId },
    createdForEmployeeId: ownerId,
    creationDate: `${createdAt}.000Z`,
    ...(expense && { expenseId: expense.expenseId }),
    isAuditorComment: false,
    isLatest: index === comments.length - 1,
    stepInstanceId: stepKey === undefined ? null : idOf(stepKey),
  }))
}

/** @see SAP Concur, Exceptions v4, "Schema: ReportException". */
export function exceptionJson({
  code,
  visibility,
  isBlocking,
  expense,
  allocationId,
}: StandingException): object {
  return {
    exceptionCode: code,
    exceptionVisibility: visibility,
    isBlocking,
    message: `What the administrator wrote for ${code}.`,
    allocationId: allocationId ?? null,
    expenseId: expense?.expenseId ?? null,
    parentExpenseId: expense?.parent ? idOf(expense.parent.key) : null,
  }
}

/** The address of a report for its owner. @param userId In either letter case. */
export function longPath({ reportId }: SimulatedReport, userId: string): string {
  return `/expensereports/v4/users/${userId}/context/TRAVELER/reports/${reportId}`
}

/** What a draft only counts, its author wrote before submitting. */
function commentsAt(report: SimulatedReport, expense: Expense | undefined): readonly Comment[] {
  const { draft } = report
  const objectKey = expense?.draft.key ?? ''
  const counted = Array.from({ length: expense?.draft.commentCount ?? 0 }, (_, index) => ({
    objectKey,
    text: `Remark ${index + 1}`,
    loginId: draft.employee.loginId,
    createdAt: draft.createdAt,
  }))
  return [...counted, ...report.comments.filter((comment) => comment.objectKey === objectKey)]
}

/** An exception at an expense, or at a part of it, shows on the expense. */
function isWithin({ expense }: StandingException, expenseId: string): boolean {
  return expense?.expenseId === expenseId || (expense?.parent && idOf(expense.parent.key)) === expenseId
}

function shareOf(draft: EntryDraft, { percentage }: AllocationDraft): Big {
  return new Big(draft.postedAmount || '0').times(percentage).div(100)
}

function currencyCode({ exchangeRate, currencyName }: EntryDraft, reportCurrency: string): string {
  const code = CURRENCY_CODES[currencyName] ?? (Number(exchangeRate) === 1 ? reportCurrency : undefined)
  if (code === undefined) throw new Error(`the simulator knows no ISO code for ${currencyName}`)
  return code
}

/** Of a list field, which v1.1 writes `(code) name`, v4 gives only the id of the item. */
function customDataJson(fields: CustomFields, origin: string) {
  return Object.entries(fields).map(([id, text]) => {
    const isListItem = /^\([^)]+\)/.test(text)
    return {
      id,
      value: isListItem ? idOf(text) : text,
      isValid: true,
      listItemUrl: isListItem ? `${origin}/list/v4/items?id=${idOf(text)}` : null,
    }
  })
}

function locationJson({ location: { name, subdivision, country } }: EntryDraft): object | null {
  if (name === '' && country === '') return null
  return {
    id: idOf(name),
    name: subdivision === '' ? name : `${name}, ${subdivision}`,
    city: name,
    countrySubDivisionCode: subdivision === '' ? null : `${country}-${subdivision}`,
    countryCode: country,
  }
}

function link(rel: string, href: string): object {
  return { rel, href, method: 'GET', isTemplated: false }
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}
