import type { Reply, SeenRequest } from '../http/exchange.ts'
import { errorReply, jsonReply, xmlReply } from '../http/exchange.ts'
import { INSTANCE_NAMESPACE, parentElement, textElement } from '../http/write-xml.ts'
import type { LedgerEntry } from '../ledger.ts'
import type { Notification } from './notification.ts'

/** What the two services about failed notifications need. */
export interface FailedNotificationsDeps {
  readonly notifications: readonly Notification[]
  readonly ledger: LedgerEntry[]
  /** Whether the application has the role that these services want. */
  readonly hasRole: () => boolean
  readonly now: () => Date
}

/**
 * `GET .../notification?status=FAILED`: XML, or JSON where that is asked for.
 * @see SAP Concur, Event Notification, "Get Notifications by Status".
 */
export function listFailed(
  request: SeenRequest,
  { notifications, hasRole, now }: FailedNotificationsDeps,
): Reply {
  if (!hasRole()) return errorReply(403, 'The consumer does not have the required role', now())
  const status = new URLSearchParams(request.path.split('?')[1]).get('status')
  if (status?.toUpperCase() !== 'FAILED') return errorReply(400, 'The status is not valid', now())

  const failed = notifications.filter(({ state }) => state === 'failed').map(listed)
  return request.headers.accept?.includes('application/json') === true
    ? jsonReply(failed.map((fields) => ({ Context: null, ...fields })))
    : xmlReply(listXml(failed))
}

/**
 * `DELETE` of a `NotificationURI`.
 * @param id The last part of the path, byte for byte.
 * @see SAP Concur, Event Notification, "Delete Notification Requests".
 */
export function deleteFailed(
  _request: SeenRequest,
  { notifications, ledger, hasRole, now }: FailedNotificationsDeps,
  id: string,
): Reply {
  if (!hasRole()) return errorReply(403, 'The consumer does not have the required role', now())
  const found = notifications.find((candidate) => candidate.id === id && candidate.state === 'failed')
  if (!found) return errorReply(404, 'The notification was not found', now())
  found.state = 'deleted'
  ledger.push({ at: now(), kind: 'delete-notification', reportId: found.reportId, notificationId: id })
  return { status: 200, body: '' }
}

/** Unlike the callout, the list has a time with the date. */
function listed({
  id,
  eventType,
  objectType,
  objectUri,
  createdAt,
}: Notification): Readonly<Record<string, string>> {
  return {
    EventDateTime: createdAt.toISOString().slice(0, 19),
    EventType: eventType,
    NotificationURI: `https://www.concursolutions.com/api/platform/notifications/v1.0/notification/${id}`,
    ObjectType: objectType,
    ObjectURI: objectUri,
  }
}

function listXml(failed: readonly Readonly<Record<string, string>>[]): string {
  const elements = failed.map((fields) =>
    parentElement('Notification', [
      '<Context i:nil="true" />',
      ...Object.entries(fields).map(([name, text]) => textElement(name, text)),
    ]),
  )
  const namespaces = `xmlns="http://www.concursolutions.com/api/notification/2012/06" xmlns:i="${INSTANCE_NAMESPACE}"`
  return `<?xml version="1.0" encoding="utf-8"?>\n${parentElement('NotificationList', elements, namespaces)}`
}
