// How names are compared, everywhere: vendors, cities, words, people who are looked for. What is folded alike is the same
// name. Logins and the like are not names: `müller` and `muller` may be two people, see `foldCase`.

/** Printable ASCII with single blanks between words, without the accent that stands alone: only letter case can change. */
const PLAIN = /^[!-_a-~]+(?: [!-_a-~]+)*$/

/** Goes before letters fall apart: their accents have an order then, which nothing unseen may hold up. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu
/** Accents that stand behind their letter. */
const ACCENTS = /[\u0300-\u036F]/g
/** Looked for when all is in small letters and has fallen apart: `Ꞌ`, `ŉ`, `‴` and `⁻` become some of these only then. */
const APOSTROPHES = /[`‘’‚‛′ʹʻʼʽˈꞌ]/g
const QUOTES = /[“”„‟«»]/g
const DASHES = /[\u2010-\u2015\u2043\u2212]/g
const BLANKS = /[\s\p{Cc}]+/gu

/** Letters that do not fall apart into another and an accent, and are written as others where there are no such keys. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
  ŧ: 't',
  ς: 'σ',
}
const OTHER_LETTERS = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g')

/**
 * A name as it is compared: without accents, in small letters, one blank between words, plain apostrophes, quotes and
 * dashes, nothing that nobody sees. `CAFE DE PARIS` and `Café de\u00A0Paris` are the same.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return foldPart(text).replaceAll(BLANKS, ' ').trim()
}

/** A part of a name: folded part by part a name is the same as folded as a whole, but for the blanks. */
export function foldPart(text: string): string {
  return (
    text
      .replaceAll(UNSEEN, '')
      // These would become a blank and an accent, and two apostrophes.
      .replaceAll('´', "'")
      .replaceAll('″', '"')
      .normalize('NFKD')
      .replaceAll(ACCENTS, '')
      .toLowerCase()
      .replaceAll(APOSTROPHES, "'")
      .replaceAll(QUOTES, '"')
      .replaceAll(DASHES, '-')
      .replaceAll(OTHER_LETTERS, (letter) => LETTERS[letter] ?? letter)
  )
}

/**
 * A login, an address or a number as it is compared: whatever its letter case, spacing and width, and nothing else. What is
 * kept of the past is kept by it, so that it never changes.
 */
export function foldCase(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
