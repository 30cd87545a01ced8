import { SaxesParser } from 'saxes'

/** One element of a document that somebody sent, names without prefix. */
export interface XmlElement {
  readonly name: string
  /** Empty when the element is in no namespace. */
  readonly namespace: string
  /** All text directly inside, untrimmed. */
  text: string
  readonly children: XmlElement[]
}

/**
 * Not the reader of the connector, which ignores namespaces: Concur insists on its own.
 * @returns The root element, or `undefined` if the text is not well-formed XML with namespaces.
 */
export function readXml(xml: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: true })
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  let isWellFormed = true
  parser.on('error', () => {
    isWellFormed = false
  })
  parser.on('opentag', (tag) => {
    const element = { name: tag.local, namespace: tag.uri, text: '', children: [] }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  const append = (text: string) => {
    const current = open.at(-1)
    if (current) current.text += text
  }
  parser.on('text', append)
  parser.on('cdata', append)
  parser.write(xml).close()
  return isWellFormed ? root : undefined
}

/** The trimmed text of the first child of that name; empty if there is none. */
export function childText(element: XmlElement, name: string): string {
  return element.children.find((child) => child.name === name)?.text.trim() ?? ''
}
