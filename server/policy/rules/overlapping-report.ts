import type { PastSpan } from '../../record/history.ts'
import type { Day } from '../../report/expense-report.ts'
import { reportOf } from '../facts/claims.ts'
import { addDays, daysBetween, isDay } from '../facts/days.ts'
import { leavesOf, reportObject } from '../facts/expenses.ts'
import { count } from '../file/parameters.ts'
import { defineRule, hit, kept, notEvaluated } from '../rule.ts'

/** Of a report that began earlier than this before ours, or ended later after it, the days within are seen. */
const DAYS_AROUND = 90

/** The days from the first to the last expense of a report. */
type Span = Pick<PastSpan, 'first' | 'last'>

export const overlappingReport = defineRule({
  type: 'overlapping-report',
  summary:
    'The days of this report, from its first expense to its last, overlap with those of another report of the employee by more days than are allowed. One finding for each such report.',
  fields: ['TransactionDate'],
  example: 'rule: overlapping-report\nseverity: warning\nexceptionCode: OVERLAP\ndays: 1',
  message: {
    en: '{object}: the days of its expenses overlap with those of {observed}; at most {limit} days may overlap.',
    de: '{object}: die Tage der Ausgaben überschneiden sich mit denen von {observed}; höchstens {limit} Tage dürfen sich überschneiden.',
    fr: '{object} : les jours des dépenses chevauchent ceux de {observed} ; {limit} jours au plus peuvent se chevaucher.',
    es: '{object}: los días de los gastos se solapan con los de {observed}; pueden solaparse {limit} días como máximo.',
  },
  parameters: {
    days: count
      .default(0)
      .describe(
        'How many days two reports may have in common, without it none; 1 allows one trip to end on the day that the next begins.',
      ),
  },
  asksFor(report) {
    const span = spanOf(leavesOf(report).flatMap(({ day }) => (day !== undefined && isDay(day) ? [day] : [])))
    const from = span && addDays(span.first, -DAYS_AROUND)
    const to = span && addDays(span.last, DAYS_AROUND)
    if (span === undefined || from === undefined || to === undefined) return undefined
    return { kind: 'spans', within: { from, to }, from: span.first, to: span.last }
  },
  *check(report, { days }, { spans }) {
    const own: Day[] = []
    for (const { object, day } of leavesOf(report)) {
      if (day === undefined || !isDay(day)) {
        yield notEvaluated(`${object.label}, has no valid transaction date`)
      } else own.push(day)
    }
    const span = spanOf(own)
    if (span === undefined) return

    const object = reportObject(report)
    let isOverlapping = false
    for (const other of spans.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
      if (daysInCommon(span, other) <= days) continue
      isOverlapping = true
      yield hit(object, `${reportOf(other)}, ${show(other)}`, String(days))
    }
    if (!isOverlapping) yield kept(object, show(span), String(days))
  },
})

function spanOf(days: readonly Day[]): Span | undefined {
  const [any] = days
  if (any === undefined) return undefined
  return {
    first: days.reduce((a, b) => (a < b ? a : b)),
    last: days.reduce((a, b) => (a > b ? a : b)),
  }
}

function daysInCommon(one: Span, other: Span): number {
  const first = one.first > other.first ? one.first : other.first
  const last = one.last < other.last ? one.last : other.last
  return (daysBetween(first, last) ?? -1) + 1
}

function show({ first, last }: Span): string {
  return `${first} – ${last}`
}
