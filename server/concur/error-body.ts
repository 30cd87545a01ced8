import { child, readXml, type XmlElement } from '../xml/read-xml.ts'

const MAX_LENGTH = 500

/**
 * The message in an error answer of any of Concur's families: `<Error><Message>`, perhaps wrapped or with XML
 * inside, the two JSON shapes of the v4 services, and OAuth2's. Never throws: a gateway may answer anything.
 * @returns One line, or `undefined` when there is no message to find.
 * @see SAP Concur, HTTP Status Codes; Authentication, "Error codes".
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
  const parts = [
    body['errorMessage'],
    nested['message'],
    body['error_description'],
    body['Message'],
    body['message'],
  ].filter((part) => typeof part === 'string')
  const ids = [body['errorId'], nested['id'], body['error'], body['code']].filter(
    (id) => typeof id === 'string' || typeof id === 'number',
  )
  const invalid = Array.isArray(body['validationErrors']) ? body['validationErrors'] : []
  const fields = invalid
    .filter(isRecord)
    .map(({ source, message }) => `${String(source)}: ${String(message)}`)
  const message = [...new Set([...parts.slice(0, 1), ...fields])].join('; ')
  return ids.length === 0 ? message : `${message} (${ids.join(', ')})`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
