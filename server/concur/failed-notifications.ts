import { documentedPath } from '../notification/documented-path.ts'
import { verbatimPath } from '../notification/verbatim-path.ts'
import { child, childrenOf, type XmlElement } from '../xml/read-xml.ts'
import type { CallContext, ConcurClient, ConcurReply, Reading } from './concur-client.ts'
import { ConcurError } from './concur-error.ts'
import { readJson } from './exact-json.ts'
import { readRoot } from './read-root.ts'

/** One entry of Concur's list of notifications that it could not deliver. */
export interface FailedNotification {
  /** With the fields of a callout below it. */
  readonly element: XmlElement
  /** Where to delete it, as sent; spelled in three ways in Concur's pages. */
  readonly notificationUri: string
  /** The fields as JSON, for the inbox: the list has no bytes of one entry by itself. */
  readonly source: Uint8Array
}

const LIST_PATH = '/api/platform/notifications/v1.0/notification?status=FAILED'
const ONE = documentedPath('/api/platform/notifications/v1.0/notification/{key}')

/**
 * The notifications that Concur could not deliver.
 * @throws {ConcurError} If the list could not be read.
 * @see SAP Concur, Get Notifications by Status.
 */
export function listFailedNotifications(
  client: ConcurClient,
  call: CallContext,
): Promise<ConcurReply<readonly FailedNotification[]>> {
  return client.call({ kind: 'failed list', method: 'GET', path: LIST_PATH, ...call }, readFailedList)
}

/**
 * Deletes one at Concur; one that is gone already is as good.
 * @param path Of its `NotificationURI`, see {@link notificationPath}.
 * @throws {ConcurError} If it may still be there.
 * @see SAP Concur, Delete Notification Requests.
 */
export async function deleteNotification(
  client: ConcurClient,
  path: string,
  call: CallContext,
): Promise<void> {
  try {
    await client.call({ kind: 'delete notification', method: 'DELETE', path, ...call }, () => ({
      ok: true,
      value: undefined,
    }))
  } catch (error) {
    if (!(error instanceof ConcurError && error.trouble === 'not found')) throw error
  }
}

/** The path of a `NotificationURI`, or `undefined` if it is not the address of a notification. */
export function notificationPath(notificationUri: string): string | undefined {
  const path = verbatimPath(notificationUri)
  return path && ONE(path)
}

/** Reads the list as XML or as JSON, whichever came; pure. A list that is nil is empty, and so is no notification. */
export function readFailedList(body: Uint8Array): Reading<readonly FailedNotification[]> {
  return /^\s*(?:[[{]|null\b)/.test(new TextDecoder().decode(body)) ? readJsonList(body) : readXmlList(body)
}

function readXmlList(body: Uint8Array): Reading<readonly FailedNotification[]> {
  const root = readRoot(body, 'NotificationList', 'NotificationsList')
  if (!root.ok) return root
  // The page describes a level `Failure` that its example does not have.
  const elements = childrenOf(root.value, 'Notification').flatMap((notification) => {
    const failures = childrenOf(notification, 'Failure')
    return failures.length > 0 ? failures : [notification]
  })
  return { ok: true, value: elements.filter(isThere).map(toFailed) }
}

/** Where nothing stands for something, it has neither elements nor text. */
function isThere({ attributes, children, text }: XmlElement): boolean {
  return attributes.get('nil') !== 'true' || children.length > 0 || text.trim() !== ''
}

function readJsonList(body: Uint8Array): Reading<readonly FailedNotification[]> {
  const json = readJson(body)
  if (!json.ok) return json
  const list = json.value ?? []
  if (!Array.isArray(list)) return { ok: false, problem: 'the JSON answer is not a list' }
  return { ok: true, value: list.map((item: unknown) => toFailed(asElement(item))) }
}

function toFailed(element: XmlElement): FailedNotification {
  const uri = ['NotificationURI', 'NotificationURL', 'NotificationUrl']
    .map((name) => child(element, name))
    .find((each) => each !== undefined)
  const fields = Object.fromEntries(element.children.map(({ name, text }) => [name, text]))
  return {
    element,
    notificationUri: uri?.text.trim() ?? '',
    source: new TextEncoder().encode(JSON.stringify(fields)),
  }
}

/** The JSON form has the same members as the XML form has elements. */
function asElement(item: unknown): XmlElement {
  const members = Object.entries(typeof item === 'object' && item !== null ? item : {})
  const children = members.flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [elementOf(name, String(value), [])] : [],
  )
  return elementOf('Notification', '', children)
}

function elementOf(name: string, text: string, children: readonly XmlElement[]): XmlElement {
  return { name, text, attributes: new Map(), children }
}
