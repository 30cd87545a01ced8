import { Counter, Gauge, type Registry } from 'prom-client'

/** What is counted and shown of clocks; of this process. */
export interface ClockMetrics {
  /** @param clock The one that all connectors of the database go by, or that of the machine where it is another. */
  clockStepped(clock: 'common' | 'machine'): void
  /** By how much the machine's clock is ahead of the common one. */
  clockSkew(seconds: number): void
}

/** Those of one connector. */
export function clockMetrics(registry: Registry): ClockMetrics {
  const steps = new Counter({
    name: 'connector_clock_steps_total',
    help: 'Times that a clock was set by more than 2 s: the common one of all connectors of the database, or that of the machine beside it. Of this process.',
    labelNames: ['clock'],
    registers: [registry],
  })
  for (const clock of ['common', 'machine']) steps.inc({ clock }, 0)
  const skew = new Gauge({
    name: 'connector_clock_skew_seconds',
    help: "By how much the machine's clock is ahead of the database server's; 0 on SQLite. Of this process.",
    registers: [registry],
  })
  return {
    clockStepped: (clock) => steps.inc({ clock }),
    clockSkew: (seconds) => skew.set(seconds),
  }
}
