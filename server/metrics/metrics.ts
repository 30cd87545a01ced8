import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { REFUSAL_REASONS, type Refusal } from '../../certs/refusal.ts'
import type { CallKind } from '../concur/concur-error.ts'
import { DOORS } from '../notification/notification.ts'
import type { EffectContent, EffectState } from '../record/effect.ts'
import type { ReviewResult } from '../record/review.ts'
import type { Figures } from '../store/operators/figures.ts'
import { cached } from './cached.ts'
import { type ClockMetrics, clockMetrics } from './clock-metrics.ts'
import { type PollingCounters, pollingCounters } from './polling-metrics.ts'
import { storedGauges } from './stored-gauges.ts'

const RECEIVED = ['stored', 'duplicate', 'not reviewed', 'refused', 'unavailable'] as const
/** What became of a notification at a door. `refused` went to quarantine, `unavailable` will come again. */
export type Received = (typeof RECEIVED)[number]

/** What the metrics need. */
export interface MetricsDeps {
  /** Read at most once a second; when it rejects, its gauges have no values and the others are there. */
  readonly readFigures: () => Promise<Figures>
  /** When the certificate of each listener ends; of one without TLS there is none. */
  readonly certificates?: Readonly<Partial<Record<'public' | 'console', () => Promise<Date | undefined>>>>
  /** How long a count of unknown reports is worth something: another process may be the one that counts next. */
  readonly unknownReportsLastMs: number
  readonly now: () => Date
}

/**
 * The metrics of one connector. Counters and histograms are of this process since its start, so that a sum over the
 * processes is the whole. No label holds what comes from outside.
 */
export interface Metrics extends ClockMetrics {
  /** Of {@link text}. */
  readonly contentType: string
  /** All of them as Prometheus reads them. */
  text(): Promise<string>
  /** @param door One of a few: see Door. */
  received(door: string, result: Received): void
  acknowledged(seconds: number): void
  /** A caller of the door for events was not taken for Concur. */
  eventRefused(reason: Refusal['reason']): void
  /** @param status Absent if no whole answer came. */
  called(kind: CallKind, status: number | undefined, seconds: number): void
  breakerChanged(kind: CallKind, state: 'open' | 'closed'): void
  /** @param objectType `EXPRPT` or `TRAVELREQ`. */
  reviewFinished(objectType: string, result: ReviewResult): void
  effectReached(kind: EffectContent['kind'], state: EffectState): void
  alertRaised(cause: string): void
  /** Whether the policy file as it is now can be used; where it cannot, the policy before it stays in use. */
  policyValid(isValid: boolean): void
  /** @param count Reports that wait in Concur for us and of which nothing is known here. */
  setUnknownReports(count: number): void
  readonly polling: PollingCounters
}

const ACKNOWLEDGEMENT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 150]
const DAY_MS = 86_400_000
/** A certificate changes a few times a year. */
const CERTIFICATE_MS = 10_000
const FIGURES_MS = 1000

