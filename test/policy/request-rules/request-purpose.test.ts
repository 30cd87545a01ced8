import { buildRequest } from '../../support/build-request.ts'
import { itSaysOfRequests } from './apply-request-rule.ts'

const RULE = 'request-purpose, emptyWords: [trip, business trip, n/a], minWords: 2'

describe('rule request-purpose', () => {
  itSaysOfRequests([
    ['is content with words that say something', RULE, buildRequest(), []],
    ['is content with as many as are needed', RULE, buildRequest({ purpose: 'Trade fair' }), []],
    [
      'does not count words that say nothing',
      RULE,
      buildRequest({ purpose: 'Trip: fair' }),
      ['nTrip0001: Trip: fair | 2'],
    ],
    [
      'finds a phrase that says nothing',
      RULE,
      buildRequest({ purpose: 'Business  Trip' }),
      ['nTrip0001: Business  Trip | 2'],
    ],
    ['finds a missing one', RULE, buildRequest({ purpose: undefined }), ['nTrip0001: - | 2']],
    ['finds a blank one', 'request-purpose', buildRequest({ purpose: ' \t' }), ['nTrip0001: - | 1']],
  ])
})
