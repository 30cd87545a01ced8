import type { DecisionState } from '../record/human-decision.ts'
import type { Role } from '../record/person.ts'
import { readSentence } from '../record/read-sentence.ts'
import type { ReviewResult } from '../record/review.ts'
import { type Field, fillIn, type Sentence, type SentenceCode, type Writer } from '../record/sentence.ts'
import { formatDecimal } from '../report/money.ts'
import type { Formats } from './formats.ts'

/** A text of one language for every sentence of the engine; it names the values as the English one of the engine does. */
export type SentenceTexts = { readonly [Code in SentenceCode]: string }

/** The words that stand in sentences as values: each language has its own. */
type Word = ReviewResult | DecisionState | 'gone'
/** Them in one language. */
export type WordTexts = { readonly [Each in Word]: string }

/** What a language says of the engine. */
interface Spoken {
  readonly sentences: SentenceTexts
  readonly words: WordTexts
  readonly fields: { readonly [Each in Field]: string }
  readonly roles: { readonly [Each in Role]: string }
}

/**
 * Says to the reader of a page what the engine has to say: a sentence by its code, or the English text of one that is
 * kept, such as a line of the trail. What is none of ours stays as it is.
 */
export type Say = (what: Sentence | string) => string

/** @param formats Of the reader. */
export function createSay({ sentences, words, fields, roles }: Spoken, formats: Formats): Say {
  const known = new Map<string, string>(Object.entries({ ...roles, ...words }))
  const word = (each: string) => known.get(each) ?? each
  const writer: Writer = {
    text: (text) => text,
    texts: (texts) => texts.join(', '),
    number: (number) => formats.count(number),
    time: (at) => formats.dateTime(at),
    money: ({ amount, currency }) => formats.amount(formatDecimal(amount), currency),
    word,
    words: (all) => all.map(word).join(', '),
    field: (field) => fields[field],
    sentence: part,
    sentences: (all) => all.map(part).join('; '),
  }
  return (what) => {
    if (typeof what !== 'string') return asWhole(part(what))
    const sentence = readSentence(what)
    return sentence === undefined ? what : asWhole(part(sentence))
  }

  function part(sentence: Sentence): string {
    return fillIn(sentences[sentence.code], sentence, writer)
  }
}

/** With a capital letter and a full stop, as it stands alone. */
function asWhole(text: string): string {
  const begun = text.charAt(0).toLocaleUpperCase() + text.slice(1)
  return /[.!?:]$/.test(begun) ? begun : `${begun}.`
}
