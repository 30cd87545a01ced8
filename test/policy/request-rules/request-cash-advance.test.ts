import type { CashAdvance } from '../../../server/request/travel-request.ts'
import { money } from '../../support/build-report.ts'
import { buildRequest, buildRequestV4 } from '../../support/build-request.ts'
import { itSaysOfRequests } from './apply-request-rule.ts'

const RULE = 'request-cash-advance, limits: { USD: 500, EUR: 400 }'

describe('rule request-cash-advance', () => {
  itSaysOfRequests([
    ['has nothing against a request without any', RULE, buildRequest(), []],
    ['leaves a sum at the limit alone', RULE, buildRequest({ cashAdvances: asked('250.50', '249.50') }), []],
    [
      'finds a sum above it',
      RULE,
      buildRequest({ cashAdvances: asked('250.50', '249.51') }),
      ['nTrip0001: 500.01 USD | 500.00 USD'],
    ],
    [
      'never adds amounts of two currencies',
      RULE,
      buildRequest({
        cashAdvances: [...asked('499'), { cashAdvanceId: 'e', requested: money('400.01', 'EUR') }],
      }),
      ['nTrip0001: 400.01 EUR | 400.00 EUR'],
    ],
    [
      'cannot tell without a limit for the currency',
      RULE,
      buildRequest({ cashAdvances: [{ cashAdvanceId: 'c', requested: money('1', 'CHF') }] }),
      ['cannot tell: no amount is given for CHF'],
    ],
    [
      'cannot tell where one has no amount',
      RULE,
      buildRequest({ cashAdvances: [{ cashAdvanceId: 'c' }] }),
      ['cannot tell: a cash advance has no amount'],
    ],
    [
      'cannot tell in v4, which gives only a link',
      RULE,
      buildRequestV4(),
      ['cannot tell: not evaluated, field CashAdvancesList absent from the request (v4)'],
    ],
  ])
})

function asked(...amounts: readonly string[]): readonly CashAdvance[] {
  return amounts.map((amount, index) => ({ cashAdvanceId: `nCash${index}`, requested: money(amount) }))
}
