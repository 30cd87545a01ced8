import { Gauge, type Registry } from 'prom-client'
import type { Figures } from '../store/operators/figures.ts'
import { amiss, daysLeft } from '../subscriptions/watched.ts'
import { withTimeout } from '../with-timeout.ts'
import { pollingGauges } from './polling-metrics.ts'

/** Prometheus gives a scrape up after ten seconds. */
const PATIENCE_MS = 5000

/**
 * Gauges of what is in the database, and so of all processes that share it.
 * @returns Sets them. When the figures cannot be read they have no values, and `connector_database_up` is 0.
 */
export function storedGauges(
  registry: Registry,
  readFigures: () => Promise<Figures>,
  now: () => Date,
): () => Promise<void> {
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({
      name,
      help: `${help} From the database, the same in all processes.`,
      labelNames,
      registers: [registry],
    })

  const up = new Gauge({
    name: 'connector_database_up',
    help: '1 if the database could be read for these metrics, 0 otherwise. Of this process.',
    registers: [registry],
  })
  const backlog = gauge(
    'connector_backlog_notifications',
    'Notifications that are not finished: arrived and not in the inbox yet, waiting there, or claimed by a worker.',
    ['state'],
  )
  const oldestArrival = gauge(
    'connector_oldest_arrival_age_seconds',
    'How long ago the oldest notification came that is not in the inbox yet; 0 if there is none.',
  )
  const dead = gauge('connector_dead_letters', 'Notifications that were given up.')
  const oldest = gauge(
    'connector_oldest_waiting_age_seconds',
    'How long ago the oldest notification that is not finished was received; 0 if there is none.',
  )
  const quarantined = gauge('connector_quarantined', 'Bodies that could not be understood.')
  const held = gauge('connector_reports_held', 'Reports that are held for a person.')
  const stuck = gauge('connector_reports_stuck', 'Reports whose review is open and on which nothing works.')
  const orphaned = gauge(
    'connector_reports_orphaned',
    'Reports whose review is open, on which nobody works and for which nobody waits.',
  )
  const effects = gauge(
    'connector_effects_open',
    'Writes to Concur whose outcome is not known yet: planned, sent, or unknown because the answer was lost.',
    ['state'],
  )
  const alerts = gauge('connector_alerts_standing', 'Alerts whose cause has not ended.', ['cause'])
  const amissSubscriptions = gauge(
    'connector_subscriptions_amiss',
    'Subscriptions of ESS_SUBSCRIPTIONS that are not as they must be at Concur.',
  )
  const subscriptionDays = gauge(
    'connector_subscription_days_left',
    'Days until SAP deletes the subscription that has been silent for longest, unless an event comes. Absent if there is none.',
  )

  const setPolling = pollingGauges(registry, now)

  return async () => {
    const figures = await withTimeout(PATIENCE_MS, readFigures()).catch(() => undefined)
    up.set(figures === undefined ? 0 : 1)
    setPolling(figures?.polling)
    for (const labelled of [backlog, effects, alerts]) labelled.reset()
    if (figures === undefined) {
      for (const single of [
        dead,
        oldestArrival,
        oldest,
        quarantined,
        held,
        stuck,
        orphaned,
        amissSubscriptions,
        subscriptionDays,
      ])
        single.remove()
      return
    }
    backlog.set({ state: 'arrived' }, figures.arrived.count)
    backlog.set({ state: 'waiting' }, figures.waiting)
    backlog.set({ state: 'claimed' }, figures.claimed)
    dead.set(figures.dead)
    oldestArrival.set(ageOf(figures.arrived.oldestAt))
    oldest.set(ageOf(figures.oldestWaitingAt))
    quarantined.set(figures.quarantined)
    held.set(figures.heldReports)
    stuck.set(figures.stuckReports)
    orphaned.set(figures.orphanedReports)
    for (const state of ['planned', 'sent', 'unknown'])
      effects.set({ state }, figures.openEffects[state] ?? 0)
    for (const [cause, count] of Object.entries(figures.alerts)) alerts.set({ cause }, count)
    const { subscriptions } = figures
    amissSubscriptions.set(subscriptions.filter((each) => amiss(each, now()) !== undefined).length)
    const days = subscriptions.flatMap((each) => daysLeft(each, now()) ?? [])
    if (days.length === 0) subscriptionDays.remove()
    else subscriptionDays.set(Math.min(...days))
  }

  function ageOf(since = now()): number {
    return Math.max(0, (now().getTime() - since.getTime()) / 1000)
  }
}
