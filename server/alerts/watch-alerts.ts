import { startElectedTimer } from '../jobs/elected-timer.ts'
import type { Log } from '../log.ts'
import type { StandingAlert } from '../record/alert.ts'
import type { Jobs } from '../store/jobs.ts'
import type { AlertStore } from '../store/operators/alerts.ts'
import type { Timer } from '../timers/repeat.ts'
import { compare } from './compare.ts'
import { findAlerts } from './find-alerts.ts'
import { grouped, messageOf, messageOfGroup } from './message.ts'
import { AlertNotSentError, sendAlert } from './send-alert.ts'

/** What watching needs. */
export interface AlertDeps {
  readonly store: AlertStore
  readonly jobs: Jobs
  readonly stuckAfterHours: number
  /** `ALERT_URL`. */
  readonly url: string | undefined
  readonly metrics: { alertRaised(cause: string): void }
  readonly log: Log
  readonly now: () => Date
  /** See sendAlert. */
  readonly longestWaitMs?: number
}

const HOUR_MS = 3_600_000
const EVERY_MS = 300_000

/** Looks now and every five minutes, in one process of all that share the database. */
export function watchAlerts(deps: AlertDeps, everyMs = EVERY_MS): Timer {
  const { jobs, log, now } = deps
  return startElectedTimer({
    name: 'alerts',
    everyMs,
    async run(signal) {
      await lookForAlerts(deps, signal)
      return undefined
    },
    failed(error) {
      log.warn('alerts.failed', { error })
      return undefined
    },
    jobs,
    now,
  })
}

/**
 * Raises an alert for every cause that is new and forgets those that have ended. An alert that could not be posted is
 * posted at the next look.
 */
export async function lookForAlerts(deps: AlertDeps, signal: AbortSignal): Promise<void> {
  const { store, stuckAfterHours, metrics, log, now } = deps
  const before = new Date(now().getTime() - stuckAfterHours * HOUR_MS)
  const { raised, ended } = compare(await findAlerts(store, before, now()), await store.standing())
  await store.end(ended)
  await store.raise(raised, now())
  for (const { cause, subject } of ended) log.info('alert.ended', { cause, subject })
  for (const alert of raised) {
    log.error('alert.raised', { ...messageOf(alert) })
    metrics.alertRaised(alert.cause)
  }
  if (deps.url !== undefined) await sendAll(deps, { url: deps.url, signal })
}

async function sendAll(
  { store, log, now, longestWaitMs }: AlertDeps,
  to: { readonly url: string; readonly signal: AbortSignal },
): Promise<void> {
  const unsent = (await store.standing()).filter(({ isSent }) => !isSent)
  for (const group of grouped<StandingAlert>(unsent)) {
    const message = messageOfGroup(group)
    if (message === undefined) continue
    try {
      await sendAlert(message, { ...to, ...(longestWaitMs !== undefined && { longestWaitMs }) })
      await store.sent(group, now())
    } catch (error) {
      if (to.signal.aborted) return
      if (!(error instanceof AlertNotSentError)) throw error
      // What does not take this one does not take the others.
      log.warn('alert.not-sent', { error: error.message, cause: message.cause, subject: message.subject })
      return
    }
  }
}
