import { watchEssTrust } from '../../certs/watch-ess-trust.ts'
import type { Settings } from '../../config/settings.ts'
import { createInternalApp, type InternalAppDeps } from '../../routes/health.ts'
import { instanceRoutes } from '../../routes/instances.ts'
import { authenticateConcur } from '../../routes/login/authenticate-concur.ts'
import { createPublicApp } from '../../routes/public-app.ts'
import { watchAlerts } from '../alerts/watch-alerts.ts'
import { createBreaker } from '../concur/breaker.ts'
import { createHttpClient } from '../concur/http.ts'
import { leavingRequests } from '../doors/leave-requests.ts'
import { receiveCallout, receiveEvent } from '../doors/receive-delivery.ts'
import { startReconciling } from '../doors/reconcile.ts'
import { type Listener, listen } from '../listeners/listen.ts'
import { ListenError } from '../listeners/listen-error.ts'
import type { Log } from '../log.ts'
import { certificateEnd } from '../metrics/certificate-end.ts'
import { countingInbox, countingJournal, countingReviews } from '../metrics/counting.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { checkReadiness } from '../metrics/readiness.ts'
import { createTokenHealth } from '../metrics/token-health.ts'
import { watchPolicy } from '../policy/watch-policy.ts'
import { type Polling, type PollingDeps, startPolling } from '../polling/polling.ts'
import { findReports } from '../review/find-report.ts'
import { createReportReader } from '../review/report-reader.ts'
import { type ReviewDeps, reviewNotification } from '../review/review-notification.ts'
import { travelRequests } from '../review/travel-requests.ts'
import { startWorkers } from '../review/workers.ts'
import { checkWritable, isPostgresUrl, openDatabase } from '../store/database.ts'
import { createInbox } from '../store/inbox/inbox.ts'
import { createJobs } from '../store/jobs.ts'
import { createAlertStore } from '../store/operators/alerts.ts'
import { countWaiting, readFigures } from '../store/operators/figures.ts'
import { createOverview, type Overview } from '../store/operators/overview.ts'
import { createSubscriptionStore } from '../store/operators/subscriptions.ts'
import { listenForStored } from '../store/postgres-wake.ts'
import { startRetention } from '../store/retention.ts'
import { createJournal } from '../store/reviews/journal.ts'
import { createKnownReports } from '../store/reviews/known-reports.ts'
import { createReviews } from '../store/reviews/reviews.ts'
import { watchSubscriptions } from '../subscriptions/watch-subscriptions.ts'
import { concurClient, credentialFiles, essTrustFiles } from './from-settings.ts'

/** A running connector. */
export interface Connector {
  /** Of the public listener, such as `https://0.0.0.0:8443`. */
  readonly url: string
  /** Of the internal listener; absent if its address could not be taken. */
  readonly internalUrl?: string
  readonly overview: Overview
  /** Takes nothing more, ends what is in hand, gives back the rest; within a few seconds. */
  stop(): Promise<void>
}

const STOP_MS = 8000
/** The parts of a report may come minutes after its header. */
const INCOMPLETE_MS = 600_000
const POLICY_MS = 2000
const ESS_TRUST_MS = 2000
/** While some write to the database, the others keep Concur busy; measured with `npm run bench reviews`. */
const WORKERS_PER_CALL = 1.5
const now = () => new Date()

/**
 * Puts the parts together and starts them. Nothing of Concur is needed to start: receiving comes first.
 * @throws {ConnectorError} If the database, the policy, a certificate or the public address cannot be used.
 */
