import { foldPart } from '../report/fold.ts'

/** A text as names are compared in it, and where each of its characters stands in the text as it was. */
export interface FoldedText {
  /** As `fold` has it, with escapes resolved. */
  readonly folded: string
  /** Where the character at that place of `folded` begins and ends in the text. */
  readonly startOf: (index: number) => number
  readonly endOf: (index: number) => number
}

/** Entities of XML, escapes of JSON, of addresses, white space; anything else is a character by itself. */
const TOKENS =
  /&(?:#x[0-9a-f]{1,6}|#[0-9]{1,7}|amp|lt|gt|quot|apos|nbsp);|\\u[0-9a-f]{4}|\\[nrtbf"\\/]|(?:%[0-9a-f]{2})+|\s+|[^]/giu
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** `Zo&#xEB; O&apos;Brien` and `zoe o'brien` fold to the same. Pure. */
export function foldWithPlaces(text: string): FoldedText {
  let folded = ''
  const starts: number[] = []
  const ends: number[] = []
  const add = (character: string, start: number, end: number) => {
    const plain = foldPart(character)
    // An accent that stands behind its letter goes where the letter goes.
    if (plain === '' && ends.length > 0) ends[ends.length - 1] = end
    for (let unit = 0; unit < plain.length; unit += 1) {
      starts.push(start)
      ends.push(end)
    }
    folded += plain
  }
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const end = index + token.length
    if (token.startsWith('%') && token.length > 1) addBytes(token, index, add)
    else if (/^\s/u.test(token)) add(' ', index, end)
    else add(characterOf(token), index, end)
  }
  return {
    folded,
    startOf: (index) => starts[index] ?? text.length,
    endOf: (index) => ends[index] ?? text.length,
  }
}

/** How a name is compared, without the places. */
export function foldName(text: string): string {
  return foldWithPlaces(text).folded.trim()
}

function characterOf(token: string): string {
  if (token.startsWith('&') && token.length > 1) {
    const name = token.slice(1, -1).toLowerCase()
    if (!name.startsWith('#')) return ENTITIES[name] ?? ' '
    return ofCode(name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)))
  }
  if (token.startsWith('\\') && token.length > 1) {
    if (/^\\u/i.test(token)) return String.fromCharCode(Number.parseInt(token.slice(2), 16))
    return /^\\["\\/]/.test(token) ? token.slice(1) : ' '
  }
  return token
}

function ofCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ' '
}

/** The characters of a stretch of `%xx`, each with the bytes that it takes. */
function addBytes(
  token: string,
  start: number,
  add: (character: string, start: number, end: number) => void,
): void {
  const text = Buffer.from(token.replaceAll('%', ''), 'hex').toString()
  let at = start
  for (const each of text) {
    // What is no character stands for one byte.
    const length = 3 * (each === '\u{FFFD}' ? 1 : Buffer.byteLength(each))
    add(/\s/u.test(each) ? ' ' : each, at, at + length)
    at += length
  }
}
