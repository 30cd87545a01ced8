import { daysBetween } from '../facts/days.ts'
import { expensesOf } from '../facts/expenses.ts'
import { count } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

/**
 * Concur gives both days without a time zone, so a day of grace keeps a traveller on the other side of the date line
 * out of trouble.
 */
export const futureDate = defineRule({
  type: 'future-date',
  summary: 'An entry or itemization is dated after the day on which the report was submitted.',
  fields: ['TransactionDate', 'SubmitDate'],
  example: 'rule: future-date\nseverity: error\nexceptionCode: FUTURE\ngraceDays: 1',
  message: {
    en: '{object}: dated {observed}, but the report was submitted on {limit}.',
    de: '{object}: datiert auf den {observed}; der Bericht wurde aber am {limit} eingereicht.',
    fr: '{object} : datée du {observed}, alors que la note de frais a été soumise le {limit}.',
    es: '{object}: con fecha {observed}, pero el informe se envió el {limit}.',
  },
  parameters: {
    graceDays: count
      .default(1)
      .describe(
        'How many days after the submission are still accepted; Concur gives days without a time zone.',
      ),
  },
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
      } else {
        yield judged(ahead > graceDays, object, day, submissionDay)
      }
    }
  },
})
