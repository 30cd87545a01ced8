import { daysBetween } from '../days.ts'
import { expensesOf } from '../expenses.ts'
import { count } from '../parameters.ts'
import { defineRule, hit, notEvaluated } from '../rule.ts'

/**
 * An entry or itemization is dated after the day of submission. Concur gives both without a time zone, so a day of
 * grace keeps a traveller on the other side of the date line out of trouble.
 * Fields: `TransactionDate`, `SubmitDate` of the report.
 */
export const futureDate = defineRule({
  type: 'future-date',
  message: '{object}: dated {observed}, but the report was submitted on {limit}.',
  parameters: { graceDays: count.default(1) },
  *check(report, { graceDays }) {
    const { submittedAt } = report
    if (submittedAt === undefined) {
      yield notEvaluated('the report has no submission date')
      return
    }
    const submissionDay = submittedAt.slice(0, 10)
    for (const { expense, object } of expensesOf(report)) {
      const day = expense.transactionDate
      // An itemization without a date has the date of its entry.
      if (day === undefined && object.type === 'Itemization') continue
      const ahead = day && daysBetween(submissionDay, day)
      if (day === undefined || typeof ahead !== 'number') {
        yield notEvaluated(`${object.label}, has no valid transaction date`)
      } else if (ahead > graceDays) {
        yield hit(object, day, submissionDay)
      }
    }
  },
})
