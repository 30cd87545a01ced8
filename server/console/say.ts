import { explain, REFUSALS } from '../concur/refusals.ts'
import { withoutRegion } from '../policy/language.ts'
import type { Outcome } from '../record/decision.ts'
import type { EffectState } from '../record/effect.ts'
import type { DecisionState, HumanAction } from '../record/human-decision.ts'
import type { Role } from '../record/person.ts'
import { readSentence } from '../record/read-sentence.ts'
import type { ReviewResult } from '../record/review.ts'
import { type Field, fillIn, type Sentence, type SentenceCode, type Writer } from '../record/sentence.ts'
import type { Word } from '../record/words.ts'
import { formatDecimal } from '../report/money.ts'
import { fillText, findingText, type SaidFinding } from './finding-text.ts'
import type { Formats } from './formats.ts'

/** A text of one language for every sentence of the engine; it names the values as the English one of the engine does. */
export type SentenceTexts = { readonly [Code in SentenceCode]: string }

/** The words that stand in sentences as values, but for roles, which have texts of their own. */
type Spoken = Exclude<Word, Role> | ReviewResult | DecisionState | EffectState | Outcome | HumanAction
/** Them in one language. */
export type WordTexts = { readonly [Each in Spoken]: string }

/** What a language says of the engine. */
interface Language {
  readonly locale: string
  readonly sentences: SentenceTexts
  readonly words: WordTexts
  /** What Concur's refusals mean, by their English texts; see `REFUSALS`. */
  readonly refusals: Readonly<Record<string, string>>
  readonly fields: { readonly [Each in Field]: string }
  readonly roles: { readonly [Each in Role]: string }
}

/**
 * Says to the reader of a page what the engine has to say: a sentence by its code, or the English text of one that is
 * kept, such as a line of the trail. What is none of ours stays as it is.
 */
export interface Say {
  /** With a capital letter and a full stop, as it stands alone. */
  (what: Sentence | string): string
  /** As it stands within something else. */
  readonly part: (what: Sentence | string) => string
  /** What is found, which is kept in the language of the employee. */
  readonly reason: (reason: SaidReason) => string
  /** The same beside its line, without the name of the line at its beginning. */
  readonly besideLine: (reason: SaidReason) => string
  /** What a field of a report has: an amount or a day as the reader writes it, and texts as they are. */
  readonly value: (shown: string) => string
}

/** A reason as it is kept. */
export interface SaidReason {
  readonly message: string
  /** Absent where no finding is the reason. */
  readonly finding?: SaidFinding
}

/** @param formats Of the reader. */
export function createSay(language: Language, formats: Formats): Say {
  const { locale, sentences, words, fields, refusals, roles } = language
  const known = new Map<string, string>(Object.entries({ ...roles, ...words }))
  const word = (each: string) => known.get(each) ?? each
  const writer: Writer = {
    text: withRefusals,
    texts: (texts) => texts.join(', '),
    number: (number) => formats.count(number),
    time: (at) => formats.dateTime(at),
    day: (day) => formats.day(day),
    money: ({ amount, currency }) => formats.amount(formatDecimal(amount), currency),
    word,
    words: (all) => all.map(word).join(', '),
    field: (field) => fields[field],
    sentence: part,
    part,
    sentences: (all) => all.map(part).join('; '),
  }
  const whole = (what: Sentence | string) => {
    const text = said(what)
    return text === what ? what : asWhole(text)
  }
  return Object.assign(whole, { part: said, reason, besideLine, value })

  function value(shown: string): string {
    const sentence = readSentence(shown)
    return sentence?.code === 'amount' || sentence?.code === 'day' ? part(sentence) : shown
  }

  function reason({ message, finding }: SaidReason): string {
    const text = finding && findingText(message, finding, withoutRegion(locale))
    return finding === undefined || text === undefined ? whole(message) : foundIn(finding, text)
  }

  function besideLine({ message, finding }: SaidReason): string {
    const text = finding && findingText(message, finding, withoutRegion(locale))
    if (finding === undefined || text === undefined)
      return whole(withoutLabel(message, finding?.object.label))
    return foundIn(finding, withoutLabel(text, '{object}'))
  }

  function foundIn({ object, observed, limit }: SaidFinding, text: string): string {
    return fillText(text, { object: said(object.label), observed: said(observed), limit: said(limit) })
  }

  function said(what: Sentence | string): string {
    if (typeof what !== 'string') return part(what)
    const sentence = readSentence(what)
    return sentence === undefined ? withRefusals(what) : part(sentence)
  }

  function part(sentence: Sentence): string {
    return fillIn(sentences[sentence.code], sentence, writer)
  }

  /** With what a code of Concur means in the words of the reader. */
  function withRefusals(text: string): string {
    const refusal = REFUSALS.find((each) => text.includes(explain(each)))
    if (refusal === undefined) return text
    const [happened = refusal.happened, act = refusal.act] = [
      refusals[refusal.happened],
      refusals[refusal.act],
    ]
    return text.replace(explain(refusal), explain({ ...refusal, happened, act }))
  }
}

/** With a capital letter and a full stop, as it stands alone. */
function asWhole(text: string): string {
  const begun = text.charAt(0).toLocaleUpperCase() + text.slice(1)
  return /[.!?:]$/.test(begun) ? begun : `${begun}.`
}

/** The messages of the rules begin with `{object}:`; those of a company's own may not. */
function withoutLabel(message: string, label: string | undefined): string {
  if (label === undefined || !message.startsWith(label)) return message
  return /^\s?:\s*(\S.*)$/su.exec(message.slice(label.length))?.[1] ?? message
}
