import type { UncleanText } from './report-trouble.ts'

/** Between the first and the second letter of the text. */
const DIRT: Readonly<Record<UncleanText, string>> = {
  references: '&#x1F;',
  raw: '\u001F',
  ampersands: ' & ',
}

/** Elements whose text people have typed or pasted. */
const FREE_TEXT = /(<(?:ReportName|Purpose|BusinessPurpose|VendorDescription)>[^<&])([^<]*<)/g

/** Spoils free text of v1.1, as people's clipboards do. @param xml Of a report. */
export function withUncleanText(xml: string, text: UncleanText | undefined): string {
  return text === undefined
    ? xml
    : xml.replace(FREE_TEXT, (_match, first: string, rest: string) => `${first}${DIRT[text]}${rest}`)
}
