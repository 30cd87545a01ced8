import type { RouteOf } from '../delivery/deliver.ts'
import { nextMessageAt } from '../delivery/message-schedule.ts'
import type { Post } from '../delivery/post.ts'
import type { NewMessage } from '../store/deliveries/add-messages.ts'
import { ALERT_LINE } from '../store/deliveries/lead-line.ts'
import type { AlertMessage } from './message.ts'

/** An alert for `ALERT_URL`, as JSON. @param eventId The same at every attempt. */
export function alertMessage(message: AlertMessage, eventId: string): NewMessage {
  const body = new TextEncoder().encode(JSON.stringify(message))
  return { line: ALERT_LINE, about: 'alert', eventId, body }
}

/** How alerts are posted. @param url `ALERT_URL`. */
export function createAlertRoute(url: string, post: Post): RouteOf {
  return (claimed) =>
    Promise.resolve({
      send: (signal) => post(url, { body: claimed.body, headers: {} }, signal),
      nextAt: (now, chance, notBefore) => nextMessageAt(claimed, now, chance, notBefore),
    })
}
