import { formatDecimal, parseDecimal } from '../report/money.ts'
import type { Texts } from './texts/texts.ts'

/**
 * What reorders a line from the inside, such as an amount behind a name: overrides, embeddings and isolates; and the
 * mark that some editors put at the beginning of a file.
 */
const REORDERING = /[\u202a-\u202e\u2066-\u2069\ufeff]/g
/** Letters that are written from right to left, and marks that make it so. */
const RIGHT_TO_LEFT =
  /[\u200f\u061c\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

/**
 * Text of others as one line: without control characters and line ends, at most so many characters, and where it runs
 * from right to left, so enclosed that what follows keeps its place.
 */
export function oneLine(text: string, max: number): string {
  const line = text
    .toWellFormed()
    .replace(REORDERING, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  const cut = cutAt(line, max)
  return RIGHT_TO_LEFT.test(cut) ? `\u2068${cut}\u2069` : cut
}

/** As {@link oneLine}, each line that is not empty by itself. */
export function linesOf(text: string, max: number): readonly string[] {
  return cutAt(text, max)
    .split(/\r\n?|[\n\u2028\u2029]/)
    .map((line) => oneLine(line, max))
    .filter((line) => line !== '')
}

/** The whole text, or its first characters with an ellipsis; a character beyond U+FFFF counts as one and is never cut. */
export function cutAt(text: string, max: number): string {
  // Most texts are short, and so need not be taken apart.
  if (text.length <= max) return text
  const characters = Array.from(text)
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`
}

/** Exact, with the marks of the language: `1,234.50 USD`. What is no decimal stays as it is. */
export function moneyText(
  { decimalMark, groupMark }: Pick<Texts, 'decimalMark' | 'groupMark'>,
  total: string,
  currency: string,
): string {
  const amount = parseDecimal(total)
  if (amount === undefined) return oneLine(`${total} ${currency}`, 60)
  const [whole = '', fraction = ''] = formatDecimal(amount).split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, groupMark)
  return `${grouped}${decimalMark}${fraction} ${oneLine(currency, 10)}`
}

/** `29 Nov 2026, 14:05 CET` @param at ISO 8601. @param hasSeconds For what is over soon. */
export function timeText(
  { locale }: Pick<Texts, 'locale'>,
  at: string,
  timeZone: string,
  hasSeconds = false,
): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(hasSeconds && { second: '2-digit' }),
    timeZoneName: 'short',
  }).format(new Date(at))
}

/** `3 days`, below one day `5 hours`; never less than nothing. */
export function ageText({ locale }: Pick<Texts, 'locale'>, from: string, to: string): string {
  const age = Math.max(0, Date.parse(to) - Date.parse(from))
  const [unit, count] = age < DAY_MS ? ['hour', Math.floor(age / HOUR_MS)] : ['day', Math.floor(age / DAY_MS)]
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}
