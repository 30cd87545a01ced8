import { tzOffset } from '@date-fns/tz'
import { type WallReadings, wallReadings } from '../record/wall-clock.ts'

/** A time zone as a configuration names it. */
export interface Zone {
  /** As written. */
  readonly name: string
  /** A zone of the IANA list, or the fixed offset in minutes. */
  readonly rule: string | number
  /**
   * An abbreviation such as `PST` that stands for a zone with summer time here, and for this fixed offset in minutes
   * elsewhere.
   */
  readonly otherReadingMinutes?: number
}

const MINUTE_MS = 60_000

/** Where nothing is configured. */
export const UTC: Zone = { name: 'UTC', rule: 0 }

/**
 * Java, Joda-Time and `Intl` read these differently, and Java takes names that it does not know for GMT; so each
 * has its meaning here. An offset behind a zone is what the abbreviation means where it knows no summer time.
 */
const ABBREVIATIONS: Readonly<Record<string, readonly [rule: string | number, otherHours?: number]>> = {
  '': [0],
  Z: [0],
  UTC: [0],
  GMT: [0],
  PST: ['America/Los_Angeles', -8],
  PDT: ['America/Los_Angeles', -7],
  PT: ['America/Los_Angeles'],
  MST: [-7 * 60],
  MDT: ['America/Denver', -6],
  MT: ['America/Denver'],
  CST: ['America/Chicago', -6],
  CDT: ['America/Chicago', -5],
  CT: ['America/Chicago'],
  EST: [-5 * 60],
  EDT: ['America/New_York', -4],
  ET: ['America/New_York'],
  HST: [-10 * 60],
}

/** IANA names without a slash; `Intl` also takes others of three letters, and `IST` for one of its three meanings. */
const SHORT_IANA = /^(?:CET|EET|MET|WET|[A-Za-z]+\d[A-Z]+|[A-Z][a-z]{3,})$/

/** Reads the name of a zone: an abbreviation, an offset such as `-8:00` or `GMT+1`, or an IANA name. */
export function parseZone(name: string): Zone | undefined {
  const known = ABBREVIATIONS[name.toUpperCase()]
  if (known !== undefined) {
    const [rule, otherHours] = known
    return { name, rule, ...(otherHours !== undefined && { otherReadingMinutes: otherHours * 60 }) }
  }
  const [, sign, hours, minutes = '0'] = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(name) ?? []
  if (sign !== undefined && hours !== undefined) {
    const offset = Number(hours) * 60 + Number(minutes)
    const isOffset = offset <= 18 * 60 && Number(minutes) < 60
    return isOffset ? { name, rule: sign === '-' ? -offset : offset } : undefined
  }
  const isNamed = name.includes('/') ? /^[A-Za-z]/.test(name) : SHORT_IANA.test(name)
  return isNamed && isKnownToIntl(name) ? { name, rule: name } : undefined
}

/** Minutes east of Greenwich at an instant, given in ms. */
export function offsetAt({ rule }: Zone, instant: number): number {
  return typeof rule === 'number' ? rule : tzOffset(rule, new Date(instant))
}

/**
 * The instant that a wall clock shows, given in ms as if it were UTC. The later one where summer time ends and the
 * clock shows it twice; where it begins, a time that was skipped moves forward.
 */
export function instantOf(zone: Zone, wall: number): number {
  const { before, after, isBefore, isAfter } = readings(zone, wall)
  if (isBefore && isAfter) return Math.max(before, after)
  return isAfter ? after : before
}

/**
 * What the clock on the wall showed last before an hour that it shows twice, if the instant lies in that hour.
 * A vendor that compares wall clocks would miss the hour's first pass otherwise.
 * @returns In ms as if it were UTC.
 */
export function wallBeforeRepeatedHour(zone: Zone, instant: number): number | undefined {
  const wall = instant + offsetAt(zone, instant) * MINUTE_MS
  const { before, after, isBefore, isAfter } = readings(zone, wall)
  if (!isBefore || !isAfter || before === after) return undefined
  // The clock is put back somewhere between the two; the earlier pass has the greater offset.
  const offset = offsetAt(zone, before)
  let [first, last] = [before, after]
  while (last - first > 1) {
    const middle = Math.floor((first + last) / 2)
    if (offsetAt(zone, middle) === offset) first = middle
    else last = middle
  }
  return last + offsetAt(zone, last) * MINUTE_MS - 1
}

/** By how many ms the wall clock of an abbreviation's other reading is behind; 0 if it has none or is ahead. */
export function otherReadingBehindMs(zone: Zone, instant: number): number {
  if (zone.otherReadingMinutes === undefined) return 0
  return Math.max(0, offsetAt(zone, instant) - zone.otherReadingMinutes) * MINUTE_MS
}

function readings(zone: Zone, wall: number): WallReadings {
  return wallReadings(wall, (instant) => offsetAt(zone, instant))
}

function isKnownToIntl(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }))
  } catch {
    return false
  }
}
