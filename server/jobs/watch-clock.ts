import type { Log } from '../log.ts'
import { type Clock, LOOK_MS } from '../store/clock.ts'
import { repeat, type Timer } from '../timers/repeat.ts'

/** What hears of the clock. */
export interface ClockDeps {
  readonly clock: Clock
  readonly metrics: {
    /** @param clock Whose was set: the common one, or that of the machine beside it. */
    clockStepped(clock: 'common' | 'machine'): void
    clockSkew(seconds: number): void
  }
  readonly log: Log
}

/** More than that between the clocks of a machine and its database server is to be put right. */
export const MAX_SKEW_MS = 2000

/** Looks at the clock again and again, in every process, see T3 of clock.ts, and tells what it has done. */
export function startWatchingClock({ clock, metrics, log }: ClockDeps): Timer {
  let isAstray = false
  return repeat(async () => {
    try {
      const { leapMs, machineLeapMs } = await clock.look()
      if (leapMs !== 0) stepped('common', leapMs)
      if (machineLeapMs !== 0) stepped('machine', machineLeapMs)
      tellSkew()
    } catch (error) {
      log.warn('clock.not-read', { error: error instanceof Error ? error.message : String(error) })
    }
    return LOOK_MS
  }, LOOK_MS)

  function stepped(which: 'common' | 'machine', ms: number): void {
    metrics.clockStepped(which)
    log.warn('clock.stepped', { clock: which, seconds: ms / 1000 })
  }

  function tellSkew(): void {
    const skewMs = clock.skewMs()
    metrics.clockSkew(skewMs / 1000)
    const wasAstray = isAstray
    isAstray = Math.abs(skewMs) > MAX_SKEW_MS
    if (isAstray && !wasAstray) log.warn('clock.skewed', { seconds: skewMs / 1000 })
  }
}
