// What the engine says is a code with values: commands, programs, logs and the trail get it in English, and whoever
// reads a page in their own words, see `server/console/say.ts`.
import { formatMoney, type Money } from '../report/money.ts'
import { CHECKS } from './check-sentences.ts'
import { OUTCOMES } from './outcomes.ts'
import { REFUSALS } from './refusals.ts'

/** Every sentence of the engine in English, by its code; `{name:kind}` is a value, without a kind it is a text. */
export const SENTENCES = {
  ...REFUSALS,
  ...OUTCOMES,
  ...CHECKS,
  /** Words of somebody else, or of an earlier version. */
  'as written': '{text}',
} as const

/** What is typed into, on pages. */
export const FIELDS = [
  'kind',
  'to',
  'text',
  'until',
  'question',
  'decision',
  'rule',
  'step',
  'over',
  'age',
  'policy',
  'assignee',
  'employee',
] as const
/** One of {@link FIELDS}. */
export type Field = (typeof FIELDS)[number]

/** The kinds of values in a sentence. */
export interface SlotKinds {
  readonly text: string
  readonly texts: readonly string[]
  readonly number: number
  readonly time: Date
  /** `2026-11-29` */
  readonly day: string
  readonly money: Money
  /** Mostly one of `WORDS`. */
  readonly word: string
  readonly words: readonly string[]
  /** The name of a field that is typed into. */
  readonly field: Field
  readonly sentence: Sentence
  /** The same of a label, which has no colon: a finding begins with one, and is in the language of its employee. */
  readonly part: Sentence
  readonly sentences: readonly Sentence[]
}

type Slots<Template extends string> = Template extends `${string}{${infer Slot}}${infer Rest}`
  ? SlotOf<Slot> & Slots<Rest>
  : object
type SlotOf<Slot extends string> = Slot extends `${infer Name}:${infer Kind extends keyof SlotKinds}`
  ? { readonly [Each in Name]: SlotKinds[Kind] }
  : { readonly [Each in Slot]: string }

/** Names a sentence. */
export type SentenceCode = keyof typeof SENTENCES
/** What a sentence of that code is filled with. */
export type ValuesOf<Code extends SentenceCode> = Slots<(typeof SENTENCES)[Code]>
/** Something that the engine says. */
export type Sentence = {
  readonly [Code in SentenceCode]: { readonly code: Code; readonly values: ValuesOf<Code> }
}[SentenceCode]

/** How values are written. */
export type Writer = { readonly [Kind in keyof SlotKinds]: (value: SlotKinds[Kind]) => string }

/** A sentence; one without values needs none. */
export function say<Code extends SentenceCode>(
  code: Code,
  ...[values]: object extends ValuesOf<Code> ? [] : [ValuesOf<Code>]
): Extract<Sentence, { readonly code: Code }>
export function say(code: SentenceCode, values: object = {}): unknown {
  return { code, values }
}

/** A sentence with values that were read, and so have the kinds that its template says. */
export function sayRead(code: SentenceCode, values: Readonly<Record<string, unknown>>): Sentence
export function sayRead(code: SentenceCode, values: object): unknown {
  return { code, values }
}

/** All of them. */
export const SENTENCE_CODES: readonly SentenceCode[] = Object.keys(SENTENCES).filter(isCode)

function isCode(text: string): text is SentenceCode {
  return Object.hasOwn(SENTENCES, text)
}

/** What is said of one review, for a place that says which. */
export function ofOne(sentence: Sentence): Sentence {
  return sentence.code === 'of review' ? sentence.values.why : sentence
}

/** As commands, programs, logs and the trail have it. */
export function inEnglish(sentence: Sentence): string {
  return fillIn(SENTENCES[sentence.code], sentence, ENGLISH)
}

const SLOT = /\{(\w+)(?::(\w+))?\}/g

/** The values that a text names, in their order. */
export function slotsOf(
  template: string,
): readonly { readonly slot: string; readonly name: string; readonly kind: keyof SlotKinds }[] {
  return [...template.matchAll(SLOT)].map(([slot, name = '', kind = 'text']) => ({
    slot,
    name,
    kind: KINDS.find((each) => each === kind) ?? 'text',
  }))
}

/**
 * Writes the values into a text; pure.
 * @param template Of any language: it names values of the English one, whose kinds they have.
 */
export function fillIn(template: string, { code, values }: Sentence, writer: Writer): string {
  const kinds = new Map(slotsOf(SENTENCES[code]).map(({ name, kind }) => [name, kind]))
  return template.replaceAll(SLOT, (_slot, name: string) =>
    written(writer, kinds.get(name) ?? 'text', values, name),
  )
}

function written<Kind extends keyof SlotKinds>(
  writer: Pick<Writer, Kind>,
  kind: Kind,
  values: object,
  name: string,
): string {
  return writer[kind](valueOf(kind, values, name))
}

/** Of the kind that the template says, see {@link ValuesOf}. */
function valueOf<Kind extends keyof SlotKinds>(kind: Kind, values: object, name: string): SlotKinds[Kind]
function valueOf(_kind: keyof SlotKinds, values: object, name: string): unknown {
  return new Map<string, unknown>(Object.entries(values)).get(name)
}

const ENGLISH: Writer = {
  text: (text) => text,
  texts: (texts) => texts.join(', '),
  number: String,
  time: (at) => at.toISOString(),
  day: (day) => day,
  money: formatMoney,
  word: (word) => word,
  words: (words) => words.join(', '),
  field: (field) => field,
  sentence: inEnglish,
  part: inEnglish,
  sentences: (sentences) => sentences.map(inEnglish).join('; '),
}
const KINDS = [
  'text',
  'texts',
  'number',
  'time',
  'day',
  'money',
  'word',
  'words',
  'field',
  'sentence',
  'part',
  'sentences',
] as const satisfies readonly (keyof SlotKinds)[]
