import type { LocalDateTime } from '../report/expense-report.ts'
import type { ConnectionTest, ConnectorAddress } from './callouts/call-connector.ts'
import { deliverNotification, testConnection } from './callouts/call-connector.ts'
import type { Notification } from './callouts/notification.ts'
import { calloutXml, newNotification, newRequestNotification, repeated } from './callouts/notification.ts'
import { createNotificationQueue } from './callouts/notification-queue.ts'
import { answerConcur, routeOf } from './concur-services.ts'
import { answerControl } from './control-api.ts'
import type { Event } from './events/event.ts'
import type { EventIdentity } from './events/event-identity.ts'
import type { EventDelivery } from './events/event-queue.ts'
import type { EventOptions, WebhookAddress } from './events/event-service.ts'
import { COMPANY_ID, createEventService } from './events/event-service.ts'
import { reportEvents } from './events/report-events.ts'
import { travelRequestEvents } from './events/travel-request-events.ts'
import type { RouteName, SeenRequest } from './http/exchange.ts'
import type { Fault } from './http/faults.ts'
import { createFaults } from './http/faults.ts'
import { startHttpServer } from './http/http-server.ts'
import { createTokens } from './http/tokens.ts'
import type { LedgerEntry } from './ledger.ts'
import type { ReportDraft } from './reports/report-draft.ts'
import type { Door, SimulatedReport, Stop, ValidationStep } from './reports/simulated-report.ts'
import {
  LEGACY_STEP,
  paid,
  recalled,
  resubmitted,
  stoppedAgain,
  submitted,
} from './reports/simulated-report.ts'
import type { SimulatedTravelRequest } from './requests/simulated-travel-request.ts'
import type { TravelRequests } from './requests/travel-requests.ts'
import { createTravelRequests } from './requests/travel-requests.ts'
import type { Change } from './store.ts'
import { createStore } from './store.ts'

/** How a simulator starts. */
export interface SimulatorOptions extends EventOptions {
  /** Default 0: any free one. Always on 127.0.0.1. */
  readonly port?: number
  /** Where notifications go; they wait until it is known, see {@link Simulator.connectTo}. */
  readonly connector?: ConnectorAddress
  /** The first refresh token that is valid; default `simulator-refresh-token`. */
  readonly refreshToken?: string
  /** Default `simulator-client`. */
  readonly clientId?: string
  /** Default `simulator-secret`. */
  readonly clientSecret?: string
  /** Of access tokens; default 3600. */
  readonly tokenLifetimeS?: number
  /** The codes that the company has set up; by default any of 1 to 8 capitals and digits. */
  readonly exceptionCodes?: readonly string[] | undefined
  /** Those of them that stop a report; by default none does. */
  readonly blockingCodes?: readonly string[]
  /** What its tokens may be used for, which they say; default all that a connector needs. */
  readonly scopes?: readonly string[]
  /** Waits between the attempts to deliver a notification, after the last of which it is FAILED. */
  readonly notifyRetryMs?: readonly number[]
  /** How reports are announced that say nothing else when they are submitted; default the callout alone. */
  readonly doors?: readonly Door[]
  /**
   * How far the zone of the company is ahead of UTC, in minutes; default 0. Versions before v4 write dates of
   * submission in it and do not say so.
   */
  readonly zoneMinutes?: number
  /** The clock for dates in reports and for the expiry of tokens; default the system's. Times are UTC. */
  readonly now?: () => Date
}

