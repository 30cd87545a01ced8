import type { History, PastExpense } from '../../record/history.ts'
import type { Day } from '../../report/expense-report.ts'
import { reportOf } from '../facts/claims.ts'
import { daysBetween, isDay } from '../facts/days.ts'
import { leavesOf, reportObject } from '../facts/expenses.ts'
import { count } from '../file/parameters.ts'
import { defineRule, hit, kept, notEvaluated } from '../rule.ts'

/** Of a report that began earlier than this before ours, the days since then are seen. */
const LOOK_BACK_DAYS = 90

/** The days from the first to the last expense of a report. */
interface Span {
  readonly first: Day
  readonly last: Day
}

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
  lookBackDays: () => LOOK_BACK_DAYS,
  *check(report, { days }, history) {
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
    for (const { past, span: other } of pastSpansOf(history)) {
      if (daysInCommon(span, other) <= days) continue
      isOverlapping = true
      yield hit(object, `${reportOf(past)}, ${show(other)}`, String(days))
    }
    if (!isOverlapping) yield kept(object, show(span), String(days))
  },
})

/** The span of each other report of the employee, the earliest first. */
function pastSpansOf({ expenses }: History): readonly { readonly past: PastExpense; readonly span: Span }[] {
  const own = expenses.filter(({ isSameEmployee }) => isSameEmployee)
  return [...Map.groupBy(own, ({ reportId }) => reportId).values()]
    .flatMap((ofReport) => {
      const span = spanOf(ofReport.flatMap(({ day }) => day ?? []))
      const [past] = ofReport
      return past && span ? [{ past, span }] : []
    })
    .toSorted((a, b) => (a.span.first < b.span.first ? -1 : 1))
}

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
