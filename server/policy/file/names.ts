import { z } from 'zod'
import { refuse } from './found.ts'

/** Words that are not blank. */
export const words = z.string('expected text').trim().min(1, 'expected text')

/** How characters are called that nobody sees, or takes for others. */
const CALLED: ReadonlyMap<string, string> = new Map([
  ['\u00A0', 'no-break space'],
  ['\u00AD', 'soft hyphen'],
  ['\u200B', 'zero width space'],
  ['\u200C', 'zero width non-joiner'],
  ['\u200D', 'zero width joiner'],
  ['\u2060', 'word joiner'],
  ['\uFEFF', 'byte order mark'],
])

/** Cyrillic and Greek letters that look as Latin ones do. */
const LOOKALIKES = /[АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]/u

/**
 * The first character that does not belong into a text, in words: `the character “ (U+201C)`.
 * @param unexpected Finds it.
 */
export function oddCharacter(text: string, unexpected: RegExp): string | undefined {
  const [character] = unexpected.exec(text) ?? []
  if (character === undefined) return undefined
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  const called = CALLED.get(character) ?? (/[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? character : undefined)
  return called === undefined ? `the character ${number}` : `the character ${called} (${number})`
}

/**
 * Why a name that is compared as a whole would never be found, in words.
 * @returns `undefined` for one that can be a name.
 */
export function oddName(name: string): string | undefined {
  const other = oddLetter(name)
  if (other !== undefined) return other
  if (/^["“”„«»].*["“”„«»]$/u.test(name)) {
    return `${JSON.stringify(name)} has quotes as a part of it: write it without, or in straight ones`
  }
  return undefined
}

/** A letter of another script within a word that looks as if it belonged there, in words. */
export function oddLetter(text: string): string | undefined {
  if (!LOOKALIKES.test(text)) return undefined
  const word = text
    .match(/[\p{L}\p{M}]+/gu)
    ?.find((each) => /\p{sc=Latin}/u.test(each) && LOOKALIKES.test(each))
  if (word === undefined) return undefined
  return `${JSON.stringify(word)} has ${oddCharacter(word, LOOKALIKES)} among Latin letters`
}

/** The name of something, such as a vendor or a city, which is compared as a whole; compare with `fold`. */
export const wholeName = words.superRefine((name, context) => {
  const odd = oddName(name)
  if (odd !== undefined) refuse(context, odd)
})
