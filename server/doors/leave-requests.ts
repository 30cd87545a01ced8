import type { Notification } from '../notification/notification.ts'
import type { PolicyOutline } from '../policy/policy.ts'
import type { Inbox } from '../store/inbox/inbox.ts'

/**
 * The inbox of a connector whose policy may have no rules for travel requests: then they are kept, and left to whoever
 * approves them without us. One that is held since before is looked at as it was.
 */
export function leavingRequests(inbox: Inbox, policy: () => PolicyOutline): Inbox {
  return {
    ...inbox,
    receive: (notification, ...rest) => inbox.receive(leave(notification), ...rest),
    takeOver: (now, as = (notification) => notification) =>
      inbox.takeOver(now, (notification) => leave(as(notification))),
  }

  function leave(notification: Notification): Notification {
    const isLeft =
      notification.objectType === 'TRAVELREQ' &&
      notification.door !== 'waiting list' &&
      notification.notReviewed === undefined &&
      policy().requestRules.length === 0
    return isLeft
      ? { ...notification, notReviewed: 'the policy has no rules for travel requests' }
      : notification
  }
}
