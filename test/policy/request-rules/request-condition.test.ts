import { expect } from 'chai'
import { PolicyError } from '../../../server/policy/file/policy-error.ts'
import { money } from '../../support/build-report.ts'
import { buildPlannedExpense, buildRequest, buildRequestV4 } from '../../support/build-request.ts'
import { itSaysOfRequests, requestPolicyOf } from './apply-request-rule.ts'

const V4 = '0A1B2C3D4E5F60718293A4B5C6D7E8F9'

describe('rule request-condition', () => {
  itSaysOfRequests([
    [
      'finds a request for which it holds, and shows what it is told to',
      when('request.total > money("1000", "USD")', 'observed: request.total'),
      buildRequest(),
      ['nTrip0001: 1200.00 USD | request.total > money("1000", "USD")'],
    ],
    ['leaves others alone', when('request.total > money("1200", "USD")'), buildRequest(), []],
    [
      'knows the days of the trip',
      when('daysBetween(request.startDate, request.endDate) >= 4'),
      buildRequest(),
      ['nTrip0001: true | daysBetween(request.startDate, request.endDate) >= 4'],
    ],
    [
      'knows the destination of v4',
      when('request.mainDestination.country != "CH"'),
      buildRequestV4(),
      [`${V4}: true | request.mainDestination.country != "CH"`],
    ],
    [
      'knows what Concur found itself in v4',
      when('request.exceptions.exists(e, e.isBlocking)'),
      buildRequestV4({ exceptions: [{ code: 'LATE', isBlocking: true }] }),
      [`${V4}: true | request.exceptions.exists(e, e.isBlocking)`],
    ],
    [
      'looks at each planned expense',
      `request-condition, on: expense, when: 'expense.expenseType.code == "AIRFR" && expense.posted > money("700", "USD")'`,
      buildRequest({
        entries: [buildPlannedExpense(), buildPlannedExpense({ entryId: 'nPlan0002', posted: money('701') })],
      }),
      ['nPlan0002: true | expense.expenseType.code == "AIRFR" && expense.posted > money("700", "USD")'],
    ],
    [
      'cannot tell of planned expenses in v4',
      `request-condition, on: expense, when: 'expense.posted > money("700", "USD")'`,
      buildRequestV4(),
      ['cannot tell: not evaluated, field EntriesList absent from the request (v4)'],
    ],
    [
      'cannot tell where a field is absent',
      when('request.purpose == "x"'),
      buildRequest({ purpose: undefined }),
      ['cannot tell: request, has no request.purpose'],
    ],
    [
      'cannot tell of the destination in v1.0',
      when('request.mainDestination.country == "FR"'),
      buildRequest(),
      ['cannot tell: not evaluated, field mainDestination absent from the request (v1.0)'],
    ],
    [
      'never compares two currencies',
      when('request.total > money("1", "EUR")'),
      buildRequest(),
      ['cannot tell: USD and EUR cannot be compared or added without a rate'],
    ],
  ])

  const wrong: readonly (readonly [string, string, string])[] = [
    [
      'a field that there is not',
      'request.totl > money("1", "USD")',
      'there is no field totl; did you mean total?',
    ],
    ['a report', 'report.total > money("1", "USD")', 'there is no report here; known are request'],
    ['two types', 'request.total > 5', "an amount is written money('50', 'USD')"],
  ]
  for (const [name, text, expected] of wrong) {
    it(`is refused with ${name}`, () => {
      expect(() => requestPolicyOf(`severity: error, rule: ${when(text)}`)).to.throw(PolicyError, expected)
    })
  }
})

function when(text: string, ...others: readonly string[]): string {
  return [`request-condition, on: request, when: '${text}'`, ...others].join(', ')
}
