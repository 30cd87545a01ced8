import { addDays } from '../facts/days.ts'
import { expensesOf } from '../facts/expenses.ts'
import { count } from '../file/parameters.ts'
import { defineRule, fieldAbsent, judged, notEvaluated } from '../rule.ts'

/** A report that says only when it begins, or only when it ends, is open on the other side. */
export const outsideReport = defineRule({
  type: 'outside-report',
  summary:
    'An entry or itemization is dated before the first or after the last day that the employee gave for the report.',
  fields: ['TransactionDate', 'startDate', 'endDate'],
  example:
    'rule: outside-report\nseverity: warning\nexceptionCode: OUTSIDE\ngraceDays: 3\nnotEvaluated: approve',
  message: {
    en: '{object}: dated {observed}, outside the dates of the report ({limit}).',
    de: '{object}: Das Datum {observed} liegt außerhalb des Berichtszeitraums ({limit}).',
    fr: '{object} : la date du {observed} est hors de la période de la note de frais ({limit}).',
    es: '{object}: la fecha {observed} queda fuera del período del informe ({limit}).',
  },
  parameters: {
    graceDays: count
      .default(0)
      .describe('How many days before the first and after the last day are still accepted.'),
  },
  untold: () => ({ v1: ['startDate'] }),
  *check(report, { graceDays }) {
    const { startDate, endDate } = report
    if (startDate === undefined && endDate === undefined) {
      yield fieldAbsent(report, 'startDate')
      return
    }
    const first = startDate === undefined ? '' : addDays(startDate, -graceDays)
    const last = endDate === undefined ? '9999-12-31' : addDays(endDate, graceDays)
    if (first === undefined || last === undefined) {
      yield notEvaluated('the report has no valid dates')
      return
    }
    for (const { expense, object } of expensesOf(report)) {
      const day = expense.transactionDate
      // An itemization without a date has the date of its entry.
      if (day === undefined && object.type === 'Itemization') continue
      if (day === undefined || addDays(day, 0) === undefined) {
        yield notEvaluated(`${object.label}, has no valid transaction date`)
      } else {
        yield judged(day < first || day > last, object, day, `${startDate ?? ''} – ${endDate ?? ''}`)
      }
    }
  },
})
