import { child, readXml, type XmlElement } from '../xml/read-xml.ts'

const MAX_LENGTH = 500

/**
 * The message in an error answer of any of Concur's families: `<Error><Message>`, perhaps wrapped or with XML
 * inside, the two JSON shapes of the v4 services, the list of Request v4, Identity's SCIM error, and OAuth2's. Never
 * throws: a gateway may answer anything.
 * @returns One line, with the codes in brackets; `undefined` when there is no message to find.
 * @see SAP Concur, HTTP Status Codes; Travel Request v4, "Schema: Error"; Authentication, "Error codes"; RFC 7644, 3.12.
 */
export function errorMessage(body: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(body.subarray(0, 100_000)).trim()
  const message = text.startsWith('<') ? fromXml(body) : (fromJson(text) ?? plainText(text))
  const line = message?.replace(/\s+/g, ' ').trim()
  return line === undefined || line === '' ? undefined : line.slice(0, MAX_LENGTH)
}

/** The members of a JSON object, or nothing if it is none. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function fromXml(body: Uint8Array): string | undefined {
  const xml = readXml(body)
  if (!xml.ok || xml.root.name === 'html') return undefined
  const message = find(xml.root, 'Message')
  return message === undefined ? undefined : allText(message)
}

function find(element: XmlElement, name: string): XmlElement | undefined {
  const direct = child(element, name)
  if (direct !== undefined) return direct
  for (const each of element.children) {
    const found = find(each, name)
    if (found !== undefined) return found
  }
  return undefined
}

function allText(element: XmlElement): string {
  const below = element.children.map(allText)
  return [element.text, ...below].filter((text) => text.trim() !== '').join(' ')
}

/** The token service answers 500 and 503 with text. */
function plainText(text: string): string | undefined {
  return /^[[{]|\ufffd|^null$/.test(text) ? undefined : text
}

function fromJson(text: string): string | undefined {
  const body = jsonObject(text)
  if (body === undefined) return undefined
  const nested = isRecord(body['error']) ? body['error'] : {}
  const listed = recordsIn(body['errors']).map(fromListed)
  if (listed.length > 0) return listed.join('; ')
  const parts = [
    body['errorMessage'],
    nested['message'],
    body['error_description'],
    body['detail'],
    body['Message'],
    body['message'],
  ].filter((part) => typeof part === 'string')
  const ids = [body['errorId'], nested['id'], body['error'], body['code'], body['scimType']].filter(
    (id) => typeof id === 'string' || typeof id === 'number',
  )
  const fields = recordsIn(body['validationErrors']).map(
    ({ source, message }) => `${String(source)}: ${String(message)}`,
  )
  const message = [...new Set([...parts.slice(0, 1), ...fields])].join('; ')
  return ids.length === 0 ? message : `${message} (${ids.join(', ')})`
}

/** One of the errors that Request v4 lists. */
function fromListed({ errorCode, errorMessage: message }: Readonly<Record<string, unknown>>): string {
  const [code, text] = [errorCode, message].map((part) => (typeof part === 'string' ? part : ''))
  return code === '' ? (text ?? '') : `${text} (${code})`.trimStart()
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
