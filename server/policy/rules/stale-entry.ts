import { daysBetween } from '../facts/days.ts'
import { entriesOf } from '../facts/expenses.ts'
import { count } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

/** Fields: `TransactionDate`, `SubmitDate` of the report. */
export const staleEntry = defineRule({
  type: 'stale-entry',
  summary: 'An entry was more than a number of days old when the report was submitted.',
  fields: ['TransactionDate', 'SubmitDate'],
  example: 'rule: stale-entry\nseverity: warning\nexceptionCode: STALE\ndays: 180',
  message: {
    en: '{object}: {observed} days old when the report was submitted; {limit} are allowed.',
    de: '{object}: bei der Einreichung {observed} Tage alt; erlaubt sind {limit}.',
    fr: '{object} : datait de {observed} jours lors de la soumission ; {limit} sont admis.',
    es: '{object}: tenía {observed} días al enviarse el informe; se admiten {limit}.',
  },
  parameters: { days: count.describe('How old an entry may be, in days.') },
  *check(report, { days }) {
    const { submittedAt } = report
    if (submittedAt === undefined) {
      yield notEvaluated('the report has no submission date')
      return
    }
    for (const { entry, object } of entriesOf(report)) {
      const age = entry.transactionDate && daysBetween(entry.transactionDate, submittedAt)
      if (typeof age !== 'number') yield notEvaluated(`${object.label}, has no valid transaction date`)
      else yield judged(age > days, object, () => String(age), String(days))
    }
  },
})
