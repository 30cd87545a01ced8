import { z } from 'zod'
import { formatMoney } from '../../report/money.ts'
import { expensesOf, isClaimed } from '../expenses.ts'
import { limits, expenseTypeCode } from '../parameters.ts'
import { defineRule, hit, notEvaluated } from '../rule.ts'

const CAPS = 'expected amounts per expense type, such as { HOTEL: { USD: 400 } }'

const caps = z
  .record(expenseTypeCode, limits, CAPS)
  .refine((byType) => Object.keys(byType).length > 0, CAPS)
  .transform((byType): ReadonlyMap<string, AmountPerCurrency> => new Map(Object.entries(byType)))

/**
 * An entry or itemization is above the cap of its own expense type; `*` is every type that has no cap of its own.
 * Personal expenses that are not claimed have none.
 * Fields: `ExpKey` and `PostedAmount` of entries, `ExpenseKey` and `PostedAmount` of itemizations, `IsPersonal`.
 */
export const amountCap = defineRule({
  type: 'amount-cap',
  message: '{object}: {observed} is above the limit of {limit}.',
  parameters: { caps },
  *check(report, parameters) {
    for (const { expense, object } of expensesOf(report)) {
      const { code } = expense.expenseType
      const cap = parameters.caps.get(code.toUpperCase()) ?? parameters.caps.get('*')
      if (cap === undefined || !isClaimed(expense)) continue

      const currency = expense.posted?.currency ?? report.currency
      const limit = cap.get(currency)
      if (limit === undefined) {
        yield notEvaluated(`no cap is given for ${code} in ${currency}`)
      } else if (expense.posted === undefined) {
        yield notEvaluated(`${object.label}, has no amount`)
      } else if (expense.posted.amount.gt(limit)) {
        yield hit(object, formatMoney(expense.posted), formatMoney({ amount: limit, currency }))
      }
    }
  },
})
