import { readXml, type XmlElement } from '../xml/read-xml.ts'

/** A field of a document, whether that is JSON or XML: a text and what it is called. */
export interface Field {
  readonly name: string
  /** Of what it is a field; a list goes by its own name. */
  readonly of: string
  readonly value: string
  /** The same for fields of one object. */
  readonly object: number
}

/** All texts of a document, in its order; none if it cannot be read. Pure, never throws. */
export function fieldsOf(document: Uint8Array): readonly Field[] {
  const fields: Field[] = []
  const json = jsonOf(document)
  if (json !== undefined) {
    addJson(fields, json, '', { last: 0 })
    return fields
  }
  const xml = readXml(document)
  if (xml.ok) addXml(fields, xml.root, { last: 0 })
  return fields
}

function jsonOf(document: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(document))
  } catch {
    return undefined
  }
}

interface Numbers {
  last: number
}

function addJson(fields: Field[], value: unknown, of: string, numbers: Numbers): void {
  if (Array.isArray(value)) {
    for (const each of value) addJson(fields, each, of, numbers)
    return
  }
  if (typeof value !== 'object' || value === null) return
  numbers.last += 1
  const object = numbers.last
  for (const [name, part] of Object.entries(value)) {
    for (const text of Array.isArray(part) ? part : [part]) {
      if (typeof text === 'string') fields.push({ name, of, value: text, object })
    }
    addJson(fields, part, name, numbers)
  }
}

function addXml(fields: Field[], element: XmlElement, numbers: Numbers): void {
  numbers.last += 1
  const object = numbers.last
  for (const child of element.children) {
    const value = child.text.trim()
    if (value !== '') fields.push({ name: child.name, of: element.name, value, object })
    addXml(fields, child, numbers)
  }
}
