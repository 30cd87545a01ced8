import { parseDecimal } from '../report/money.ts'
import {
  FIELDS,
  inEnglish,
  SENTENCE_CODES,
  SENTENCES,
  type Sentence,
  type SentenceCode,
  type SlotKinds,
  say,
  sayRead,
  slotsOf,
} from './sentence.ts'
import { WORDS } from './words.ts'

/** The English text of a sentence as a pattern, with how its values are read. */
interface Reader {
  readonly code: SentenceCode
  readonly pattern: RegExp
  readonly slots: ReturnType<typeof slotsOf>
}

/** Longer texts are no sentence of ours, but somebody's comment. */
const MAX_READ = 2000

/**
 * Finds which sentence an English text is, such as a line of the trail: what is kept is English, so that evidence reads
 * the same for ever, and yet pages say it in the language of their reader. Pure.
 * @returns `undefined` if it is none of ours.
 */
export function readSentence(text: string): Sentence | undefined {
  if (text.length > MAX_READ) return undefined
  for (const { code, pattern, slots } of READERS) {
    const found = pattern.exec(text)
    if (found === null) continue
    const values = Object.fromEntries(
      slots.map(({ name, kind }, index) => [name, VALUES[kind](found[index + 1] ?? '')]),
    )
    if (Object.values(values).includes(undefined)) continue
    const sentence = sayRead(code, values)
    // A time or an amount may have been written in another way, and then is not ours.
    if (inEnglish(sentence) === text) return sentence
  }
  return undefined
}

/** The longest first: some begin with another. */
const ONE_WORD = WORDS.toSorted((a, b) => b.length - a.length).join('|')

const PATTERNS: Readonly<Record<keyof SlotKinds, string>> = {
  text: '(.+?)',
  texts: '(.+?)',
  number: '(-?\\d+)',
  time: '(\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z)',
  money: '(-?[\\d.]+ [A-Z]{3})',
  day: '(\\d{4}-\\d\\d-\\d\\d)',
  word: `(${ONE_WORD})`,
  words: `((?:${ONE_WORD})(?:, (?:${ONE_WORD}))*)`,
  field: `(${FIELDS.join('|')})`,
  sentence: '(.+?)',
  part: '([^:]+?)',
  sentences: '(.+?)',
}

const VALUES: { readonly [Kind in keyof SlotKinds]: (text: string) => SlotKinds[Kind] | undefined } = {
  text: (text) => text,
  texts: (text) => text.split(', '),
  number: Number,
  time: (text) => new Date(text),
  day: (text) => text,
  money: (text) => {
    const [digits = '', currency = ''] = text.split(' ')
    const amount = parseDecimal(digits)
    return amount && { amount, currency }
  },
  word: (text) => text,
  words: (text) => text.split(', '),
  field: (text) => FIELDS.find((each) => each === text),
  sentence: readOrKeep,
  part: readOrKeep,
  sentences: (text) => text.split('; ').map(readOrKeep),
}

/** The same; words of somebody else are kept as they are. */
export function readOrKeep(text: string): Sentence {
  return readSentence(text) ?? say('as written', { text })
}

/** Those that begin with a value come last, and those with the most words of their own first: the others are found in them. */
const READERS: readonly Reader[] = SENTENCE_CODES.filter((code) => code !== 'as written')
  .map(readerOf)
  .toSorted((a, b) => Number(beginsOpen(a)) - Number(beginsOpen(b)) || ownWords(b) - ownWords(a))

function readerOf(code: SentenceCode): Reader {
  const template = SENTENCES[code]
  const slots = slotsOf(template)
  const parts = template.split(/\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = parts
    .map((part, index) => `${part}${slots[index] ? PATTERNS[slots[index].kind] : ''}`)
    .join('')
  return { code, slots, pattern: new RegExp(`^${pattern}$`, 's') }
}

function ownWords({ code }: Reader): number {
  return SENTENCES[code].replaceAll(/\{[^}]*\}/g, '').length
}

function beginsOpen({ code }: Reader): boolean {
  return SENTENCES[code].startsWith('{')
}
