import { startElectedTimer } from '../jobs/elected-timer.ts'
import type { Log } from '../log.ts'
import type { StandingAlert } from '../record/alert.ts'
import type { NewMessage } from '../store/deliveries/add-messages.ts'
import type { Jobs } from '../store/jobs.ts'
import type { AlertStore } from '../store/operators/alerts.ts'
import type { Timer } from '../timers/repeat.ts'
import { alertMessage } from './alert-route.ts'
import { compare } from './compare.ts'
import { findAlerts } from './find-alerts.ts'
import { grouped, messageOf, messageOfGroup } from './message.ts'

/** Those of one cause that are told together, or one by itself; and whether they have ended. */
export interface AlertGroup {
  readonly alerts: readonly [StandingAlert, ...StandingAlert[]]
  readonly isEnded: boolean
}

/** What watching needs. */
export interface AlertDeps {
  readonly store: AlertStore
  readonly jobs: Jobs
  readonly stuckAfterHours: number
  /** Whether there is an `ALERT_URL`. */
  readonly isPosted: boolean
  /** What people are told of a group; absent where nobody is told anything. */
  readonly messagesFor?: ((group: AlertGroup, now: Date) => Promise<readonly NewMessage[]>) | undefined
  /** Something stands in the queue. */
  readonly stored: () => void
  readonly metrics: { alertRaised(cause: string): void }
  readonly log: Log
  readonly now: () => Date
}

const HOUR_MS = 3_600_000
const EVERY_MS = 300_000

/** Looks now and every five minutes, in one process of all that share the database. */
export function watchAlerts(deps: AlertDeps, everyMs = EVERY_MS): Timer {
  const { jobs, log, now } = deps
  return startElectedTimer({
    name: 'alerts',
    everyMs,
    async run() {
      await lookForAlerts(deps)
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
 * Raises an alert for every cause that is new and forgets those that have ended. What is to be told of either stands in
 * the queue with that, or nothing is changed. One that nobody was to be told of is told when that has changed.
 */
export async function lookForAlerts(deps: AlertDeps): Promise<void> {
  const { store, stuckAfterHours, metrics, log, now } = deps
  const before = new Date(now().getTime() - stuckAfterHours * HOUR_MS)
  const { raised, ended } = compare(await findAlerts(store, before, now()), await store.standing())
  if (await store.end(ended, await endings(deps, ended), now())) deps.stored()
  await store.raise(raised, now())
  for (const { cause, subject } of ended) log.info('alert.ended', { cause, subject })
  for (const alert of raised) {
    log.error('alert.raised', { ...messageOf(alert) })
    metrics.alertRaised(alert.cause)
  }
  if (deps.isPosted || deps.messagesFor !== undefined) await tellAll(deps)
}

async function tellAll(deps: AlertDeps): Promise<void> {
  const { store, now } = deps
  const unsent = (await store.standing()).filter(({ isSent }) => !isSent)
  for (const group of grouped<StandingAlert>(unsent)) {
    const message = messageOfGroup(group)
    const [first, ...others] = group
    if (message === undefined || first === undefined) continue
    const posted = deps.isPosted ? [alertMessage(message, `alert-${first.id}`)] : []
    const told = await deps.messagesFor?.({ alerts: [first, ...others], isEnded: false }, now())
    if (await store.sent(group, [...posted, ...(told ?? [])], now())) deps.stored()
  }
}

/** `ALERT_URL` is never told of an end. */
async function endings(
  { messagesFor, now }: AlertDeps,
  ended: readonly StandingAlert[],
): Promise<readonly NewMessage[]> {
  if (messagesFor === undefined) return []
  const groups = grouped(ended.filter(({ isSent }) => isSent)).flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ alerts: [first, ...others], isEnded: true } as const],
  )
  const messages = await Promise.all(groups.map((group) => messagesFor(group, now())))
  return messages.flat()
}
