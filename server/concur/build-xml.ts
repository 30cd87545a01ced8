import { Builder } from 'xml2js'

/** The namespace of the expense report services v1.1. */
const NAMESPACE = 'http://www.concursolutions.com/api/expense/expensereport/2011/03'
/** A document for the expense report services v1.1, in their namespace. */
export function buildExpenseXml(root: string, content: Readonly<Record<string, unknown>>): string {
  return new Builder({ xmldec: { version: '1.0', encoding: 'utf-8' } }).buildObject({
    [root]: { $: { xmlns: NAMESPACE }, ...content },
  })
}

/** The text with a replacement character for each one that an XML 1.0 document cannot hold. */
export function xmlText(text: string): string {
  return Array.from(text.toWellFormed(), (character) => (isXml(character) ? character : '\ufffd')).join('')
}

/** XML 1.0, production 2, "Char". */
function isXml(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return code !== 0xfffe && code !== 0xffff
}
