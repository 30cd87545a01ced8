import { typeName } from '../../report/type-name.ts'
import { entriesOf, isClaimed } from '../facts/expenses.ts'
import { codeOrRest } from '../file/codes.ts'
import { byName, limits } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

const CAPS = 'expected amounts per expense type, such as { HOTEL: { USD: 400 } }'

const caps = byName(codeOrRest('expense type'), () => limits, CAPS)

/** A credit is never above a cap. */
export const amountCap = defineRule({
  type: 'amount-cap',
  summary:
    'An entry or itemization is above the cap of its own expense type. Personal expenses that are not claimed have no cap.',
  fields: ['ExpKey', 'ExpenseKey', 'PostedAmount', 'TransactionDate', 'IsPersonal'],
  example:
    "rule: amount-cap\nseverity: warning\nexceptionCode: OVERCAP\ncaps: { HOTEL: { USD: 400 }, '*': { USD: 1000 } }",
  message: {
    en: '{object}: {observed} is above the limit of {limit}.',
    de: '{object}: {observed} liegen über der Obergrenze von {limit}.',
    fr: '{object} : {observed} dépassent le plafond de {limit}.',
    es: '{object}: {observed} superan el límite de {limit}.',
  },
  parameters: {
    caps: caps.describe("The highest amount for each expense type; '*' is every type that is not listed."),
  },
  *check(report, parameters) {
    for (const { entry, object, itemizations } of entriesOf(report)) {
      for (const { expense, object: part } of [{ expense: entry, object }, ...itemizations]) {
        const { posted, expenseType } = expense
        const cap = parameters.caps.get(expenseType.code.toUpperCase()) ?? parameters.caps.get('*')
        if (cap === undefined || !isClaimed(expense)) continue

        const currency = posted?.currency ?? report.currency
        const limit = cap.at(currency, expense.transactionDate ?? entry.transactionDate)
        if (limit === undefined)
          yield notEvaluated(`no amount is given for ${typeName(expenseType)} in ${currency}`)
        else if (posted === undefined) yield notEvaluated(`${part.label}, has no amount`)
        else yield judged(posted.amount.gt(limit), part, posted, { amount: limit, currency })
      }
    }
  },
})
