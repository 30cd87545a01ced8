import { createMetrics, type MetricsDeps } from '../../server/metrics/metrics.ts'
import type { Figures } from '../../server/store/operators/figures.ts'
import { testClock } from '../concur/clock.ts'

/** Nothing to do anywhere. */
export const NO_FIGURES: Figures = {
  arrived: { count: 0, oldestAt: undefined },
  waiting: 0,
  claimed: 0,
  dead: 0,
  oldestWaitingAt: undefined,
  quarantined: 0,
  heldReports: 0,
  stuckReports: 0,
  orphanedReports: 0,
  openEffects: {},
  alerts: {},
  subscriptions: [],
  polling: { instances: {}, firstDueAt: undefined, waitingDeliveries: 0, deadDeliveries: 0 },
}

/** Metrics over an empty database, with the clock that they go by. */
export function someMetrics(changes: Partial<MetricsDeps> = {}) {
  const clock = testClock()
  const metrics = createMetrics({
    readFigures: () => Promise.resolve(NO_FIGURES),
    unknownReportsLastMs: 60_000,
    now: clock.now,
    ...changes,
  })
  return { clock, metrics }
}
