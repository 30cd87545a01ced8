import { foldPart } from '../report/fold.ts'
import { foldName, foldWithPlaces } from './folded-text.ts'

/** By what a person is known. */
export interface Names {
  /** Logins, e-mail addresses, employee ids, ids of users at Concur. */
  readonly ids: readonly string[]
  /** Such as `Lovelace, Ada` or `Ada Lovelace`. */
  readonly names: readonly string[]
}

/** Finds names in texts. */
export interface NameFinder {
  /** Puts the pseudonym in the place of each. @returns The text itself where there is none. */
  replace(text: string): Replaced
}

/** A text without names. */
export interface Replaced {
  readonly text: string
  /** How many names stood in it. */
  readonly count: number
}

/** A name in its parts. */
interface NameParts {
  readonly first: string
  readonly last: string
}

/** Of a few letters or of digits alone: that is too little to be known by in the midst of a text. */
const IS_TELLING = /^(?=.*\p{L}).{3,}$/u
/** The names of fields that hold a person, as Concur has them. */
const OF_A_PERSON = '(?:employee|user|login|owner|approver|person|author|traveler|attendee|external)'
const NOT_WITHIN = String.raw`(?<![\p{L}\p{N}])`
const NOT_BEFORE = String.raw`(?![\p{L}\p{N}])`

/**
 * Finds a person in any text: in whatever letter case, with accents or without, escaped as in XML, JSON or an address,
 * last name first or last, the two in fields of their own beside each other. An id of digits alone, or of two
 * characters, is found only where it is all that a field of a person holds: elsewhere it may be an amount.
 * @param isOwn The texts are of a report of that person, or of one that names them: each part of the name counts.
 */
export function nameFinder({ ids, names }: Names, pseudonym: string, isOwn = false): NameFinder {
  const full = names.map(partsOf).filter(({ first, last }) => first !== '' || last !== '')
  const known = [...new Set(ids.map(foldName))].filter((id) => id !== '')
  const parts = isOwn ? full.flatMap(({ first, last }) => [...wordsOf(first), last]) : []
  const alone = [...new Set(parts)].filter((part) => part.length > 1)
  return finder(
    [
      ...known.map((id) => (IS_TELLING.test(id) ? idPattern(id) : valueOfField(id))),
      ...full.flatMap(together),
      ...full
        .filter(({ first, last }) => first === '' || last === '')
        .map(({ first, last }) => valueOfField(first + last)),
      ...alone.map(word),
    ],
    [...known, ...full.map(({ first, last }) => last || first), ...alone],
    pseudonym,
  )
}

/** A shorter text could be any word. */
const MIN_TEXT = 4

/** Finds whole texts, such as what somebody wrote, where they are quoted. */
export function textFinder(texts: readonly string[], replacement: string): NameFinder {
  const known = [...new Set(texts.map(foldName))].filter((text) => text.length >= MIN_TEXT)
  // One may begin with another: the longer goes first.
  const patterns = known.toSorted((a, b) => b.length - a.length).map(word)
  return finder(patterns, known, replacement)
}

function finder(patterns: readonly string[], texts: readonly string[], replacement: string): NameFinder {
  if (patterns.length === 0) return { replace: (text) => ({ text, count: 0 }) }
  const pattern = new RegExp(patterns.join('|'), 'gdu')
  const anchors = anchorsOf(texts)
  return {
    replace: (text) => (mayHold(text, anchors) ? replaceAll(text, pattern, replacement) : { text, count: 0 }),
  }
}

/** First and last name, folded; all of it is the first where there is but one word. */
function partsOf(name: string): NameParts {
  const folded = foldName(name)
  const comma = folded.indexOf(',')
  if (comma !== -1) {
    return { first: folded.slice(comma + 1).trim(), last: folded.slice(0, comma).trim() }
  }
  const words = folded.split(' ')
  return words.length < 2
    ? { first: folded, last: '' }
    : { first: words.slice(0, -1).join(' '), last: words.at(-1) ?? '' }
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ')
}

