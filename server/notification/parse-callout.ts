import { childrenOf, readXml, type XmlElement } from '../xml/read-xml.ts'
import type { Door, Notification } from './notification.ts'
import { objectPathOf } from './object-uri.ts'

/** The notification, or every problem found in it. */
export type ParseResult =
  | { readonly ok: true; readonly notification: Notification }
  | { readonly ok: false; readonly problems: readonly string[] }

const MAX_LENGTH = 2000

/**
 * Reads the body of an Event Notification callout. Pure, never throws.
 * @param body As received; untrusted.
 * @param contentType The header, as sent.
 * @see SAP Concur, Post an Event Notification Request, "Request: Body".
 */
export function parseCallout(body: Uint8Array, contentType?: string): ParseResult {
  const xml = readXml(body, contentType)
  if (!xml.ok) return { ok: false, problems: [xml.problem] }
  if (xml.root.name !== 'Notification') {
    return { ok: false, problems: [`the root element is ${xml.root.name} and should be Notification`] }
  }
  return readNotification(xml.root, 'callout')
}

/** Reads the fields of one `Notification` element, wherever it stands. */
export function readNotification(element: XmlElement, door: Door): ParseResult {
  const problems: string[] = []
  const read = (name: string) => field(element, name, problems)
  const objectType = read('ObjectType')?.toUpperCase()
  const objectUri = read('ObjectURI')
  const eventType = read('EventType')
  const eventDateTime = read('EventDateTime')
  const context = read('Context')
  if (objectType === undefined) problems.push('ObjectType is missing')
  if (objectUri === undefined) problems.push('ObjectURI is missing')
  if (objectType === undefined || objectUri === undefined) return { ok: false, problems }

  const object = objectPathOf(objectUri, objectType)
  if (!object.ok) problems.push(object.problem)
  if (!object.ok || problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    notification: {
      door,
      objectType,
      objectUri,
      objectPath: object.path,
      ...(eventType !== undefined && { eventType }),
      ...(eventDateTime !== undefined && { eventDateTime }),
      ...(context !== undefined && { context }),
      ...(object.notReviewed !== undefined && { notReviewed: object.notReviewed }),
    },
  }
}

/** The trimmed text of a child, `undefined` when it is absent, empty or nil. */
function field(element: XmlElement, name: string, problems: string[]): string | undefined {
  const found = childrenOf(element, name)
  const [first] = found
  if (first === undefined) return undefined
  if (found.length > 1) problems.push(`${name} stands ${found.length} times`)
  if (first.children.length > 0) problems.push(`${name} holds elements and should hold text`)
  const text = first.text.trim()
  if (text.length > MAX_LENGTH) problems.push(`${name} is longer than ${MAX_LENGTH} characters`)
  return text === '' ? undefined : text
}