export async function startConnector(settings: Settings, log: Log): Promise<Connector> {
  // First of all: without a policy that can be used there is nothing to start.
  const policy = await watchPolicy({
    file: settings.POLICY_FILE,
    everyMs: POLICY_MS,
    log,
    onValidity: (isValid) => metrics.policyValid(isValid),
  })
  const essTrust = await watchEssTrust({ files: essTrustFiles(settings), everyMs: ESS_TRUST_MS, log })
  const db = await openDatabase(settings.DATABASE_URL, log)
  const metrics = createMetrics({
    readFigures: () => readFigures(db),
    certificateEndsAt: settings.TLS ? certificateEnd(credentialFiles(settings)) : undefined,
    unknownReportsLastMs: 2 * settings.RECONCILE_MINUTES * 60_000,
    now,
  })
  const inbox = leavingRequests(countingInbox(createInbox(db), metrics), () => policy.current())
  const wakening = isPostgresUrl(settings.DATABASE_URL)
    ? listenForStored(settings.DATABASE_URL, () => inbox.wake(), log)
    : undefined
  const overview = createOverview(db)
  const breaker = createBreaker(now)
  breaker.onChange((kind, state) => metrics.breakerChanged(kind, state))
  const tokenHealth = createTokenHealth()
  const http = createHttpClient(settings.CONCUR_CONCURRENCY)
  const concur = concurClient(settings, {
    db,
    http,
    breaker,
    log,
    now,
    observer: { ...tokenHealth, called: (...facts) => metrics.called(...facts) },
  })

  let publicListener: Listener
  try {
    publicListener = await listen({
      app: createPublicApp({
        notifyPath: settings.NOTIFY_PATH,
        credentials: {
          username: settings.CONNECTOR_USERNAME,
          passwords: [settings.CONNECTOR_PASSWORD, settings.CONNECTOR_PREVIOUS_PASSWORD].filter(
            (password) => password !== undefined,
          ),
        },
        trustedProxies: settings.TRUSTED_PROXIES,
        receive: receiveCallout(inbox, log),
        events: {
          path: settings.EVENTS_PATH,
          authenticate: authenticateConcur({
            auth: settings.ESS_AUTH,
            trust: () => essTrust.current(),
            certificateHeader: settings.ESS_CLIENT_CERT_HEADER,
            log,
            now,
          }),
          receive: receiveEvent(
            inbox,
            { stepCodes: settings.ESS_STEP_CODES ?? [], companyId: settings.CONCUR_COMPANY_ID },
            log,
          ),
          refused: (reason) => metrics.eventRefused(reason),
        },
        acknowledged: (seconds) => metrics.acknowledged(seconds),
        log,
      }),
      host: settings.HOST,
      port: settings.PORT,
      settings: { host: 'HOST', port: 'PORT' },
      tls: settings.TLS ? { files: credentialFiles(settings) } : undefined,
      log,
    })
  } catch (error) {
    await wakening?.close()
    await db.destroy()
    throw error
  }
  const readiness = () =>
    checkReadiness({
      checkDatabase: () => checkWritable(db),
      tokenProblem: () => tokenHealth.problem(),
      countWaiting: (limit) => countWaiting(db, limit),
      backlogLimit: settings.BACKLOG_LIMIT,
    })
  const polling = await startPollingIfOn(settings, {
    db,
    concur,
    inbox,
    observer: metrics.polling,
    log,
    now,
  })
  const instances = polling && instanceRoutes({ polling, log, now })
  const internalListener = await listenInternally(settings, { readiness, metrics, instances }, log)

  const reports = createReportReader()
  const currentPolicy = () => policy.current()
  const findReport = findReports(
    { concur, readReport: reports.read, policy: currentPolicy, now },
    settings.CONCUR_EXPENSE_API,
  )
  const findRequest = travelRequests({ concur, policy: currentPolicy })
  const reviewDeps: ReviewDeps = {
    find: (claimed, ...rest) =>
      (claimed.objectType === 'TRAVELREQ' ? findRequest : findReport)(claimed, ...rest),
    reviews: countingReviews(createReviews(db), metrics),
    journal: countingJournal(createJournal(db), metrics),
    mode: settings.MODE,
    incompleteForMs: INCOMPLETE_MS,
    log,
    now,
  }
  const workers = startWorkers({
    inbox,
    breaker,
    review: (claimed, signal) => reviewNotification(reviewDeps, claimed, signal),
    count: Math.ceil(settings.CONCUR_CONCURRENCY * WORKERS_PER_CALL),
    log,
    now,
  })
  const reconciling = startReconciling(
    {
      concur,
      inbox,
      mode: settings.MODE,
      known: createKnownReports(db),
      unknownReports: settings.UNKNOWN_REPORTS,
      counted: (unknown) => metrics.setUnknownReports(unknown),
      jobs: createJobs(db),
      log,
      now,
    },
    settings.RECONCILE_MINUTES,
  )
  const subscriptions = watchSubscriptions({
    ids: settings.ESS_SUBSCRIPTIONS ?? [],
    endpoint: settings.ESS_ENDPOINT ?? '',
    companyId: settings.CONCUR_COMPANY_ID,
    // With a breaker of its own: an application without this grant must not pause the token that reviews need.
    concur: concurClient(settings, { db, http, breaker: createBreaker(now), log, now }),
    store: createSubscriptionStore(db),
    jobs: createJobs(db),
    log,
    now,
  })
  const retention = startRetention({ db, keepDays: settings.KEEP_DAYS, jobs: createJobs(db), log, now })
  const alerts = watchAlerts({
    store: createAlertStore(db),
    jobs: createJobs(db),
    stuckAfterHours: settings.STUCK_AFTER_HOURS,
    url: settings.ALERT_URL,
    metrics,
    log,
    now,
  })
  log.info('connector.started', {
    url: publicListener.url,
    internalUrl: internalListener?.url,
    notifyPath: settings.NOTIFY_PATH,
    mode: settings.MODE,
    policy: policy.current().name,
    policyVersion: policy.current().version,
  })

  let stopped: Promise<void> | undefined
  const stop = async () => {
    log.info('connector.stopping')
    policy.stop()
    essTrust.stop()
    await Promise.all([
      publicListener.close(STOP_MS),
      internalListener?.close(STOP_MS),
      workers.stop(STOP_MS),
      polling?.stop(STOP_MS),
      reconciling.stop(),
      subscriptions.stop(),
      retention.stop(),
      alerts.stop(),
    ])
    http.close()
    await reports.close()
    await wakening?.close()
    await db.destroy()
    log.info('connector.stopped')
  }
  return {
    url: publicListener.url,
    ...(internalListener !== undefined && { internalUrl: internalListener.url }),
    overview,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

/** Polling is off where nothing encrypts the secrets of its instances. */
async function startPollingIfOn(
  settings: Settings,
  deps: Omit<PollingDeps, 'settings'>,
): Promise<Polling | undefined> {
  if (settings.ENCRYPTION_KEY === undefined) return undefined
  return startPolling({
    ...deps,
    settings: {
      encryptionKeys: [settings.ENCRYPTION_KEY, ...(settings.ENCRYPTION_PREVIOUS_KEYS ?? [])],
      folder: settings.INSTANCES_DIR,
      allowHttp: settings.POLLING_ALLOW_HTTP,
      allowPrivate: settings.POLLING_ALLOW_PRIVATE,
      allowedOrigins: settings.POLLING_VENDOR_ORIGINS ?? [],
    },
  })
}

/** Receiving matters more than looking on: without this listener the connector works. */
async function listenInternally(
  settings: Settings,
  deps: InternalAppDeps,
  log: Log,
): Promise<Listener | undefined> {
  try {
    return await listen({
      app: createInternalApp(deps),
      host: settings.INTERNAL_HOST,
      port: settings.INTERNAL_PORT,
      settings: { host: 'INTERNAL_HOST', port: 'INTERNAL_PORT' },
      log,
    })
  } catch (error) {
    if (!(error instanceof ListenError)) throw error
    log.error('internal-listener.failed', { error: error.message })
    return undefined
  }
}
