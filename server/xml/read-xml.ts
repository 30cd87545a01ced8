import { SaxesParser } from 'saxes'
import { decodeXml } from './decode-xml.ts'

/** An element by its local name: prefixes and namespaces are dropped, since Concur's documents vary in both. */
export interface XmlElement {
  readonly name: string
  /** The character data directly below, CDATA included, untrimmed; empty for an element without any. */
  readonly text: string
  /** By local name, so `i:nil` is `nil`. */
  readonly attributes: ReadonlyMap<string, string>
  /** In document order. */
  readonly children: readonly XmlElement[]
}

/** The document's root, or why the text is not a document that we read. */
export type XmlResult =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly problem: string }

const MAX_DEPTH = 50
const MAX_NAME = 100
/** The problem may quote what it does not like, and is answered, logged and kept. */
const MAX_PROBLEM = 300
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads a whole XML document, strictly: it must be well-formed XML 1.0, at most 50 levels deep, without a DOCTYPE
 * and without names that mean something to JavaScript. Pure, never throws. It does not build on xml2js, which takes
 * a DOCTYPE, text after the root and repeated attributes, and has no bound on depth.
 * @param bytes Untrusted; UTF-8, UTF-16 or ISO-8859-1. Their number is the caller's to bound.
 */
export function readXml(bytes: Uint8Array): XmlResult {
  const decoded = decodeXml(bytes)
  if (!decoded.ok) return decoded
  try {
    return { ok: true, root: buildTree(decoded.text) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, problem: `not well-formed XML: ${reason.slice(0, MAX_PROBLEM)}` }
  }
}

/** The first child of that name, if any. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((each) => each.name === name)
}

/** The children of that name: none, one or many. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((each) => each.name === name)
}

interface OpenElement {
  readonly name: string
  text: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: OpenElement[]
}

/** Most elements have none, and a large report has a million elements. */
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

/** @throws {Error} With the place, at the first thing that is wrong. */
function buildTree(text: string): XmlElement {
  // As XML 1.1, a document could hold control characters.
  const parser = new SaxesParser({ defaultXMLVersion: '1.0', forceXMLVersion: true })
  const document: OpenElement = { name: '', text: '', attributes: NO_ATTRIBUTES, children: [] }
  const open = [document]
  const addText = (characters: string) => {
    const element = open.at(-1)
    if (element !== undefined && element !== document) element.text += characters
  }
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => parser.fail('a DOCTYPE is not accepted'))
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > MAX_DEPTH) parser.fail(`more than ${MAX_DEPTH} levels of elements`)
    const given = Object.entries(attributes)
    const element: OpenElement = {
      name: accepted(name),
      text: '',
      attributes:
        given.length === 0 ? NO_ATTRIBUTES : new Map(given.map(([key, value]) => [accepted(key), value])),
      children: [],
    }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => open.pop())
  parser.write(text).close()
  const [root] = document.children
  if (root === undefined) throw new Error('there is no element')
  return root

  function accepted(name: string): string {
    const local = name.slice(name.lastIndexOf(':') + 1)
    if (FORBIDDEN_NAMES.has(local) || name.length > MAX_NAME) parser.fail(`the name ${name} is not accepted`)
    return local
  }
}
