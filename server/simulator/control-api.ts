import { Big } from 'big.js'
import type { Day } from '../report/expense-report.ts'
import { formatMoney } from '../report/money.ts'
import type { Notification } from './callouts/notification.ts'
import type { EventDelivery } from './events/event-queue.ts'
import type { Reply } from './http/exchange.ts'
import { jsonReply } from './http/exchange.ts'
import { readTrouble } from './read-trouble.ts'
import { DEMO_REPORTS } from './reports/demo-reports.ts'
import type { ReportDraft } from './reports/report-draft.ts'
import { reportTotals } from './reports/report-totals.ts'
import type { ReportTrouble } from './reports/report-trouble.ts'
import type { SimulatedReport } from './reports/simulated-report.ts'
import { approvalStatus } from './reports/simulated-report.ts'
import type { Store } from './store.ts'

/** What the control addresses need. */
export interface ControlApiDeps {
  readonly reports: Store<SimulatedReport>
  readonly notifications: readonly Notification[]
  readonly events: readonly EventDelivery[]
  /** @returns The `ReportId`. */
  readonly submit: (draft: ReportDraft) => string
  readonly trouble: (reportId: string, trouble: ReportTrouble) => void
  readonly today: () => Day
}

/**
 * Addresses under `/simulator` that are not Concur's, for people: they list and submit demo reports. They have no
 * login: the simulator listens on 127.0.0.1 alone and holds nothing real.
 * - `GET /simulator/kinds` -> `[{kind, description}]`
 * - `GET /simulator/reports` -> every report with its status, exceptions, actions, notifications and events
 * - `POST /simulator/reports?kind=NAME` -> 201 `{reportId}`; what shall go wrong with it stands in the query too,
 *   beside what goes wrong with that kind anyway
 * - `POST /simulator/reports/{reportId}/trouble` -> 204: that alone goes wrong from now on, or nothing any more
 * @see {@link readTrouble} for what can go wrong.
 */
export function answerControl(method: string, path: string, deps: ControlApiDeps): Reply {
  const [address = '', query] = path.split('?')
  switch (`${method} ${address}`) {
    case 'GET /simulator/kinds':
      return jsonReply(DEMO_REPORTS.map(({ kind, description }) => ({ kind, description })))
    case 'GET /simulator/reports':
      return jsonReply(deps.reports.all().map((report) => summary(report, deps)))
    case 'POST /simulator/reports':
      return submitKind(new URLSearchParams(query), deps)
    default: {
      const reportId = /^POST \/simulator\/reports\/([\dA-F]+)\/trouble$/.exec(`${method} ${address}`)?.[1]
      return reportId === undefined
        ? jsonReply({ problems: [`${method} ${address} is not an address of the simulator`] }, 404)
        : makeTrouble(reportId, new URLSearchParams(query), deps)
    }
  }
}

function submitKind(query: URLSearchParams, { submit, today }: ControlApiDeps): Reply {
  const kind = query.get('kind') ?? ''
  const demo = DEMO_REPORTS.find((candidate) => candidate.kind === kind)
  if (!demo) {
    const kinds = DEMO_REPORTS.map((candidate) => candidate.kind).join(', ')
    return jsonReply({ problems: [`kind is "${kind}"; it must be one of ${kinds}`] }, 404)
  }
  const read = readTrouble(query)
  if (!read.ok) return jsonReply({ problems: read.problems }, 400)
  const draft = demo.draft(today())
  return jsonReply({ reportId: submit({ ...draft, trouble: { ...draft.trouble, ...read.trouble } }) }, 201)
}

function makeTrouble(reportId: string, query: URLSearchParams, { reports, trouble }: ControlApiDeps): Reply {
  if (!reports.find((report) => report.reportId === reportId)) {
    return jsonReply({ problems: [`there is no report ${reportId}`] }, 404)
  }
  const read = readTrouble(query)
  if (!read.ok) return jsonReply({ problems: read.problems }, 400)
  trouble(reportId, read.trouble)
  return { status: 204, body: '' }
}

function summary(report: SimulatedReport, { notifications, events }: ControlApiDeps) {
  const { reportId, draft, exceptions, actions } = report
  return {
    reportId,
    name: draft.name,
    employee: draft.employee.name,
    total: formatMoney({ amount: new Big(reportTotals(draft).reportTotal), currency: draft.currency }),
    status: approvalStatus(report),
    exceptions,
    actions,
    notifications: notifications
      .filter((notification) => notification.reportId === reportId)
      .map(({ state, attempts }) => ({ state, attempts })),
    events: events
      .filter(({ event }) => event.objectId === reportId)
      .map(({ event, state, attempts }) => ({ eventType: event.eventType, state, attempts })),
  }
}
