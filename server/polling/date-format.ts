import { instantOf, offsetAt, parseZone, type Zone } from './time-zones.ts'

/** A piece of a pattern. */
type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'field'; readonly letters: Letters }
  | { readonly kind: 'fraction'; readonly digits: number }

type Letters = 'yyyy' | 'MM' | 'MMM' | 'dd' | 'EEE' | 'HH' | 'mm' | 'ss' | 'X' | 'XXX' | 'Z' | 'z'

/** Units of Unix times. */
export type EpochUnit = 's' | 'ms' | 'us'

/** How a vendor writes a date. */
export type DateFormat =
  | { readonly kind: 'epoch'; readonly unit: EpochUnit }
  | { readonly kind: 'pattern'; readonly tokens: readonly Token[]; readonly reading: RegExp }

/** A format, or what is wrong with its pattern. */
export type DateFormatResult =
  | { readonly ok: true; readonly format: DateFormat; readonly warning?: string }
  | { readonly ok: false; readonly problem: string }

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const EPOCHS: Readonly<Record<string, EpochUnit>> = {
  milliseconds: 'ms',
  epoch: 'ms',
  'epoch:ms': 'ms',
  'epoch:s': 's',
  'epoch:us': 'us',
}
const PER_SECOND: Readonly<Record<EpochUnit, number>> = { s: 1, ms: 1000, us: 1_000_000 }
const MINUTE_MS = 60_000

/**
 * Reads a pattern of Java's letters, as far as configurations use them, or the name of a Unix time.
 * @see FACTS of polling, section 4; Java, SimpleDateFormat, "Date and Time Patterns".
 */
export function parseDateFormat(text: string): DateFormatResult {
  const unit = EPOCHS[text.toLowerCase()]
  if (unit !== undefined) return { ok: true, format: { kind: 'epoch', unit } }
  const hasStrayQuote = text.endsWith("'") && (text.match(/'/g)?.length ?? 0) % 2 === 1
  const pattern = hasStrayQuote ? text.slice(0, -1) : text
  const tokens = tokenize(pattern)
  if (typeof tokens === 'string') return { ok: false, problem: tokens }
  if (!tokens.some(({ kind }) => kind === 'field')) return { ok: false, problem: 'it has no part of a date' }
  if (!tokens.every(isInPlace)) return { ok: false, problem: '`S` stands behind `ss` and a point only' }
  const reading = readingOf(tokens)
  const groups = Array.from(reading.matchAll(/\(\?<(\w+)>/g), ([, name]) => name)
  if (new Set(groups).size < groups.length) return { ok: false, problem: 'it has a part of the date twice' }
  return {
    ok: true,
    format: { kind: 'pattern', tokens, reading: new RegExp(`^${reading}$`) },
    ...(hasStrayQuote && { warning: 'the quote at its end has no partner and was ignored' }),
  }
}

/** Whether a text of this format says by itself which instant it is. */
export function hasZone(format: DateFormat): boolean {
  return (
    format.kind === 'epoch' ||
    format.tokens.some((token) => token.kind === 'field' && /^[XZz]/.test(token.letters))
  )
}

/** How long it takes until a date looks different, in ms; a second at least, as many vendors write no fraction. */
export function unitMs(format: DateFormat): number {
  if (format.kind === 'epoch') return 1000
  const has = (letters: Letters) =>
    format.tokens.some((token) => token.kind === 'field' && token.letters === letters)
  if (!has('HH')) return 24 * 60 * MINUTE_MS
  return has('ss') ? 1000 : MINUTE_MS
}

/**
 * Writes an instant as Java does.
 * @param wall What the wall clock shows, in ms as if it were UTC; by default what it shows at the instant.
 */
export function printDate(format: DateFormat, zone: Zone, instant: number, wall?: number): string {
  if (format.kind === 'epoch') return printEpoch(format.unit, instant)
  const offset = offsetAt(zone, instant)
  const clock = new Date(wall ?? instant + offset * MINUTE_MS)
  return format.tokens
    .map((token) => {
      if (token.kind === 'literal') return token.text
      if (token.kind === 'fraction') return fractionOf(clock).slice(0, token.digits)
      return printField(token.letters, clock, zone, instant)
    })
    .join('')
}

/**
 * Reads a vendor's date. More forgiving than Java where Java is wrong for these vendors: digits behind the point are
 * a fraction, of any length, and may be missing; an offset in the text beats the configured zone.
 * @param value A text, or the text of a number.
 * @param zone Used where the text names none.
 * @returns Milliseconds since 1970, or `undefined` if the text does not match the format.
 */
export function readDate(format: DateFormat, zone: Zone, value: string): number | undefined {
  if (format.kind === 'epoch') return readEpoch(format.unit, value)
  const groups = format.reading.exec(value.trim())?.groups
  if (groups === undefined) return undefined
  const wall = wallClock(groups)
  if (wall === undefined) return undefined
  const written = groups['zone'] ?? groups['offset']
  const named = written === undefined ? zone : parseZone(written)
  return named === undefined ? undefined : instantOf(named, wall)
}

function tokenize(pattern: string): readonly Token[] | string {
  const tokens: Token[] = []
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at)
    const [piece = '', letters] = /^([A-Za-z])\1*/.exec(rest) ?? []
    if (letters !== undefined) {
      const token = fieldToken(piece)
      if (token === undefined)
        return `\`${piece}\` at position ${at + 1} is not a part of a date that we know`
      tokens.push(token)
      at += piece.length
    } else if (rest.startsWith("'")) {
      const quoted = /^'((?:[^']|'')*)'/.exec(rest)
      if (quoted === null) return `the quote at position ${at + 1} has no partner`
      const [whole, inside = ''] = quoted
      tokens.push({ kind: 'literal', text: inside === '' ? "'" : inside.replaceAll("''", "'") })
      at += whole.length
    } else {
      tokens.push({ kind: 'literal', text: rest.charAt(0) })
      at += 1
    }
  }
  return tokens
}

