import { Builder } from 'xml2js'
import { isXmlCharacter } from '../xml/xml-character.ts'

/** The namespace of the expense report services v1.1. */
export const EXPENSE_REPORTS = 'http://www.concursolutions.com/api/expense/expensereport/2011/03'
/** The namespace of the travel request services v1.0. */
export const TRAVEL_REQUESTS = 'http://www.concursolutions.com/api/travelrequest/2012/06'

/** A document for Concur's services that speak XML, in the namespace of one of them. */
export function buildXml(
  namespace: string,
  root: string,
  content: Readonly<Record<string, unknown>>,
): string {
  return new Builder({ xmldec: { version: '1.0', encoding: 'utf-8' } }).buildObject({
    [root]: { $: { xmlns: namespace }, ...content },
  })
}

/** The text with a replacement character for each one that an XML 1.0 document cannot hold. */
export function xmlText(text: string): string {
  return Array.from(text.toWellFormed(), (character) =>
    isXmlCharacter(character.codePointAt(0) ?? 0) ? character : '\ufffd',
  ).join('')
}
