import { requestObject } from '../facts/request-parts.ts'
import { limits } from '../file/parameters.ts'
import { defineRequestRule, judged, notEvaluated } from '../rule.ts'

export const requestAmount = defineRequestRule({
  type: 'request-amount',
  summary: 'The total of the request is above the limit for its currency.',
  fields: ['RequestTotal', 'totalPostedAmount'],
  example: 'rule: request-amount\nseverity: stop\nlimits: { USD: 5000, EUR: 5000 }',
  message: {
    en: '{object}: the total of {observed} is above the limit of {limit}.',
    de: '{object}: Die Summe von {observed} liegt über der Obergrenze von {limit}.',
    fr: '{object} : le total de {observed} dépasse le plafond de {limit}.',
    es: '{object}: el total de {observed} supera el límite de {limit}.',
  },
  parameters: {
    limits: limits.describe('The highest total in each currency.'),
  },
  *check(request, { limits: highest }) {
    const { total } = request
    if (total === undefined) {
      yield notEvaluated('the request has no total')
      return
    }
    const limit = highest.at(total.currency, request.submittedAt)
    if (limit === undefined) yield notEvaluated(`no amount is given for ${total.currency}`)
    else {
      const allowed = { amount: limit, currency: total.currency }
      yield judged(total.amount.gt(limit), requestObject(request), total, allowed)
    }
  },
})
