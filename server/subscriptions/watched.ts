import type { SubscriptionProblem, WatchedSubscription } from '../store/operators/subscriptions.ts'

/** A reason for somebody to look. */
export interface Amiss {
  /** `unchecked`: Concur could not be asked. `silent`: SAP will delete it soon. */
  readonly kind: SubscriptionProblem | 'unchecked' | 'silent'
  readonly since: Date
}

const DAY_MS = 86_400_000
/** "without successful deliveries for 30 days" (Event Subscription Service v4). */
const DELETED_AFTER_MS = 30 * DAY_MS
const WARN_BEFORE_MS = 10 * DAY_MS
/** Looked at once a day. */
const UNCHECKED_AFTER_MS = 2 * DAY_MS

/** When SAP deletes a subscription through which nothing came since then. */
export function deletionAt(heardAt: Date): Date {
  return new Date(heardAt.getTime() + DELETED_AFTER_MS)
}

/** Days until then; `undefined` where there is no such subscription. */
export function daysLeft({ heardAt }: WatchedSubscription, now: Date): number | undefined {
  return heardAt === undefined ? undefined : (deletionAt(heardAt).getTime() - now.getTime()) / DAY_MS
}

/** What is wrong with it now, the worst first. */
export function amiss(watched: WatchedSubscription, now: Date): Amiss | undefined {
  const { problem, problemSince = now, checkedAt, expectedSince, heardAt } = watched
  if (problem !== undefined) return { kind: problem, since: problemSince }
  const lookedAt = checkedAt ?? expectedSince
  if (now.getTime() - lookedAt.getTime() > UNCHECKED_AFTER_MS) return { kind: 'unchecked', since: lookedAt }
  if (heardAt !== undefined && deletionAt(heardAt).getTime() - now.getTime() < WARN_BEFORE_MS) {
    return { kind: 'silent', since: heardAt }
  }
  return undefined
}
