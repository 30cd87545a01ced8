import { idOf, userIdOf } from '../keys.ts'
import { longPath } from '../reports/report-json.ts'
import type { SimulatedReport } from '../reports/simulated-report.ts'
import type { Change } from '../store.ts'
import type { Event, EventSource } from './event.ts'
import { newEvent } from './event.ts'

/** Of all events about expense reports. */
export const REPORT_TOPIC = 'public.concur.expense.report'

/** The step of people that goes with an approval status, and its role. */
const STEPS: Readonly<Record<string, readonly [stepCode: string, roleCode: string]>> = {
  A_PEND: ['MANAGER', 'MANAGER'],
  A_PECO: ['CO_STEP', 'CO_APPROVER'],
  A_ACCO: ['ACCTCLERK', 'ACCT_CLERK'],
}

/** What Concur publishes of a change: a new report, another header, another status; of the rest nothing. */
export function reportEvents(
  { before, after }: Change<SimulatedReport>,
  source: EventSource,
): readonly Event[] {
  const common = commonFacts(after, source)
  const event = (eventType: string, facts: object, topic = REPORT_TOPIC) =>
    newEvent({ topic, eventType, objectId: after.reportId, facts }, source)
  return [
    ...(before ? [] : [event('reportCreated', common)]),
    // The samples of some events have the topic without its first part.
    ...(before && isUpdated(before, after) ? [event('reportUpdated', common, 'concur.expense.report')] : []),
    ...(isMoved(before, after) ? [event('statusChanged', statusFacts(before, after, common))] : []),
  ]
}

/** Workflow changes are no updates. */
function isUpdated(before: SimulatedReport, { draft }: SimulatedReport): boolean {
  return (['name', 'purpose', 'custom', 'orgUnits'] as const).some(
    (name) => draft[name] !== before.draft[name],
  )
}

/** Another status, or another stop at the same one. */
function isMoved(before: SimulatedReport | undefined, after: SimulatedReport): boolean {
  const isSameStatus = before?.statusCode === after.statusCode && !isPaidNow(before, after)
  return !isSameStatus || before.stepKeys.length !== after.stepKeys.length
}

function isPaidNow(before: SimulatedReport | undefined, { draft }: SimulatedReport): boolean {
  return before !== undefined && before.draft.paymentStatus.code !== draft.paymentStatus.code
}

function commonFacts(report: SimulatedReport, { companyId, now }: EventSource) {
  const ownerId = userIdOf(report.draft.employee.loginId)
  return {
    reportType: 'Regular',
    companyId,
    reportId: report.reportId,
    lastModifiedDate: now.toISOString(),
    actingUserId: null,
    href: `https://us2.api.concursolutions.com${longPath(report, ownerId)}`,
    userId: ownerId,
  }
}

/** @see SAP Concur, Concur Expense Report Events, "Facts". */
function statusFacts(
  before: SimulatedReport | undefined,
  after: SimulatedReport,
  common: ReturnType<typeof commonFacts>,
): object {
  const [stepCode, roleCode, instances] = startingStep(before, after)
  const isByApplication = after.actions.length > (before?.actions.length ?? 0)
  return {
    ...common,
    userId: isByApplication ? null : common.userId,
    previousApprovalStatus: before?.statusCode ?? 'A_NOTF',
    currentApprovalStatus: after.statusCode,
    previousPaymentStatus: before?.draft.paymentStatus.code ?? 'P_NOTP',
    currentPaymentStatus: after.draft.paymentStatus.code,
    stepCode,
    processId: idOf('workflow process'),
    startingStep: { roleCode, stepInstances: instances.map((id) => ({ id, assignedUserId: null })) },
  }
}

/** The role of the step of an application connector is not documented for events. */
function startingStep(
  before: SimulatedReport | undefined,
  after: SimulatedReport,
): readonly [stepCode: string | null, roleCode: string, instances: readonly string[]] {
  const { statusCode, step, stepKeys, actions, reportId } = after
  if (isPaidNow(before, after)) return ['PAIDREPORT', '', []]
  if (statusCode === 'A_EXTV') {
    return [step.code, step.code === 'EXTVAL' ? 'SYSTEM' : 'EXTERNAL_SYSTEM', stepKeys.slice(-1).map(idOf)]
  }
  if (statusCode === 'A_RESU') {
    const isSentBack = actions.length > (before?.actions.length ?? 0)
    return [isSentBack ? 'SENDBACK' : 'RECALL', '', []]
  }
  const [stepCode = null, roleCode = ''] = STEPS[statusCode] ?? []
  return [stepCode, roleCode, stepCode === null ? [] : [idOf(`${reportId} ${statusCode} ${actions.length}`)]]
}
