import type { WatchedSubscription } from '../../store/operators/subscriptions.ts'
import { type Amiss, amiss, daysLeft } from '../../subscriptions/watched.ts'

/** A subscription that is to be there. */
export interface SubscriptionView {
  readonly id: string
  readonly checkedAt?: Date
  readonly heardAt?: Date
  /** Whole days until SAP deletes it, should no event come until then; absent where it is not there. */
  readonly daysLeft?: number
  readonly amiss?: Amiss
}

/** What is shown of each. Pure. */
export function subscriptionViews(
  watched: readonly WatchedSubscription[],
  now: Date,
): readonly SubscriptionView[] {
  return watched.map((each) => {
    const [left, found] = [daysLeft(each, now), amiss(each, now)]
    return {
      id: each.id,
      ...(each.checkedAt !== undefined && { checkedAt: each.checkedAt }),
      ...(each.heardAt !== undefined && { heardAt: each.heardAt }),
      ...(left !== undefined && { daysLeft: Math.max(0, Math.floor(left)) }),
      ...(found !== undefined && { amiss: found }),
    }
  })
}
