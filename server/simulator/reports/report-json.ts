import { Big } from 'big.js'
import type { CustomFields } from '../../report/expense-report.ts'
import { amountJson } from '../http/exact-json.ts'
import { idOf, userIdOf } from '../keys.ts'
import type { Expense } from './expenses.ts'
import type { EntryDraft, ReportDraft } from './report-draft.ts'
import type { StandingException } from './report-exceptions.ts'
import { reportTotals } from './report-totals.ts'
import type { Comment, SimulatedReport } from './simulated-report.ts'
import { approvalStatus } from './simulated-report.ts'

/** What the JSON of a report is made of beside the report. */
export interface ReportJsonContext {
  readonly report: SimulatedReport
  readonly exceptions: readonly StandingException[]
  /** Of the links. */
  readonly origin: string
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
    amountCompanyPaid: amount(totals.amountCompanyPaid),
    paymentConfirmedAmount: amount(''),
    amountDueCompany: amount(totals.amountDueCompany),
    amountDueCompanyCard: amount(totals.amountDueCompanyCard),
    amountDueEmployee: amount(totals.amountDueEmployee),
    personalAmount: amount(totals.personalExpenses),
    reportTotal: amount(totals.reportTotal),
    amountNotApproved: amount(new Big(totals.totalClaimed).minus(totals.totalApproved).toFixed()),
    isFinancialIntegrationEnabled: false,
    canAddExpense: isWithEmployee,
    canReopen: false,
    isReopened: false,
    isSubmitted: !isWithEmployee,
    isSentBack: isWithEmployee && report.everSentBack,
    isReportEverSentBack: report.everSentBack,
    hasBlockingExceptions: exceptions.some(({ isBlocking }) => isBlocking),
    isPendingDelegatorReview: false,
    defaultFieldAccess: isWithEmployee ? 'RW' : 'RO',
    isReceiptImageAvailable: draft.entries.some(hasImage),
    isReceiptImageRequired: draft.entries.some(({ imageRequired }) => imageRequired),
    imageStatus: imageStatus(draft),
    // Nobody here wants paper.
    isPaperReceiptRequired: false,
    isPaperReceiptsReceived: false,
    receiptStatus: 'NOT_REQUIRED',
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

/** Whether the images that are wanted are there. @see SAP Concur, Reports v4, "Schema: ReportDetails". */
function imageStatus({ entries }: ReportDraft): string {
  const wanted = entries.filter(({ imageRequired }) => imageRequired)
  if (wanted.length > 0) return wanted.every(hasImage) ? 'RECEIVED' : 'NOT_RECEIVED'
  return entries.some(hasImage) ? 'RECEIVED_NOT_REQUIRED' : 'NOT_REQUIRED'
}

function hasImage({ receiptImageId }: EntryDraft): boolean {
  return receiptImageId !== ''
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

/** Of a list field, which v1.1 writes `(code) name`, v4 gives only the id of the item. */
export function customDataJson(fields: CustomFields, origin: string) {
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

/** A link as v4 writes it. */
export function link(rel: string, href: string): object {
  return { rel, href, method: 'GET', isTemplated: false }
}

/** What is not set is null. */
export function orNull(text: string): string | null {
  return text === '' ? null : text
}
