import { SaxesParser } from 'saxes'
import { Parser, processors } from 'xml2js'
import { decodeXml } from './decode-xml.ts'

/** An element by its local name: prefixes and namespaces are dropped, since Concur's documents vary in both. */
export interface XmlElement {
  readonly name: string
  /** The character data, CDATA included, untrimmed; empty for an element without any. */
  readonly text: string
  /** By local name, so `i:nil` is `nil`. */
  readonly attributes: Readonly<Record<string, string>>
  /** The children of that local name, none, one or many, in document order. */
  all(name: string): readonly XmlElement[]
  /** The local names of the children, each once, in the order of their first appearance. */
  readonly childNames: readonly string[]
}

/** The document's root, or why the text is not a document that we read. */
export type XmlResult =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly problem: string }

const MAX_DEPTH = 50
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype'])
/** Neither can be an XML name, so no element can pose as character data or attributes. */
const TEXT = '#text'
const ATTRIBUTES = '#attributes'

/**
 * Reads a whole XML document, strictly: it must be well-formed XML 1.0, at most 50 levels deep, without a DOCTYPE
 * and without names that mean something to JavaScript. Pure, never throws.
 * @param bytes Untrusted; UTF-8, UTF-16 or ISO-8859-1. Their number is the caller's to bound.
 */
export function readXml(bytes: Uint8Array): XmlResult {
  const decoded = decodeXml(bytes)
  if (!decoded.ok) return decoded
  const problem = wellFormednessProblem(decoded.text)
  if (problem !== undefined) return { ok: false, problem }
  return buildTree(decoded.text)
}

/** The first child of that name, if any. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.all(name)[0]
}

/** xml2js accepts a DOCTYPE, text after the root and repeated attributes, and builds trees deeper than the stack. */
function wellFormednessProblem(text: string): string | undefined {
  const parser = new SaxesParser()
  let depth = 0
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => parser.fail('a DOCTYPE is not accepted'))
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    if (depth > MAX_DEPTH) parser.fail(`more than ${MAX_DEPTH} levels of elements`)
    for (const used of [name, ...Object.keys(attributes)]) {
      if (FORBIDDEN_NAMES.has(localName(used))) parser.fail(`the name ${used} is not accepted`)
    }
  })
  parser.on('closetag', () => {
    depth -= 1
  })
  try {
    parser.write(text).close()
    return undefined
  } catch (error) {
    return `not well-formed XML: ${error instanceof Error ? error.message : String(error)}`
  }
}

function buildTree(text: string): XmlResult {
  const parser = new Parser({
    attrkey: ATTRIBUTES,
    charkey: TEXT,
    tagNameProcessors: [processors.stripPrefix],
    attrNameProcessors: [localName],
    explicitArray: true,
    emptyTag: '',
  })
  let result: XmlResult = { ok: false, problem: 'the document is empty' }
  parser.parseString(text, (error: Error | null, document: unknown) => {
    if (error !== null) result = { ok: false, problem: `not well-formed XML: ${error.message}` }
    else if (isRecord(document)) {
      for (const [name, node] of Object.entries(document)) result = { ok: true, root: toElement(name, node) }
    }
  })
  return result
}

/** xml2js gives a text for an element with nothing but text, otherwise an object of lists of children. */
function toElement(name: string, node: unknown): XmlElement {
  const members = isRecord(node) ? node : { [TEXT]: node }
  const text = members[TEXT]
  return {
    name,
    text: typeof text === 'string' ? text : '',
    attributes: stringsOf(members[ATTRIBUTES]),
    all: (childName) => {
      const children: unknown = Object.hasOwn(members, childName) ? members[childName] : []
      return Array.isArray(children) ? children.map((each: unknown) => toElement(childName, each)) : []
    },
    childNames: Object.keys(members).filter((key) => key !== TEXT && key !== ATTRIBUTES),
  }
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  )
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