/** Metrics in a registry of their own. */
export function createMetrics(deps: MetricsDeps): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const received = new Counter({
    name: 'connector_notifications_received_total',
    help: 'Notifications that came through a door, by what became of them. Of this process.',
    labelNames: ['door', 'result'],
    registers,
  })
  // Prometheus sees no increase in what begins at 1.
  for (const door of DOORS) for (const result of RECEIVED) received.inc({ door, result }, 0)
  const acknowledged = new Histogram({
    name: 'connector_acknowledgement_duration_seconds',
    help: 'From the headers of a notification to its answer 200 or 400. Of this process.',
    buckets: ACKNOWLEDGEMENT_SECONDS,
    registers,
  })
  const eventsRefused = new Counter({
    name: 'connector_events_refused_total',
    help: 'Events that were not taken, by what their sender did not prove; Concur sends its own again. Of this process.',
    labelNames: ['reason'],
    registers,
  })
  for (const reason of REFUSAL_REASONS) eventsRefused.inc({ reason }, 0)
  const calls = new Counter({
    name: 'connector_concur_calls_total',
    help: 'Requests to Concur by kind and HTTP status; status none: no whole answer came. Of this process.',
    labelNames: ['kind', 'status'],
    registers,
  })
  const callDuration = new Histogram({
    name: 'connector_concur_call_duration_seconds',
    help: 'From a request to Concur to the end of its answer, waiting for its turn included. Of this process.',
    labelNames: ['kind'],
    buckets: CALL_SECONDS,
    registers,
  })
  const breakerOpen = new Gauge({
    name: 'connector_breaker_open',
    help: '1 while calls of this kind are paused after failures in a row, 0 otherwise. Of this process.',
    labelNames: ['kind'],
    registers,
  })
  const reviews = new Counter({
    name: 'connector_reviews_finished_total',
    help: 'Reviews that ended, by what was reviewed and by result. Of this process.',
    labelNames: ['object', 'result'],
    registers,
  })
  const effects = new Counter({
    name: 'connector_effects_total',
    help: 'Writes to Concur by the states that they reached; one write reaches several. Of this process.',
    labelNames: ['kind', 'state'],
    registers,
  })
  const alerts = new Counter({
    name: 'connector_alerts_raised_total',
    help: 'Alerts raised, by cause. Of this process.',
    labelNames: ['cause'],
    registers,
  })
  const policyValid = new Gauge({
    name: 'connector_policy_file_valid',
    help: '1 while the policy file can be used, 0 after a change that was refused. Of this process.',
    registers,
  })
  policyValid.set(1)
  const unknownReports = unknownReportsGauge(registry, deps)
  registry.registerMetric(certificateGauge(deps))
  const refreshStored = storedGauges(registry, cached(deps.readFigures, FIGURES_MS, deps.now), deps.now)

  return {
    contentType: registry.contentType,
    async text() {
      await refreshStored()
      return registry.metrics()
    },
    received: (door, result) => received.inc({ door, result }),
    acknowledged: (seconds) => acknowledged.observe(seconds),
    eventRefused: (reason) => eventsRefused.inc({ reason }),
    called(kind, status, seconds) {
      calls.inc({ kind, status: status ?? 'none' })
      callDuration.observe({ kind }, seconds)
      // So that it is there before it opens for the first time.
      breakerOpen.inc({ kind }, 0)
    },
    breakerChanged: (kind, state) => breakerOpen.set({ kind }, state === 'open' ? 1 : 0),
    reviewFinished: (objectType, result) =>
      reviews.inc({ object: objectType === 'TRAVELREQ' ? 'request' : 'report', result }),
    effectReached: (kind, state) => effects.inc({ kind, state }),
    alertRaised: (cause) => alerts.inc({ cause }),
    policyValid: (isValid) => policyValid.set(isValid ? 1 : 0),
    setUnknownReports: unknownReports,
    ...clockMetrics(registry),
    polling: pollingCounters(registry),
  }
}

function unknownReportsGauge(
  registry: Registry,
  { unknownReportsLastMs, now }: MetricsDeps,
): Metrics['setUnknownReports'] {
  let setAt = -Infinity
  const gauge = new Gauge({
    name: 'connector_reports_unknown',
    help: 'Reports that wait in Concur for the connector and are unknown here; must be 0. Absent in a process that did not count lately.',
    registers: [registry],
    collect() {
      if (now().getTime() - setAt > unknownReportsLastMs) this.remove()
    },
  })
  return (count) => {
    setAt = now().getTime()
    gauge.set(count)
  }
}

function certificateGauge({ certificates = {}, now }: MetricsDeps) {
  const listeners = Object.entries(certificates).map(
    ([listener, endsAt]) => [listener, cached(endsAt, CERTIFICATE_MS, now)] as const,
  )
  return new Gauge({
    name: 'connector_certificate_days_left',
    help: 'Days until the certificate of a listener ends; negative when it has. Absent without TLS.',
    labelNames: ['listener'],
    registers: [],
    async collect() {
      for (const [listener, endsAt] of listeners) {
        const end = await endsAt()
        if (end === undefined) this.remove({ listener })
        else this.set({ listener }, (end.getTime() - now().getTime()) / DAY_MS)
      }
    },
  })
}
