import type { ClaimedDelivery } from '../store/deliveries/deliveries.ts'

/** The first wait is so many seconds, and each so many times the one before it. */
const BASE = 4
const MAX_WAIT_MS = 3_600_000
const JITTER = 0.1

/**
 * When a message is sent again that did not arrive: within little more than an hour, and not after its time is over.
 * Pure.
 * @param chance From 0 to 1; adds up to a tenth, so that retries spread out.
 * @returns `undefined` if it is given up.
 */
export function nextMessageAt(
  { attempts, giveUpAt }: Pick<ClaimedDelivery, 'attempts' | 'giveUpAt'>,
  now: Date,
  chance: number,
  notBefore?: Date,
): Date | undefined {
  const waitMs = Math.min(BASE ** attempts * 1000, MAX_WAIT_MS) * (1 + JITTER * chance)
  const at = new Date(Math.max(now.getTime() + waitMs, notBefore?.getTime() ?? 0))
  return giveUpAt !== undefined && at > giveUpAt ? undefined : at
}
