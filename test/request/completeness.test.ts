import { expect } from 'chai'
import { gapOfRequest } from '../../server/request/completeness.ts'
import type { TravelRequest } from '../../server/request/travel-request.ts'
import { money } from '../support/build-report.ts'
import { buildPlannedExpense, buildRequest, buildRequestV4 } from '../support/build-request.ts'

const v1 = (total: string, amounts: readonly string[], entryCount?: number): TravelRequest =>
  buildRequest({
    total: money(total),
    currency: 'USD',
    entryCount,
    entries: amounts.map((amount) => buildPlannedExpense({ posted: money(amount), foreign: undefined })),
  })

const v4 = (total: string, entryCount?: number): TravelRequest =>
  buildRequestV4({ total: money(total), currency: 'USD', entryCount })

describe('a travel request was seen whole', () => {
  const cases: readonly (readonly [string, TravelRequest, ReturnType<typeof gapOfRequest>])[] = [
    ['where its planned expenses sum to its total', v1('13711.92', ['8947.77', '4764.15'], 2), undefined],
    ['where there are none and the total is 0', v1('0', []), undefined],
    [
      'not where one did not come',
      v1('13711.92', ['8947.77'], 2),
      { kind: 'count', expected: '2 planned expenses', seen: '1 planned expense' },
    ],
    [
      'not where none came, and no number',
      v1('13711.92', []),
      { kind: 'amount', expected: '13711.92 USD', seen: '0.00 USD' },
    ],
    ['on v4, which links to its planned expenses', v4('494.56', 1), undefined],
    ['on v4 where nothing is said of them', v4('494.56'), undefined],
    ['on v4 where there are none and the total is 0', v4('0', 0), undefined],
    [
      'not on v4 where there are none and the total is not 0',
      v4('494.56', 0),
      { kind: 'amount', expected: '494.56 USD', seen: '0.00 USD' },
    ],
  ]
  for (const [title, request, gap] of cases) {
    it(title, () => {
      expect(gapOfRequest(request)).to.deep.equal(gap)
    })
  }
})
