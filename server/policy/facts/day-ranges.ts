import type { DayRange } from '../../record/history.ts'
import type { Day } from '../../report/expense-report.ts'
import { addDays, isDay } from './days.ts'
import { type Period, rangeOfPeriod } from './periods.ts'

/** Of more, the days from the first to the last are asked for. */
const MAX_RANGES = 50

/** The days that lie at most so many apart from one of these; what is no day of the calendar is left out. */
export function rangesAround(days: readonly (Day | undefined)[], apart: number): readonly DayRange[] {
  return joined(
    different(days).flatMap((day) => {
      const from = addDays(day, -apart)
      const to = addDays(day, apart)
      return from !== undefined && to !== undefined ? [{ from, to }] : []
    }),
  )
}

/** The periods that these days are in; what is no day of the calendar is left out. */
export function rangesOfPeriods(days: readonly (Day | undefined)[], per: Period): readonly DayRange[] {
  return joined(different(days).map((day) => rangeOfPeriod(day, per)))
}

function different(days: readonly (Day | undefined)[]): readonly Day[] {
  return [...new Set(days.flatMap((day) => day?.slice(0, 10) ?? []))].filter(isDay)
}

/** The same days in as few ranges as can be. */
function joined(ranges: readonly DayRange[]): readonly DayRange[] {
  const result: DayRange[] = []
  for (const range of ranges.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = result.at(-1)
    if (last === undefined || last.to < range.from) result.push(range)
    else result.splice(-1, 1, { from: last.from, to: last.to > range.to ? last.to : range.to })
  }
  const [first, last] = [result[0], result.at(-1)]
  return result.length <= MAX_RANGES || !first || !last ? result : [{ from: first.from, to: last.to }]
}
