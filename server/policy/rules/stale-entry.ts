import { daysBetween } from '../days.ts'
import { entriesOf } from '../expenses.ts'
import { count } from '../parameters.ts'
import { defineRule, hit, notEvaluated } from '../rule.ts'

/**
 * An entry was more than a number of days old when the report was submitted.
 * Fields: `TransactionDate`, `SubmitDate` of the report.
 */
export const staleEntry = defineRule({
  type: 'stale-entry',
  message: '{object}: {observed} old when the report was submitted; {limit} are allowed.',
  parameters: { days: count },
  *check(report, { days }) {
    const { submittedAt } = report
    if (submittedAt === undefined) {
      yield notEvaluated('the report has no submission date')
      return
    }
    for (const { entry, object } of entriesOf(report)) {
      const age = entry.transactionDate && daysBetween(entry.transactionDate, submittedAt)
      if (typeof age !== 'number') yield notEvaluated(`${object.label}, has no valid transaction date`)
      else if (age > days) yield hit(object, `${age} days`, `${days} days`)
    }
  },
})
