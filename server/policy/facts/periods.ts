import { z } from 'zod'
import type { FoundObject } from '../../record/decision.ts'
import type { DayRange } from '../../record/history.ts'
import type { Day } from '../../report/expense-report.ts'
import { judged, type Remark } from '../rule.ts'
import { addDays, daysBetween, isDay, weekdayOf } from './days.ts'

/** The periods that a rule can count over, by what a policy file calls them; a week begins on Monday (ISO 8601). */
const PERIODS = ['day', 'week', 'month', 'year'] as const
/** One of {@link PERIODS}. */
export type Period = (typeof PERIODS)[number]

/** The parameter that says over which period a rule counts. */
export const period = z.enum(PERIODS, `expected ${PERIODS.join(' or ')}`)

/** How much of a day names the period. */
const LENGTHS = { day: 10, month: 7, year: 4 } as const

/**
 * Names the period that a day is in, the same in every language: `2026-05-19`, `2026-W21`, `2026-05`, `2026`.
 * @returns `undefined` if it is not a day of the calendar.
 */
export function periodOf(on: Day, per: Period): string | undefined {
  const day = on.slice(0, 10)
  if (!isDay(day)) return undefined
  return per === 'week' ? weekOf(day) : day.slice(0, LENGTHS[per])
}

/** The first and the last day of the period that a day of the calendar is in; a month ends on its 31st. */
export function rangeOfPeriod(day: Day, per: Period): DayRange {
  if (per === 'day') return { from: day, to: day }
  if (per === 'month') return { from: `${day.slice(0, 7)}-01`, to: `${day.slice(0, 7)}-31` }
  if (per === 'year') return { from: `${day.slice(0, 4)}-01-01`, to: `${day.slice(0, 4)}-12-31` }
  const monday = addDays(day, -daysSinceMonday(day)) ?? day
  return { from: monday, to: addDays(monday, 6) ?? day }
}

/** Items by the period that they are in, in their order; those without a valid day stand under `undefined`. */
export function byPeriod<Item extends { readonly day?: Day }>(
  items: readonly Item[],
  per: Period,
): ReadonlyMap<string | undefined, readonly Item[]> {
  // There are many items on few days.
  const known = new Map<Day, string | undefined>()
  return Map.groupBy(items, ({ day }) => {
    if (day === undefined) return undefined
    if (!known.has(day)) known.set(day, periodOf(day, per))
    return known.get(day)
  })
}

/**
 * Judges how many there are in a period: the finding is about the first that is too many.
 * @param objects What there is of it in this report, in its order.
 * @param earlier How many there are in other reports.
 * @returns `undefined` where this report has none.
 */
export function judgeCount(
  inPeriod: string,
  objects: readonly FoundObject[],
  earlier: number,
  atMost: number,
): Remark | undefined {
  const total = earlier + objects.length
  const object = objects[Math.max(0, atMost - earlier)] ?? objects.at(-1)
  return object && judged(total > atMost, object, `${total} (${inPeriod})`, String(atMost))
}

/** A week belongs to the year that its Thursday is in. */
function weekOf(day: Day): string | undefined {
  const thursday = addDays(day, 3 - daysSinceMonday(day))
  const year = thursday?.slice(0, 4)
  const days = thursday === undefined ? undefined : daysBetween(`${year}-01-01`, thursday)
  return days === undefined ? undefined : `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`
}

/** @param day One of the calendar. */
function daysSinceMonday(day: Day): number {
  return ((weekdayOf(day) ?? 1) + 6) % 7
}
