import { fold } from '../report/fold.ts'
import { type Decimal, formatDecimal } from '../report/money.ts'

/** Languages whose spreadsheets tell apart what separates cells and what marks decimals. */
export const CSV_LOCALES = ['en', 'de', 'fr'] as const
/** One of {@link CSV_LOCALES}. */
export type CsvLocale = (typeof CSV_LOCALES)[number]

/** What a spreadsheet set to that language takes apart without asking. */
export const CSV_MARKS = {
  en: { separator: ',', decimal: '.' },
  de: { separator: ';', decimal: ',' },
  fr: { separator: ';', decimal: ',' },
} as const satisfies Record<CsvLocale, { readonly separator: string; readonly decimal: string }>

/** Behind what no eye sees; the wide forms of Japanese keyboards count too, and the minus of typesetters. */
const FORMULA = /^[^\p{L}\p{N}\p{P}\p{S}]*[=+\-@−]/u
/** A date, a time, a share, or a number that would lose a zero, digits or its exponent. */
const LOOKS_LIKE_NUMBER = /^(?=.*\d)[\d\s.,:/%’'\p{Sc}-]+$|^[\d.,]+e[+-]?\d+$/iu
/** `Nov 2026`, `12. März`: a month, and for the rest digits. */
const LOOKS_LIKE_DAY = /^(?=.*\d)[\d\s.,/-]*(\p{L}{3,})[\d\s.,/-]*$/u
const MONTHS = new Set(
  CSV_LOCALES.flatMap((locale) =>
    (['long', 'short'] as const).flatMap((month) => {
      const format = new Intl.DateTimeFormat(locale, { month, timeZone: 'UTC' })
      return Array.from({ length: 12 }, (_, index) => wordOf(format.format(Date.UTC(2026, index))))
    }),
  ),
)
/** A spreadsheet counts exactly up to there. */
const HARMLESS_NUMBER = /^(?:0|[1-9]\d{0,14})$/

/**
 * A text for a cell, on one line. An apostrophe goes before one that a spreadsheet would take for a formula, which could
 * read other cells and send them away; or for a number, of which `0042` would become 42, and `11/2026` a day.
 */
export function textCell(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim()
  const plain = line.normalize('NFKC').trim()
  const isTaken =
    FORMULA.test(plain) ||
    (LOOKS_LIKE_NUMBER.test(plain) && !HARMLESS_NUMBER.test(plain)) ||
    MONTHS.has(wordOf(LOOKS_LIKE_DAY.exec(plain)?.[1] ?? ''))
  return isTaken ? `'${line}` : line
}

function wordOf(text: string): string {
  return fold(text).replace('.', '')
}

/** An exact amount as a number, without its currency: at least two decimals, nothing between thousands. */
export function amountCell(amount: Decimal, locale: CsvLocale): string {
  return formatDecimal(amount).replace('.', CSV_MARKS[locale].decimal)
}
