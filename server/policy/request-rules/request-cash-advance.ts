import { type Decimal, sumOf } from '../../report/money.ts'
import type { CashAdvance } from '../../request/travel-request.ts'
import { requestObject } from '../facts/request-parts.ts'
import { limits } from '../file/parameters.ts'
import { defineRequestRule, fieldAbsent, judged, notEvaluated } from '../rule.ts'

export const requestCashAdvance = defineRequestRule({
  type: 'request-cash-advance',
  summary:
    'The cash advances that are asked for, those in one currency together, are above the limit for that currency. Travel Request v4 does not tell them.',
  fields: ['CashAdvancesList', 'AmountRequested', 'CurrencyCode'],
  example: 'rule: request-cash-advance\nseverity: stop\nlimits: { USD: 500, EUR: 500 }',
  message: {
    en: '{object}: cash advances of {observed} are above the limit of {limit}.',
    de: '{object}: Vorschüsse von {observed} liegen über der Obergrenze von {limit}.',
    fr: '{object} : des avances de {observed} dépassent le plafond de {limit}.',
    es: '{object}: los anticipos de {observed} superan el límite de {limit}.',
  },
  parameters: {
    limits: limits.describe('The highest sum of cash advances in each currency.'),
  },
  untold: () => ({ v4: ['CashAdvancesList'] }),
  *check(request, { limits: highest }) {
    if (request.cashAdvances === undefined) {
      yield fieldAbsent(request, 'CashAdvancesList')
      return
    }
    if (request.cashAdvances.some(({ requested }) => requested === undefined)) {
      yield notEvaluated('a cash advance has no amount')
    }
    for (const [currency, amount] of sumsOf(request.cashAdvances)) {
      const limit = highest.at(currency, request.submittedAt)
      if (limit === undefined) yield notEvaluated(`no amount is given for ${currency}`)
      else {
        const [asked, allowed] = [
          { amount, currency },
          { amount: limit, currency },
        ]
        yield judged(amount.gt(limit), requestObject(request), asked, allowed)
      }
    }
  },
})

function sumsOf(advances: readonly CashAdvance[]): ReadonlyMap<string, Decimal> {
  const requested = advances.flatMap((advance) => advance.requested ?? [])
  const byCurrency = Map.groupBy(requested, ({ currency }) => currency)
  return new Map(
    [...byCurrency].map(([currency, amounts]) => [currency, sumOf(amounts.map(({ amount }) => amount))]),
  )
}
