import { decodeXml } from '../xml/decode-xml.ts'
import type { NameFinder, Replaced } from './names.ts'

/** One after the other. */
export function inOrder(finders: readonly NameFinder[]): NameFinder {
  return {
    replace(text) {
      let found: Replaced = { text, count: 0 }
      for (const finder of finders) {
        const { text: replaced, count } = finder.replace(found.text)
        found = { text: replaced, count: found.count + count }
      }
      return found
    },
  }
}

/** Of what we write as JSON: words of ours and keys of Concur's, which a name may be like by chance. */
const OURS = new Set([
  'rule',
  'severity',
  'outcome',
  'enforce',
  'exceptionCode',
  'code',
  'visibility',
  'policyVersion',
  'kind',
  'state',
  'action',
  'type',
  'id',
  'objectType',
  'objectId',
  'expenseId',
  'expectedStepCode',
  'expectedStepInstanceId',
  'readingKey',
  'correlationId',
])

/** In the texts of our own JSON; names of fields, numbers and words of ours stay. */
export function replaceInJson(json: string, finder: NameFinder): Replaced {
  let count = 0
  const replaced = JSON.stringify(JSON.parse(json), (name, value: unknown) => {
    if (typeof value !== 'string' || OURS.has(name)) return value
    const found = finder.replace(value)
    count += found.count
    return found.text
  })
  return { text: count === 0 ? json : replaced, count }
}

/** Bytes without names. */
export interface ReplacedBytes {
  readonly bytes: Uint8Array
  readonly count: number
}

/**
 * In bytes that somebody sent: of any kind, and perhaps no text. XML of another encoding becomes UTF-8 where something
 * is replaced; otherwise the bytes are the same.
 */
export function replaceInBytes(bytes: Uint8Array, finder: NameFinder): ReplacedBytes {
  const xml = decodeXml(bytes)
  if (xml.ok) {
    const found = finder.replace(xml.text)
    return found.count === 0 ? { bytes, count: 0 } : { bytes: Buffer.from(found.text), count: found.count }
  }
  // Not of the encoding that they claim. Latin-1 comes first, which loses no byte.
  const latin1 = finder.replace(Buffer.from(bytes).toString('latin1'))
  const first = latin1.count === 0 ? bytes : Buffer.from(latin1.text, 'latin1')
  const utf8 = finder.replace(new TextDecoder().decode(first))
  return {
    bytes: utf8.count === 0 ? first : Buffer.from(utf8.text),
    count: latin1.count + utf8.count,
  }
}
