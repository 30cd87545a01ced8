import { isXmlCharacter } from './xml-character.ts'

/** What XML 1.0 cannot hold at all ("Characters", production 2). */
const NO_CHARACTER = /[^\P{Cc}\t\n\r\u007f-\u009f]|[\ufffe\uffff]/gu
/** Everything that begins with `&`; group 1 is the number of a character, group 2 a name. */
const AMPERSAND = /&(?:#(x[\da-fA-F]+|\d+);|(lt|gt|amp|quot|apos);)?/g
/** In these, `&` is a character like any other. */
const VERBATIM_ENDS = new Map([
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
  ['<?', '?>'],
])
const VERBATIM = /<!\[CDATA\[|<!--|<\?/g

/**
 * Mends what people's text breaks in a document that was put together without care: a character that XML cannot hold
 * becomes U+FFFD, whether it stands there itself or as a reference, and an `&` that begins no reference becomes
 * `&amp;`; entities are never declared, because a DOCTYPE is not accepted. Nothing else is touched. It takes time in
 * proportion to the length, whatever the text.
 */
export function mendXml(text: string): string {
  const clean = text.replaceAll(NO_CHARACTER, '\ufffd')
  const parts: string[] = []
  let from = 0
  for (;;) {
    VERBATIM.lastIndex = from
    const opening = VERBATIM.exec(clean)
    if (opening === null) break
    const [mark] = opening
    const closing = VERBATIM_ENDS.get(mark) ?? ''
    const end = clean.indexOf(closing, opening.index + mark.length)
    if (end === -1) break
    parts.push(mended(clean.slice(from, opening.index)), clean.slice(opening.index, end + closing.length))
    from = end + closing.length
  }
  parts.push(mended(clean.slice(from)))
  return parts.join('')
}

function mended(text: string): string {
  return text.replaceAll(AMPERSAND, (found, number?: string, name?: string) => {
    if (name !== undefined) return found
    if (number === undefined) return `&amp;${found.slice(1)}`
    return isXmlCharacter(Number(number.replace(/^x/, '0x'))) ? found : '\ufffd'
  })
}
