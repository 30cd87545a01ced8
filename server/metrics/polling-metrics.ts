import { Counter, Gauge, type Registry } from 'prom-client'
import type { DeliveryOutcome } from '../delivery/deliver.ts'
import type { PollingObserver } from '../polling/polling.ts'
import { VENDORS } from '../polling/vendors/vendors.ts'
import type { PollingFigures } from '../store/polling/polling-figures.ts'

const POLL_RESULTS = ['polled', 'failed', 'patience'] as const
const OUTCOMES = ['delivered', 'again', 'dead', 'cut'] as const satisfies readonly DeliveryOutcome[]

/** Told of polls, and how attempts to deliver ended. */
export interface PollingCounters extends PollingObserver {
  delivered(outcome: DeliveryOutcome): void
}

/** Counters of polling and of deliveries, of this process. */
export function pollingCounters(registry: Registry): PollingCounters {
  const registers = [registry]
  const polls = new Counter({
    name: 'connector_polls_total',
    help: 'Polls of a resource by element and result; patience: the vendor asked for it. Of this process.',
    labelNames: ['element', 'result'],
    registers,
  })
  const changes = new Counter({
    name: 'connector_poll_changes_total',
    help: 'Changes that polls found, by element. Of this process.',
    labelNames: ['element'],
    registers,
  })
  const deliveries = new Counter({
    name: 'connector_deliveries_total',
    help: 'Attempts to deliver a callback or a message, by outcome; dead: it was given up. Of this process.',
    labelNames: ['outcome'],
    registers,
  })
  const disabled = new Counter({
    name: 'connector_instances_disabled_total',
    help: 'Instances that were disabled because they failed too often, by element. Of this process.',
    labelNames: ['element'],
    registers,
  })
  // Prometheus sees no increase in what begins at 1.
  for (const { key: element } of VENDORS) {
    for (const result of POLL_RESULTS) polls.inc({ element, result }, 0)
    changes.inc({ element }, 0)
    disabled.inc({ element }, 0)
  }
  for (const outcome of OUTCOMES) deliveries.inc({ outcome }, 0)

  return {
    polled(element, result, facts) {
      polls.inc({ element, result })
      changes.inc({ element }, facts.changes)
    },
    delivered: (outcome) => deliveries.inc({ outcome }),
    instanceDisabled: (element) => disabled.inc({ element }),
  }
}

/** Gauges of polling, from the database. @returns Sets them; without figures they have no values. */
export function pollingGauges(
  registry: Registry,
  now: () => Date,
): (figures: PollingFigures | undefined) => void {
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({
      name,
      help: `${help} From the database, the same in all processes.`,
      labelNames,
      registers: [registry],
    })
  const instances = gauge('connector_instances', 'Instances by state.', ['state'])
  const lag = gauge(
    'connector_poll_lag_seconds',
    'How late the instance is that waits for its poll for longest; 0 if none is late.',
  )
  const waiting = gauge(
    'connector_deliveries_waiting',
    'Callbacks and messages that have not arrived and are not given up.',
  )
  const dead = gauge(
    'connector_deliveries_dead',
    'Callbacks and messages that were given up; behind a callback, others wait for somebody.',
  )

  return (figures) => {
    instances.reset()
    if (figures === undefined) {
      for (const single of [lag, waiting, dead]) single.remove()
      return
    }
    for (const state of ['waiting', 'claimed', 'off', 'disabled']) {
      instances.set({ state }, figures.instances[state] ?? 0)
    }
    const { firstDueAt = now() } = figures
    lag.set(Math.max(0, (now().getTime() - firstDueAt.getTime()) / 1000))
    waiting.set(figures.waitingDeliveries)
    dead.set(figures.deadDeliveries)
  }
}
