import { SaxesParser } from 'saxes'
import { decodeXml } from './decode-xml.ts'
import { mendXml } from './mend-xml.ts'

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
  | {
      readonly ok: false
      /** With the place, where there is one. */
      readonly problem: string
      /**
       * The local name of the root of a document that is there to its end tag, so that what is wrong is within it. Absent
       * where the document was cut off, or there is none.
       */
      readonly wholeRoot?: string
    }

const MAX_DEPTH = 50
const MAX_NAME = 100
/** The problem may quote what it does not like, and is answered, logged and kept. */
const MAX_PROBLEM = 300
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads a whole XML document: it must be well-formed XML 1.0 but for what {@link mendXml} mends, at most 50 levels deep,
 * without a DOCTYPE and without names that mean something to JavaScript. Half a document is never read. Pure, never
 * throws. It does not build on xml2js, which takes a DOCTYPE, text after the root and repeated attributes, and has no
 * bound on depth.
 * @param bytes Untrusted. Their number is the caller's to bound.
 * @param contentType The header that came with them, which may tell the encoding; see {@link decodeXml}.
 */
export function readXml(bytes: Uint8Array, contentType?: string): XmlResult {
  const decoded = decodeXml(bytes, contentType)
  if (decoded.ok) return readText(decoded.text)
  const rough = readText(decoded.roughly)
  const wholeRoot = rough.ok ? rough.root.name : rough.wholeRoot
  return { ok: false, problem: decoded.problem, ...(wholeRoot !== undefined && { wholeRoot }) }
}

/** Nearly every document is well-formed: mending is for the others. */
function readText(text: string): XmlResult {
  const asSent = buildTree(text)
  if (asSent.ok) return asSent
  const mended = mendXml(text)
  return mended === text ? asSent : buildTree(mended)
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
  children: XmlElement[]
}

/** A large report has a million elements, most of them with none, and two of three empty: what is the same is shared. */
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()
const NO_CHILDREN: XmlElement[] = []

function buildTree(text: string): XmlResult {
  // As XML 1.1, a document could hold control characters.
  const parser = new SaxesParser({ defaultXMLVersion: '1.0', forceXMLVersion: true })
  const document: OpenElement = { name: '', text: '', attributes: NO_ATTRIBUTES, children: [] }
  const open = [document]
  /** By the name as written: the local name, and the element of that name in which nothing is. */
  const known = new Map<string, XmlElement>()
  let rootAsWritten = ''
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
      name: emptyOf(name).name,
      text: '',
      attributes:
        given.length === 0 ? NO_ATTRIBUTES : new Map(given.map(([key, value]) => [accepted(key), value])),
      children: NO_CHILDREN,
    }
    if (rootAsWritten === '') rootAsWritten = name
    const parent = open.at(-1)
    if (parent?.children === NO_CHILDREN) parent.children = [element]
    else parent?.children.push(element)
    open.push(element)
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', ({ name }) => {
    const element = open.pop()
    const siblings = open.at(-1)?.children
    const isEmpty =
      element?.text === '' && element.children === NO_CHILDREN && element.attributes === NO_ATTRIBUTES
    if (isEmpty && siblings !== undefined) siblings[siblings.length - 1] = emptyOf(name)
  })
  try {
    parser.write(text).close()
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^\d+:\d+: /, '') : String(error)
    const place = `line ${parser.line}, column ${parser.column}${pathOf(open)}`
    const [root] = document.children
    return {
      ok: false,
      problem: `not well-formed XML: ${reason.slice(0, MAX_PROBLEM)} (${place})`,
      ...(root !== undefined && hasEndTag(text, rootAsWritten) && { wholeRoot: root.name }),
    }
  }
  const [root] = document.children
  return root === undefined
    ? { ok: false, problem: 'not well-formed XML: there is no element' }
    : { ok: true, root }

  function emptyOf(name: string): XmlElement {
    const before = known.get(name)
    if (before !== undefined) return before
    const empty = { name: accepted(name), text: '', attributes: NO_ATTRIBUTES, children: NO_CHILDREN }
    known.set(name, empty)
    return empty
  }

  function accepted(name: string): string {
    const local = name.slice(name.lastIndexOf(':') + 1)
    // U+FFFD stands for what is lost, and no name of Concur's has it.
    if (FORBIDDEN_NAMES.has(local) || name.length > MAX_NAME || name.includes('\ufffd'))
      parser.fail(`the name ${name} is not accepted`)
    return local
  }
}

/** Such as `, in ReportDetails/Entries/ExpenseEntry[2]`, counted among elements of the same name. */
function pathOf([document, ...open]: readonly OpenElement[]): string {
  const steps = open.map((element, depth) => {
    const siblings = childrenOf(open[depth - 1] ?? document ?? element, element.name)
    return siblings.length > 1 ? `${element.name}[${siblings.length}]` : element.name
  })
  return steps.length === 0 ? '' : `, in ${steps.join('/')}`
}

function hasEndTag(text: string, name: string): boolean {
  const start = text.lastIndexOf(`</${name}`)
  return start !== -1 && /^\s*>/.test(text.slice(start + 2 + name.length))
}
