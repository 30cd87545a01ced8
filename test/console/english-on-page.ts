import { DE } from '../../server/console/languages/de.ts'
import { EN } from '../../server/console/languages/en.ts'
import { SENTENCES } from '../../server/record/sentence.ts'

/** Stands for a value of a text. */
const VALUE = 'Xyz'

/**
 * What a page says in English that we say: texts of the English catalogue, and of the engine.
 * @param html Of a page for somebody who reads German.
 */
export function englishOn(html: string): readonly string[] {
  const text = html
    .replaceAll(/<style.*?<\/style>|<[^>]*>/gs, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .toLowerCase()
  return ENGLISH.filter((phrase) =>
    text
      .split(phrase)
      .slice(1)
      .some((after) => !/^[a-zäöüß]/.test(after)),
  )
}

const german = new Set(phrasesIn(DE))
const ENGLISH: readonly string[] = [
  ...new Set([
    ...phrasesIn(EN),
    ...Object.values(SENTENCES).flatMap((template) => phrasesOf(template.replaceAll(/\{[^}]*\}/g, VALUE))),
  ]),
].filter((phrase) => !german.has(phrase))

/** Of all texts in a catalogue. */
function phrasesIn(texts: unknown): readonly string[] {
  if (typeof texts === 'string') return phrasesOf(texts.replaceAll(/\{[^}]*\}/g, VALUE))
  if (typeof texts === 'function') {
    const said: unknown = texts(VALUE, VALUE, VALUE, VALUE)
    return phrasesIn(said)
  }
  if (texts === null || typeof texts !== 'object') return []
  return Object.values(texts).flatMap(phrasesIn)
}

/** What stands between the values, as far as it is more than a word. */
function phrasesOf(text: string): readonly string[] {
  return text
    .split(VALUE)
    .map((part) => part.replaceAll(/\s+/g, ' ').trim().toLowerCase())
    .filter((part) => part.length > 7 && /[a-z]+\W+[a-z]+/.test(part))
}
