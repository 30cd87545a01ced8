import { buildRequest } from '../../support/build-request.ts'
import { itSaysOfRequests } from './apply-request-rule.ts'

const RULE = 'request-lead-time, days: 21'

describe('rule request-lead-time', () => {
  itSaysOfRequests([
    ['is content with exactly as many days', RULE, buildRequest(), []],
    [
      'finds a day too few',
      RULE,
      buildRequest({ submittedAt: '2026-09-08T00:00:01' }),
      ['nTrip0001: 20 | 21'],
    ],
    [
      'finds a trip that has begun',
      RULE,
      buildRequest({ submittedAt: '2026-09-30T12:00:00' }),
      ['nTrip0001: -2 | 21'],
    ],
    [
      'is content with the same day where none is needed',
      'request-lead-time, days: 0',
      buildRequest({ submittedAt: '2026-09-28T23:59:59' }),
      [],
    ],
    [
      'cannot tell without the first day of the trip',
      RULE,
      buildRequest({ startDate: undefined }),
      ['cannot tell: the request has no start date'],
    ],
    [
      'cannot tell without the day of submission',
      RULE,
      buildRequest({ submittedAt: undefined }),
      ['cannot tell: the request has no submission date'],
    ],
  ])
})
