/** The clock went from one time to a later one without anybody seeing the time between pass. */
export interface ClockLeap {
  /** Milliseconds since 1970, as for {@link to}. */
  readonly from: number
  readonly to: number
}

const DAY_MS = 86_400_000
/** A clock that is wrong is put right within so long, by itself or by who reads the alert. */
export const UNSURE_MS = 7 * DAY_MS

/**
 * How much of the time between two moments has passed for certain: while nobody was there to see it pass, or the clock
 * leapt, nothing has. Never negative.
 */
export function elapsedMs(from: Date, to: Date, leaps: readonly ClockLeap[]): number {
  const [start, end] = [from.getTime(), to.getTime()]
  const leapt = leaps.reduce(
    (sum, leap) => sum + Math.max(0, Math.min(end, leap.to) - Math.max(start, leap.from)),
    0,
  )
  return Math.max(0, end - start - leapt)
}

/** The earliest that it can be now, if every leap of the last days was a mistake of the clock: what is deleted counts from then. */
export function surelyNow(now: Date, leaps: readonly ClockLeap[]): Date {
  const recent = leaps.filter(({ to }) => to > now.getTime() - UNSURE_MS)
  return new Date(now.getTime() - recent.reduce((sum, { from, to }) => sum + (to - from), 0))
}
