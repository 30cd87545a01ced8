import type { ClockLeap } from '../record/clock-leap.ts'
import { STEP_MS, UNSEEN_MS } from './moment.ts'

/** What one look at the clock finds. Milliseconds. */
export interface ClockSight {
  /** Where the clock is. */
  readonly at: number
  /** Where it should be by the time that has passed since this process looked last; absent at its first look. */
  readonly expected: number | undefined
  /** How long ago that was. */
  readonly sinceMs: number
  /** Where the clock was when anybody looked last; absent if nobody has. */
  readonly seenAt: number | undefined
  /** Somebody else has looked since this process did. */
  readonly isOthers: boolean
}

/** What follows from it: the clock runs, it leapt, or nobody has looked for a while. */
export type ClockJudgement =
  | { readonly kind: 'runs' }
  | { readonly kind: 'leapt'; readonly byMs: number }
  | { readonly kind: 'unseen'; readonly sinceMs: number }

const RUNS: ClockJudgement = { kind: 'runs' }
/** Of the leaps that are remembered. */
const MAX_LEAPS = 100
/** A restart that takes less is not remembered. */
const MIN_AWAY_MS = 60_000

/** Says what a clock did. Pure. */
export function judgeClock({ at, expected, sinceMs, seenAt, isOthers }: ClockSight): ClockJudgement {
  const gapMs = at - (seenAt ?? at)
  if (expected === undefined) {
    // No process that runs now has seen more than the database tells.
    if (gapMs < -STEP_MS) return { kind: 'leapt', byMs: gapMs }
    return gapMs > UNSEEN_MS ? { kind: 'unseen', sinceMs: gapMs } : RUNS
  }
  const byMs = at - expected
  if (Math.abs(byMs) <= STEP_MS) return RUNS
  // Whoever looked since then saw the same leap, and has moved what waits.
  const isMoved = isOthers && gapMs >= -STEP_MS && gapMs <= sinceMs + STEP_MS
  return isMoved ? RUNS : { kind: 'leapt', byMs }
}

/** The leaps that are to be remembered now; those that were taken back are none. Pure. */
export function leapsAfter(
  leaps: readonly ClockLeap[],
  judged: ClockJudgement,
  at: number,
): readonly ClockLeap[] {
  const forwardMs = judged.kind === 'leapt' ? judged.byMs : judged.kind === 'unseen' ? judged.sinceMs : 0
  const isNew = forwardMs > 0 && (judged.kind === 'leapt' || forwardMs >= MIN_AWAY_MS)
  return [...leaps, ...(isNew ? [{ from: at - forwardMs, to: at }] : [])]
    .map(({ from, to }) => ({ from, to: Math.min(to, at) }))
    .filter(({ from, to }) => from < to)
    .slice(-MAX_LEAPS)
}
