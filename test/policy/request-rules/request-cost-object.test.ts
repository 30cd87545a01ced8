import { buildPlannedExpense, buildRequest, buildRequestV4 } from '../../support/build-request.ts'
import { itSaysOfRequests } from './apply-request-rule.ts'

const KNOWN =
  'costObjects: [{ code: 4711 }, { code: 4712, from: 2026-01-01, until: 2026-10-01 }, { code: 4713, status: closed }]'
const RULE = `request-cost-object, on: request, field: custom2, ${KNOWN}`
const ON_ALLOCATIONS = `request-cost-object, on: allocation, field: custom2, ${KNOWN}`
const charged = (custom2: string) => ({ custom: { custom2 } })
const shared = (...values: readonly string[]) =>
  buildPlannedExpense({
    allocations: values.map((custom2) => ({ allocationId: custom2, custom: { custom2 } })),
  })

describe('rule request-cost-object', () => {
  itSaysOfRequests([
    ['knows an open one by its code', RULE, buildRequest(charged('(4711) Fairs')), []],
    ['knows the bare code of v4', RULE, buildRequestV4(charged('4711')), []],
    [
      'finds one that there is not',
      RULE,
      buildRequest(charged('(4714) Moon')),
      ['nTrip0001: (4714) Moon | -'],
    ],
    ['finds a closed one', RULE, buildRequest(charged('4713')), ['nTrip0001: 4713 | -']],
    [
      'finds one that closes before the trip ends',
      RULE,
      buildRequest(charged('4712')),
      ['nTrip0001: 4712 | -'],
    ],
    [
      'leaves one alone that is open to the last day',
      RULE,
      buildRequest({ ...charged('4712'), endDate: '2026-10-01' }),
      [],
    ],
    [
      'cannot tell of one that is open for a time without the days of the trip',
      RULE,
      buildRequest({ ...charged('4712'), startDate: undefined, endDate: undefined }),
      ['cannot tell: request, has no date'],
    ],
    ['cannot tell without a value', RULE, buildRequest(), ['cannot tell: request, has no custom2']],
    [
      'cannot tell from the id of a list item',
      RULE,
      buildRequestV4(charged('54F0CBD8833CB348BD45A6C7C621C951')),
      ['cannot tell: custom2 holds the id of a list item, not its code'],
    ],
    [
      'looks at each allocation on the day of its planned expense',
      ON_ALLOCATIONS,
      buildRequest({ entries: [shared('4711', '4712', '4713')] }),
      ['nPlan0001: 4713 | -'],
    ],
    [
      'cannot tell of allocations in v4',
      ON_ALLOCATIONS,
      buildRequestV4(),
      ['cannot tell: not evaluated, field AllocationsList absent from the request (v4)'],
    ],
  ])
})
