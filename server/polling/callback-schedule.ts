import type { RetrySchedule } from './instance-configuration.ts'

/** The step in seconds, to the power of how often it failed, and how many tries there are after the first. */
const SCHEDULES: Readonly<Record<RetrySchedule, { readonly base: number; readonly tries: number }>> = {
  short: { base: 8, tries: 5 },
  long: { base: 4, tries: 9 },
}
const JITTER = 0.1

/**
 * When a callback is sent again that was not taken.
 * @param failures Attempts that have failed so far; at least 1.
 * @param notBefore The receiver asked for so much patience: lengthens a step, and never shortens it.
 * @param chance From 0 to 1; adds up to a tenth, so that retries spread out.
 * @returns `undefined` if that was the last.
 * @see FACTS of polling, section 9.
 */
export function nextDeliveryAt(
  schedule: RetrySchedule,
  failures: number,
  now: Date,
  chance: number,
  notBefore?: Date,
): Date | undefined {
  const { base, tries } = SCHEDULES[schedule]
  if (failures > tries) return undefined
  const delayMs = base ** failures * 1000 * (1 + JITTER * chance)
  return new Date(Math.max(now.getTime() + delayMs, notBefore?.getTime() ?? 0))
}
