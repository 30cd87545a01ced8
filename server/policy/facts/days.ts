import type { Day } from '../../report/expense-report.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Counts days from one calendar day to another, whatever the zone. A time of day behind a day is ignored.
 * @returns Negative if `to` is earlier; `undefined` if either is not a day of the calendar.
 */
export function daysBetween(from: Day, to: Day): number | undefined {
  const days = (midnight(to) - midnight(from)) / DAY_MS
  return Number.isNaN(days) ? undefined : days
}

/** Whether the text is a day of the calendar: `2026-02-28`, and not `2026-02-30`. */
export function isDay(text: string): boolean {
  return text.length === 10 && !Number.isNaN(midnight(text))
}

/** Counts days from 2000-01-01, for many comparisons; `undefined` if it is not a day of the calendar. */
export function dayNumber(day: Day): number | undefined {
  return daysBetween('2000-01-01', day)
}

/** 0 for Sunday to 6 for Saturday; `undefined` if it is not a day of the calendar. */
export function weekdayOf(day: Day): number | undefined {
  const time = midnight(day)
  return Number.isNaN(time) ? undefined : new Date(time).getUTCDay()
}

/** So many days later, or earlier for a negative count; `undefined` if it is not a day of the calendar. */
export function addDays(day: Day, days: number): Day | undefined {
  const time = midnight(day)
  return Number.isNaN(time) ? undefined : new Date(time + days * DAY_MS).toISOString().slice(0, 10)
}

/** Days before the first of each month, of a year that is no leap year. */
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const

/** Milliseconds in UTC, where every day has 24 hours, or `NaN`. Every rule asks it of every expense. */
function midnight(text: string): number {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  const isWritten = text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH
  if (!isWritten || Number.isNaN(year + month + day)) return parsedMidnight(text.slice(0, 10))
  const before = DAYS_BEFORE_MONTH[month - 1]
  const next = DAYS_BEFORE_MONTH[month]
  if (before === undefined || next === undefined) return Number.NaN
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const last = next - before + (isLeap && month === 2 ? 1 : 0)
  if (day < 1 || day > last) return Number.NaN
  const inYear = before + (isLeap && month > 2 ? 1 : 0) + day - 1
  return (daysBeforeYear(year) + inYear) * DAY_MS
}

const DASH = 45

/** The number that these characters are, or `NaN` unless each is a digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** From 1970-01-01 to the first day of the year. */
function daysBeforeYear(year: number): number {
  const last = year - 1
  return year * 365 + Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400) - 719_527
}

/** Of what is not written in full, such as `2026-05`. */
function parsedMidnight(day: string): number {
  const time = Date.parse(`${day}T00:00:00Z`)
  // Some engines read February 30 as a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? time : Number.NaN
}