/** A small SAP Concur with one company in it, in memory. */
export interface Simulator extends TravelRequests {
  /** Origin, without a slash at the end. */
  readonly url: string
  /** Every write that took effect, in order. */
  readonly ledger: readonly LedgerEntry[]
  /** Every request to Concur's addresses, in order, faulty ones too. */
  readonly requests: readonly SeenRequest[]
  /** Every notification, in order. */
  readonly notifications: readonly Readonly<Notification>[]
  /** Every event for every subscription, in order of publishing. */
  readonly events: readonly Readonly<EventDelivery>[]
  /** The UUID of the company. */
  readonly companyId: string
  /** With what events are signed and sent: the connector has to know the public key and the authority. */
  eventIdentity(): Promise<EventIdentity>
  /** Subscribes a webhook to the events about reports and travel requests from now on. */
  connectEventsTo(webhook: WebhookAddress): void
  /** Authorities, PEM, of webhooks that are subscribed through the API. */
  trust(ca: string): void
  /** The company connects the application: its events go to every subscription that is there now. */
  connectCompany(): void
  /** The only refresh token that is valid now. */
  currentRefreshToken(): string
  /** From now on every access token that was given out is refused. */
  revokeAccessTokens(): void
  /** Registers the connector, or another one, and delivers what waits. */
  connectTo(connector: ConnectorAddress): void
  /**
   * What the button Test Connection does.
   * @throws If no connector is registered or it cannot be reached.
   */
  testConnection(): Promise<ConnectionTest>
  /**
   * An employee submits: the report stops at `A_EXTV` and the connector is notified: by callout of the step of an
   * application connector, by events of any. @returns Its `ReportId`.
   */
  submit(draft: ReportDraft, stop?: Partial<Stop>): string
  /**
   * The employee edits and submits again: another step, another notification.
   * @throws {Error} If the report is not at `A_RESU`.
   */
  resubmit(reportId: string, changes?: Partial<ReportDraft>): void
  /**
   * People have approved: the report stops at external validation once more, before its extract.
   * @throws {Error} If it waits at external validation or is with its employee.
   */
  stopBeforeExtract(reportId: string, step?: ValidationStep): void
  /**
   * The company pays; then no exception can be posted or deleted.
   * @throws {Error} If the report waits at external validation or is with its employee.
   */
  pay(reportId: string): void
  /** The employee takes the report back; its notification stays. */
  recall(reportId: string): void
  /** The last notification of the report once more, byte for byte. */
  notifyAgain(reportId: string): void
  /** A notification of the report that is FAILED already. */
  failNotification(reportId: string): void
  /** A snapshot. */
  report(reportId: string): SimulatedReport
  /** Snapshots of all, in order of submission. */
  reports(): readonly SimulatedReport[]
  /** Whether no notification and no event waits for delivery and nothing waits at external validation. */
  isSettled(): boolean
  /** Without the role, FAILED notifications and reports of the whole company are answered 403. */
  setRole(hasRole: boolean): void
  /** From now on notifications are lost on the way, and Concur believes that they were delivered. */
  loseNotifications(areLost: boolean): void
  /** Makes the next calls go wrong; `times` may be `Infinity`. */
  fault(route: RouteName, fault: Fault, times?: number): void
  clearFaults(): void
  /** Cuts every connection and delivers nothing more. */
  close(): Promise<void>
}

const SCOPES = [
  'EXPRPT',
  'NOTIF',
  'expense.report.readwrite',
  'expense.report.workflowstatus.write',
  'identity.user.ids.read',
  'identity.user.core.read',
  'events.topic.read',
  'travelrequest.write',
  'travelrequest.externalsystemworkflow.write',
]

