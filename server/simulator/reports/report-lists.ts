import type { LocalDateTime } from '../../report/expense-report.ts'
import type { Reply, SeenRequest } from '../http/exchange.ts'
import { errorReply, jsonReply, xmlReply } from '../http/exchange.ts'
import { EXPENSE_NAMESPACE, parentElement, textElement } from '../http/write-xml.ts'
import type { Store } from '../store.ts'
import { reportTotals } from './report-totals.ts'
import type { SimulatedReport } from './simulated-report.ts'
import { approvalStatus } from './simulated-report.ts'

/** What the two lists of reports need. */
export interface ReportListsDeps {
  readonly reports: Store<SimulatedReport>
  /** From UTC to the zone of the company, in which dates are written that say nothing of a zone. */
  readonly toLocal: (at: LocalDateTime) => LocalDateTime
  /** Whether the application has the role that these services want. */
  readonly hasRole: () => boolean
  readonly now: () => Date
}

const DEFAULT_LIMIT = 25
const DAY_MS = 86_400_000
const OLD_HOST = 'http://www.concursolutions.com'

/**
 * `GET /api/v3.0/expense/reports?approvalStatusCode=A_EXTV&user=ALL`: the reports in those states, page by page.
 * Nobody owns reports here who could ask for them without `user=ALL`.
 * @see SAP Concur, Reports v3, "Retrieve reports owned by the user based on search criteria".
 */
export function listReports(
  request: SeenRequest,
  { reports, toLocal, hasRole, now }: ReportListsDeps,
): Reply {
  const query = new URLSearchParams(request.path.split('?')[1])
  if (query.get('user') !== 'ALL') return jsonReply({ Items: [], NextPage: null })
  if (!hasRole()) return errorReply(403, 'The consumer does not have the required role', now())
  const codes = query.get('approvalStatusCode')?.split(',')
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT)
  const start = Number(query.get('offset')?.replace(/^gWo/, '') ?? 0)
  const found = reports.all().filter(({ statusCode }) => codes?.includes(statusCode) ?? true)
  const end = start + limit
  query.set('offset', `gWo${end}`)
  return jsonReply({
    Items: found.slice(start, end).map((report) => listed(report, toLocal(report.submittedAt))),
    NextPage: end < found.length ? `${OLD_HOST}/api/v3.0/expense/reports?${query.toString()}` : null,
  })
}

/**
 * The date of the submission is also that of the last change: a report that waits is not edited. The latter is the one
 * that is documented to be in UTC.
 */
function listed(report: SimulatedReport, submittedLocally: LocalDateTime) {
  const { reportId, draft, everSentBack, submittedAt } = report
  const { code, name } = approvalStatus(report)
  return {
    Name: draft.name,
    Total: Number(reportTotals(draft).reportTotal),
    CurrencyCode: draft.currency,
    SubmitDate: `${submittedLocally}.537`,
    OwnerLoginID: draft.employee.loginId,
    OwnerName: draft.employee.name,
    ApprovalStatusName: name,
    ApprovalStatusCode: code,
    LastModifiedDate: `${submittedAt}.98`,
    EverSentBack: everSentBack,
    WorkflowActionUrl: '',
    ID: reportId,
    URI: `${OLD_HOST}/api/v3.0/expense/reports/${reportId}`,
  }
}

/**
 * `GET .../ReportsList/ALL/LastModified?date=2011-07-06T12:23:00`: all reports that were modified within 24 hours.
 * @see SAP Concur, Expense Reports List v1.1.
 */
export function listModified(request: SeenRequest, { reports, now }: ReportListsDeps): Reply {
  const date = new URLSearchParams(request.path.split('?')[1]).get('date') ?? ''
  const from = Date.parse(date.includes('T') ? `${date}Z` : date)
  if (Number.isNaN(from)) return errorReply(400, 'The date is not valid', now())
  const summaries = reports
    .all()
    .filter(({ submittedAt }) => {
      const at = Date.parse(`${submittedAt}Z`)
      return at >= from && at <= from + DAY_MS
    })
    .map(summary)
  return xmlReply(parentElement('ReportsList', summaries, `xmlns="${EXPENSE_NAMESPACE}"`))
}

function summary({ reportId, draft, objectKey }: SimulatedReport): string {
  const resources = `${OLD_HOST}/api/expense/expensereport/v1.1`
  return parentElement('ReportSummary', [
    textElement('ReportName', draft.name),
    textElement('ReportId', reportId),
    textElement('ReportTotal', reportTotals(draft).reportTotal),
    textElement('ReportCurrency', draft.currency),
    textElement('ReportDate', draft.createdAt),
    textElement('LastComment', ''),
    textElement('Report-Details-Url', `${resources}/report/${objectKey}`),
    textElement('Report-Full-Details-Url', `${resources}/reportfulldetails/${objectKey}`),
    textElement('ExpenseUserXUserID', draft.employee.loginId),
    textElement('EmployeeName', draft.employee.name),
  ])
}
