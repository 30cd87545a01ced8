import type { LocalDateTime } from '../report/expense-report.ts'
import type { AnnounceDeps } from './announce.ts'
import { announceReport, announceRequest } from './announce.ts'
import type { Callouts } from './callouts/callouts.ts'
import { createCalloutService } from './callouts/callouts.ts'
import { answerConcur, routeOf } from './concur-services.ts'
import type { ControlApiDeps } from './control-api.ts'
import { answerControl } from './control-api.ts'
import type { EventIdentity } from './events/event-identity.ts'
import type { EventDelivery } from './events/event-queue.ts'
import type { WebhookAddress } from './events/event-service.ts'
import { COMPANY_ID, createEventService } from './events/event-service.ts'
import type { RouteName, SeenRequest } from './http/exchange.ts'
import type { Fault } from './http/faults.ts'
import { createFaults } from './http/faults.ts'
import { startHttpServer } from './http/http-server.ts'
import { createTokens } from './http/tokens.ts'
import type { LedgerEntry } from './ledger.ts'
import type { ExpenseReports } from './reports/expense-reports.ts'
import { createExpenseReports } from './reports/expense-reports.ts'
import type { SimulatedReport } from './reports/simulated-report.ts'
import type { SimulatedTravelRequest } from './requests/simulated-travel-request.ts'
import type { TravelRequests } from './requests/travel-requests.ts'
import { createTravelRequests } from './requests/travel-requests.ts'
import type { SimulatorOptions } from './simulator-options.ts'
import { SCOPES } from './simulator-options.ts'
import { createStore } from './store.ts'
import { createUses } from './uses.ts'

/** A small SAP Concur with one company in it, in memory. */
export interface Simulator extends ExpenseReports, TravelRequests, Callouts {
  /** Origin, without a slash at the end. */
  readonly url: string
  /** Every write that took effect, in order. */
  readonly ledger: readonly LedgerEntry[]
  /** Every request to Concur's addresses, in order, faulty ones too. */
  readonly requests: readonly SeenRequest[]
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
  /** Whether no notification and no event waits for delivery and nothing waits at external validation. */
  isSettled(): boolean
  /** Without the role, FAILED notifications and reports of the whole company are answered 403. */
  setRole(hasRole: boolean): void
  /** Makes the next calls go wrong; `times` may be `Infinity`. */
  fault(route: RouteName, fault: Fault, times?: number): void
  clearFaults(): void
  /** Cuts every connection and delivers nothing more. */
  close(): Promise<void>
}

/** @throws {Error} If the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { now = () => new Date(), doors = ['callout'], scopes = SCOPES } = options
  const { onTheWay = (_request, reply) => reply } = options
  let hasRole = true
  const ledger: LedgerEntry[] = []
  const requests: SeenRequest[] = []
  const faults = createFaults()
  const closing = new AbortController()
  const calloutService = createCalloutService({
    connector: options.connector,
    retryWaitsMs: options.notifyRetryMs ?? [200, 1000, 3000],
    reportOf: (reportId) => reports.get(reportId),
    now,
    signal: closing.signal,
  })
  const { notifications } = calloutService
  const eventService = createEventService({ ...options, scopes, now, signal: closing.signal })
  const { events, subscriptions } = eventService
  const { reports, travelRequests } = createStores({ calloutService, eventService, now })
  const expenseReports = createExpenseReports(reports, doors, now)
  const tokens = createTokens({
    clientId: options.clientId ?? 'simulator-client',
    clientSecret: options.clientSecret ?? 'simulator-secret',
    refreshToken: options.refreshToken ?? 'simulator-refresh-token',
    isRotating: options.rotatesRefreshToken ?? true,
    lifetimeS: options.tokenLifetimeS ?? 3600,
    scopes,
    origin: () => server.url,
    now,
  })
  const services = {
    tokens,
    scopes,
    subscriptions,
    reports,
    travelRequests,
    notifications,
    ledger,
    uses: createUses(),
    imageLinks: new Map(),
    now,
    ...codesOf(options),
    toLocal: (at: LocalDateTime) => shifted(at, options.zoneMinutes ?? 0),
    hasRole: () => hasRole,
    origin: () => server.url,
  }
  const control: ControlApiDeps = {
    reports,
    notifications,
    events,
    submit: (draft) => expenseReports.submit(draft),
    trouble: (reportId, trouble) => expenseReports.trouble(reportId, trouble),
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
        : onTheWay(request, answerConcur(request, services)),
  })

  return {
    url: server.url,
    ledger,
    requests,
    events,
    companyId: COMPANY_ID,
    ...expenseReports,
    ...createTravelRequests(travelRequests, doors, now),
    ...calloutService.callouts,
    eventIdentity: async () => eventService.identity(),
    connectEventsTo: (webhook) => eventService.connect(webhook),
    trust: (ca) => eventService.trust(ca),
    connectCompany: () => subscriptions.connectCompany(),
    currentRefreshToken: () => tokens.currentRefreshToken(),
    revokeAccessTokens: () => tokens.revokeAccessTokens(),
    isSettled: () =>
      [...notifications, ...events].every(({ state }) => state !== 'queued') &&
      reports.all().every(({ statusCode }) => statusCode !== 'A_EXTV') &&
      travelRequests.all().every(({ statusCode }) => statusCode !== 'Q_EXTV'),
    setRole(newHasRole) {
      hasRole = newHasRole
    },
    fault: (route, fault, times = 1) => faults.add(route, fault, times),
    clearFaults: () => faults.clear(),
    async close() {
      calloutService.stop()
      eventService.stop()
      closing.abort()
      await server.close()
    },
  }
}

/** Whatever changes in them is announced. */
function createStores(deps: AnnounceDeps) {
  return {
    reports: createStore<SimulatedReport>({
      kind: 'report',
      idOf: ({ reportId }) => reportId,
      onChange: (change) => announceReport(change, deps),
    }),
    travelRequests: createStore<SimulatedTravelRequest>({
      kind: 'request',
      idOf: ({ requestId }) => requestId,
      onChange: (change) => announceRequest(change, deps),
    }),
  }
}

/** Which exception codes the company has set up, and which of them stop a report. */
function codesOf({ exceptionCodes, blockingCodes }: SimulatorOptions) {
  return {
    isKnownCode: (code: string) => exceptionCodes?.includes(code) ?? /^[A-Z0-9]{1,8}$/.test(code),
    isBlockingCode: (code: string) => blockingCodes?.includes(code) ?? false,
  }
}

function shifted(at: LocalDateTime, minutes: number): LocalDateTime {
  return new Date(Date.parse(`${at}Z`) + minutes * 60_000).toISOString().slice(0, 19)
}

function isForControl({ path }: SeenRequest): boolean {
  return path.startsWith('/simulator/')
}