function fieldToken(piece: string): Token | undefined {
  if (/^S{1,9}$/.test(piece)) return { kind: 'fraction', digits: piece.length }
  switch (piece) {
    // A slip that Java prints like four.
    case 'yyy':
      return { kind: 'field', letters: 'yyyy' }
    case 'yyyy':
    case 'MM':
    case 'MMM':
    case 'dd':
    case 'EEE':
    case 'HH':
    case 'mm':
    case 'ss':
    case 'X':
    case 'XXX':
    case 'Z':
    case 'z':
      return { kind: 'field', letters: piece }
    default:
      return undefined
  }
}

function printField(letters: Letters, clock: Date, zone: Zone, instant: number): string {
  switch (letters) {
    case 'yyyy':
      return String(clock.getUTCFullYear()).padStart(4, '0')
    case 'MM':
      return twoDigits(clock.getUTCMonth() + 1)
    case 'MMM':
      return MONTHS[clock.getUTCMonth()] ?? ''
    case 'dd':
      return twoDigits(clock.getUTCDate())
    case 'EEE':
      return WEEKDAYS[clock.getUTCDay()] ?? ''
    case 'HH':
      return twoDigits(clock.getUTCHours())
    case 'mm':
      return twoDigits(clock.getUTCMinutes())
    case 'ss':
      return twoDigits(clock.getUTCSeconds())
    case 'X':
      return printOffset(offsetAt(zone, instant), ':').replace(/:00$/, '')
    case 'XXX':
      return printOffset(offsetAt(zone, instant), ':')
    case 'Z':
      return printOffset(offsetAt(zone, instant), '').replace(/^Z$/, '+0000')
    case 'z':
      return zoneName(zone, instant)
    default:
      return letters satisfies never
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** Nine digits; a clock of ours has milliseconds. */
function fractionOf(clock: Date): string {
  return `${String(clock.getUTCMilliseconds()).padStart(3, '0')}000000`
}

function printOffset(minutes: number, separator: string): string {
  if (minutes === 0) return 'Z'
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}${separator}${twoDigits(size % 60)}`
}

function zoneName(zone: Zone, instant: number): string {
  if (typeof zone.rule === 'number') {
    return zone.rule === 0 ? 'GMT' : `GMT${printOffset(zone.rule, ':')}`
  }
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone.rule,
    timeZoneName: 'short',
  }).formatToParts(instant)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone.name
}

function printEpoch(unit: EpochUnit, instant: number): string {
  const perSecond = PER_SECOND[unit]
  return String(perSecond < 1000 ? Math.floor(instant / 1000) : instant * (perSecond / 1000))
}

function readEpoch(unit: EpochUnit, value: string): number | undefined {
  if (!/^-?\d{1,17}$/.test(value)) return undefined
  const instant = Math.floor((Number(value) * 1000) / PER_SECOND[unit])
  return Number.isNaN(new Date(instant).getTime()) ? undefined : instant
}

const NUMERIC_OFFSET = String.raw`[+-]\d{2}:?\d{2}|[+-]\d:\d{2}`
const ZONE = String.raw`(?<zone>(?:GMT|UTC)?(?:[+-]\d{2}(?::?\d{2})?|[+-]\d:\d{2})|[A-Za-z]+(?:/[A-Za-z_+\-/]+)?)`
const READINGS: Readonly<Record<Letters, string>> = {
  yyyy: String.raw`(?<year>\d{4})`,
  MM: String.raw`(?<month>\d{2})`,
  MMM: `(?<monthName>${MONTHS.join('|')})`,
  dd: String.raw`(?<day>\d{2})`,
  EEE: `(?:${WEEKDAYS.join('|')})`,
  HH: String.raw`(?<hour>\d{2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?`,
  X: ZONE,
  XXX: ZONE,
  Z: ZONE,
  z: ZONE,
}

/** The source of an expression that finds the parts of the date. */
function readingOf(tokens: readonly Token[]): string {
  const pieces = tokens.map((token, index) => {
    const next = tokens[index + 1]
    if (token.kind === 'field') return READINGS[token.letters]
    // The fraction and its point belong to the second before them.
    if (token.kind === 'fraction') return ''
    if (next?.kind === 'fraction') return ''
    // A letter, where vendors put an offset too.
    if (token.text === 'Z') return `(?:Z|(?<offset>${NUMERIC_OFFSET}))`
    return token.text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
  })
  const hasTime = tokens.some((token) => token.kind === 'field' && token.letters === 'HH')
  const saysZone = tokens.some((token) =>
    /^[XZz]/.test(token.kind === 'field' ? token.letters : textOf(token)),
  )
  return pieces.join('') + (hasTime && !saysZone ? `(?<offset>Z|${NUMERIC_OFFSET})?` : '')
}

function isInPlace(token: Token, index: number, tokens: readonly Token[]): boolean {
  if (token.kind !== 'fraction') return true
  const [seconds, point] = [tokens[index - 2], tokens[index - 1]]
  return seconds?.kind === 'field' && seconds.letters === 'ss' && point !== undefined && isPoint(point)
}

function isPoint(token: Token): boolean {
  return token.kind === 'literal' && /^[.,]$/.test(token.text)
}

function textOf(token: Token): string {
  return token.kind === 'literal' ? token.text : ''
}

/** @returns In ms as if it were UTC, or `undefined` for February 30. */
function wallClock(groups: Readonly<Record<string, string>>): number | undefined {
  const month =
    groups['month'] === undefined ? MONTHS.indexOf(groups['monthName'] ?? 'Jan') + 1 : groups['month']
  const [year, day = '01'] = [groups['year'] ?? '1970', groups['day']]
  const [hour = '00', minute = '00', second = '00'] = [groups['hour'], groups['minute'], groups['second']]
  const fraction = (groups['fraction'] ?? '').padEnd(3, '0').slice(0, 3)
  const text = `${year}-${String(month).padStart(2, '0')}-${day}T${hour}:${minute}:${second}.${fraction}Z`
  const wall = Date.parse(text)
  return !Number.isNaN(wall) && new Date(wall).toISOString() === text ? wall : undefined
}
