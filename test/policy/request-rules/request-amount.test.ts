import { money } from '../../support/build-report.ts'
import { buildRequest, buildRequestV4 } from '../../support/build-request.ts'
import { itSaysOfRequests } from './apply-request-rule.ts'

const RULE = 'request-amount, limits: { USD: 1200, EUR: 999.99 }'

describe('rule request-amount', () => {
  itSaysOfRequests([
    ['leaves a total at the limit alone', RULE, buildRequest({ total: money('1200.00000000') }), []],
    [
      'finds a total that is above it by the smallest amount',
      RULE,
      buildRequest({ total: money('1200.00000001') }),
      ['nTrip0001: 1200.00000001 USD | 1200.00 USD'],
    ],
    [
      'has a limit for each currency',
      RULE,
      buildRequestV4({ total: money('1000', 'EUR') }),
      ['0A1B2C3D4E5F60718293A4B5C6D7E8F9: 1000.00 EUR | 999.99 EUR'],
    ],
    [
      'cannot tell without a limit for the currency',
      RULE,
      buildRequest({ total: money('1', 'CHF') }),
      ['cannot tell: no amount is given for CHF'],
    ],
    [
      'cannot tell without a total',
      RULE,
      buildRequest({ total: undefined }),
      ['cannot tell: the request has no total'],
    ],
    [
      'has the limit of the day of submission',
      'request-amount, limits: [{ until: 2026-09-06, amounts: { USD: 5000 } }, { from: 2026-09-07, amounts: { USD: 1000 } }]',
      buildRequest(),
      ['nTrip0001: 1200.00 USD | 1000.00 USD'],
    ],
  ])
})