function word(text: string): string {
  return `${NOT_WITHIN}${escaped(text)}${NOT_BEFORE}`
}

/** An address is not a part of a longer one. */
function idPattern(text: string): string {
  if (!text.includes('@')) return word(text)
  return String.raw`(?<![\p{L}\p{N}._+\-])${escaped(text)}(?![\p{L}\p{N}]|[.\-][\p{L}\p{N}])`
}

function valueOfField(text: string): string {
  const before = `<[^<>]{0,60}${OF_A_PERSON}[^<>]{0,60}> ?|"[^"]{0,60}${OF_A_PERSON}[^"]{0,60}" ?: ?" ?`
  return `(?<=${before})${escaped(text)}(?= ?["<])`
}

/** What may stand between the two: a comma, an initial; or the end of one field and the beginning of another. */
const BETWEEN = [
  String.raw`[ ,.]{1,3}(?:\p{L}\.? )?`,
  `(?<fields>${[
    ' ?</[^<>]{1,80}>(?: ?<[^<>/]{1,80}>[^<>]{0,100}</[^<>]{1,80}>| ?<[^<>]{1,80}/>){0,6} ?<[^<>/]{0,60}name[^<>/]{0,60}> ?',
    ' ?" ?, ?(?:"[^"]{1,60}" ?: ?(?:"[^"]{0,100}"|[^",{}\\[\\]]{1,30}) ?, ?){0,4}"[^"]{0,60}name[^"]{0,60}" ?: ?" ?',
  ].join('|')})`,
].join('|')

/** Both names, in either order; what stands between them stays. */
function together({ first, last }: NameParts): readonly string[] {
  if (first === '' || last === '') return []
  const [one, two] = [escaped(first), escaped(last)]
  // `Ada Augusta` is also called Ada.
  const short = escaped(wordsOf(first)[0] ?? first)
  return [
    `${NOT_WITHIN}(?:${one}|${short})(?:${BETWEEN})${two}${NOT_BEFORE}`,
    `${NOT_WITHIN}${two}(?:${BETWEEN})(?:${one}|${short})${NOT_BEFORE}`,
  ]
}

function replaceAll(text: string, pattern: RegExp, pseudonym: string): Replaced {
  const { folded, startOf, endOf } = foldWithPlaces(text)
  let replaced = ''
  let count = 0
  let after = 0
  for (const match of folded.matchAll(pattern)) {
    const end = match.index + match[0].length
    const [from, to] = [startOf(match.index), endOf(end - 1)]
    // A character that folds to two is no beginning of anything at its second.
    if (from < after) continue
    // What lies between two fields is no name, and stays.
    const [begin, stop] = match.indices?.groups?.['fields'] ?? [0, 0]
    const between = stop === 0 ? '' : text.slice(endOf(begin - 1), startOf(stop)) + pseudonym
    replaced += text.slice(after, from) + pseudonym + between
    after = to
    count += 1
  }
  return count === 0 ? { text, count } : { text: replaced + text.slice(after), count }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
}

/** Of each text the longest stretch that is written the same however it is escaped; none where one has none. */
function anchorsOf(texts: readonly string[]): readonly string[] | undefined {
  const anchors = texts.map((text) =>
    Array.from(text.matchAll(/[a-z0-9]+/g), ([run]) => run).reduce(
      (a, b) => (b.length > a.length ? b : a),
      '',
    ),
  )
  return anchors.some((anchor) => anchor.length < 2) ? undefined : [...new Set(anchors)]
}

const HAS_ESCAPES = /&#|\\u|%[0-9a-f]{2}/i
const HAS_OTHERS = /[^\p{ASCII}]/u

/** Whether it is worth folding: nearly all texts hold nobody. */
function mayHold(text: string, anchors: readonly string[] | undefined): boolean {
  if (anchors === undefined || HAS_ESCAPES.test(text)) return true
  const small = HAS_OTHERS.test(text) ? foldPart(text) : text.toLowerCase()
  return anchors.some((anchor) => small.includes(anchor))
}