/** @throws {Error} If the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { exceptionCodes, now = () => new Date() } = options
  let { connector } = options
  let hasRole = true
  let areLost = false
  const doors = options.doors ?? ['callout']
  const reports = createStore<SimulatedReport>({
    kind: 'report',
    idOf: ({ reportId }) => reportId,
    onChange: announce,
  })
  const travelRequests = createStore<SimulatedTravelRequest>({
    kind: 'request',
    idOf: ({ requestId }) => requestId,
    onChange: announceRequest,
  })
  const notifications: Notification[] = []
  const ledger: LedgerEntry[] = []
  const requests: SeenRequest[] = []
  const scopes = options.scopes ?? SCOPES
  const faults = createFaults()
  const closing = new AbortController()

  const tokens = createTokens({
    clientId: options.clientId ?? 'simulator-client',
    clientSecret: options.clientSecret ?? 'simulator-secret',
    refreshToken: options.refreshToken ?? 'simulator-refresh-token',
    lifetimeS: options.tokenLifetimeS ?? 3600,
    scopes,
    origin: () => server.url,
    now,
  })
  const queue = createNotificationQueue({
    retryWaitsMs: options.notifyRetryMs ?? [200, 1000, 3000],
    deliver: async (notification) =>
      connector !== undefined && deliverNotification(connector, calloutXml(notification), closing.signal),
  })
  const eventService = createEventService({ ...options, scopes, now, signal: closing.signal })
  const services = {
    tokens,
    subscriptions: eventService.subscriptions,
    reports,
    travelRequests,
    notifications,
    ledger,
    toLocal: (at: LocalDateTime) => shifted(at, options.zoneMinutes ?? 0),
    hasRole: () => hasRole,
    isKnownCode: (code: string) => exceptionCodes?.includes(code) ?? /^[A-Z0-9]{1,8}$/.test(code),
    isBlockingCode: (code: string) => options.blockingCodes?.includes(code) ?? false,
    origin: () => server.url,
    now,
  }
  const control = {
    reports,
    notifications,
    events: eventService.events,
    submit,
    today: () => now().toISOString().slice(0, 10),
  }
  const server = await startHttpServer(options.port ?? 0, {
    routeOf,
    onRequest(request) {
      if (!isForControl(request)) requests.push(request)
      return request.route && faults.take(request.route)
    },
    answer: (request) =>
      isForControl(request)
        ? answerControl(request.method, request.path, control)
        : answerConcur(request, services),
  })
  if (connector) queue.start()

  function submit(
    draft: ReportDraft,
    { step = LEGACY_STEP, doors: itsDoors = doors }: Partial<Stop> = {},
  ): string {
    const report = submitted(draft, now(), { step, doors: itsDoors })
    reports.put(report)
    return report.reportId
  }

  /** Whatever moved the report. */
  function announce(change: Change<SimulatedReport>): void {
    const { after } = change
    if (isNewStop(change) && after.doors.includes('callout') && after.step.code === LEGACY_STEP.code) {
      enqueue(newNotification(after, now()))
    }
    if (after.doors.includes('events'))
      publishAll(reportEvents(change, { companyId: COMPANY_ID, now: now() }))
  }

  function announceRequest(change: Change<SimulatedTravelRequest>): void {
    const { after } = change
    if (isNewStop(change) && after.doors.includes('callout')) enqueue(newRequestNotification(after, now()))
    if (after.doors.includes('events')) {
      publishAll(travelRequestEvents(change, { companyId: COMPANY_ID, now: now() }))
    }
  }

  function publishAll(events: readonly Event[]): void {
    for (const event of events) eventService.publish(event)
  }

  function enqueue(notification: Notification): void {
    notifications.push(notification)
    if (areLost) notification.state = 'delivered'
    else queue.add(notification)
  }

  return {
    url: server.url,
    ledger,
    requests,
    notifications,
    events: eventService.events,
    companyId: COMPANY_ID,
    eventIdentity: async () => eventService.identity(),
    connectEventsTo(webhook) {
      eventService.connect(webhook)
    },
    trust(ca) {
      eventService.trust(ca)
    },
    connectCompany() {
      eventService.subscriptions.connectCompany()
    },
    currentRefreshToken: () => tokens.currentRefreshToken(),
    revokeAccessTokens() {
      tokens.revokeAccessTokens()
    },
    connectTo(address) {
      connector = address
      queue.start()
    },
    async testConnection() {
      if (!connector) throw new Error('no connector is registered with the simulator')
      return testConnection(connector)
    },
    ...createTravelRequests(travelRequests, doors, now),
    submit,
    resubmit(reportId, changes = {}) {
      reports.put(resubmitted(reports.get(reportId), changes, now()))
    },
    stopBeforeExtract(reportId, step = LEGACY_STEP) {
      reports.put(stoppedAgain(reports.get(reportId), step))
    },
    pay(reportId) {
      reports.put(paid(reports.get(reportId)))
    },
    recall(reportId) {
      reports.put(recalled(reports.get(reportId)))
    },
    notifyAgain(reportId) {
      const last = notifications.findLast((notification) => notification.reportId === reportId)
      if (!last) throw new Error(`the simulator has no notification of report ${reportId}`)
      enqueue(repeated(last))
    },
    failNotification(reportId) {
      notifications.push({ ...newNotification(reports.get(reportId), now()), state: 'failed' })
    },
    report: (reportId) => reports.get(reportId),
    reports: () => reports.all(),
    isSettled: () =>
      [...notifications, ...eventService.events].every(({ state }) => state !== 'queued') &&
      reports.all().every(({ statusCode }) => statusCode !== 'A_EXTV') &&
      travelRequests.all().every(({ statusCode }) => statusCode !== 'Q_EXTV'),
    setRole(newHasRole) {
      hasRole = newHasRole
    },
    loseNotifications(newAreLost) {
      areLost = newAreLost
    },
    fault(route, fault, times = 1) {
      faults.add(route, fault, times)
    },
    clearFaults() {
      faults.clear()
    },
    async close() {
      queue.stop()
      eventService.stop()
      closing.abort()
      await server.close()
    },
  }
}

function shifted(at: LocalDateTime, minutes: number): LocalDateTime {
  return new Date(Date.parse(`${at}Z`) + minutes * 60_000).toISOString().slice(0, 19)
}

function isNewStop({ before, after }: Change<{ readonly stepKeys: readonly string[] }>): boolean {
  return after.stepKeys.length > (before?.stepKeys.length ?? 0)
}

function isForControl({ path }: SeenRequest): boolean {
  return path.startsWith('/simulator/')
}
