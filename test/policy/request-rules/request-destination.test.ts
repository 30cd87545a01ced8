import {
  buildPlannedExpense,
  buildRequest,
  buildRequestV4,
  buildSegment,
} from '../../support/build-request.ts'
import { itSaysOfRequests, type RequestCase } from './apply-request-rule.ts'

const V4 = '0A1B2C3D4E5F60718293A4B5C6D7E8F9'
const forbidden = (...destinations: readonly string[]) =>
  `request-destination, are: forbidden, destinations: [${destinations.join(', ')}]`
const allowed = (...destinations: readonly string[]) =>
  `request-destination, are: allowed, destinations: [${destinations.join(', ')}]`

describe('rule request-destination', () => {
  const names = ['FR', 'fr-69', 'Lyon', 'LYON', 'France', "'Lyon, FRANCE'"]
  itSaysOfRequests([
    ...names.map(
      (name): RequestCase => [
        `knows Lyon in v4 as ${name}`,
        forbidden('KP', name),
        buildRequestV4(),
        [`${V4}: Lyon, FRANCE | -`],
      ],
    ),
    ...names.map(
      (name): RequestCase => [`lets ${name} pass where it is allowed`, allowed(name), buildRequestV4(), []],
    ),
    ['leaves other places alone', forbidden('DE', 'Lyon Street', 'FR-6'), buildRequestV4(), []],
    ['finds what is not allowed', allowed('DE', 'CH'), buildRequestV4(), [`${V4}: Lyon, FRANCE | -`]],
    [
      'looks at each part of the journey in v1.0 but the way home',
      allowed('Lyon St Exupery'),
      buildRequest(),
      [],
    ],
    [
      'finds a part of the journey in v1.0, once',
      forbidden('france', 'switzerland'),
      buildRequest({ entries: [buildPlannedExpense(), buildPlannedExpense()] }),
      ['nTrip0001: Lyon St Exupery, France | -'],
    ],
    [
      'looks at a way that begins nowhere',
      forbidden('Bern'),
      buildRequest({
        entries: [
          buildPlannedExpense({
            segments: [
              buildSegment({ from: undefined, fromDetail: undefined, to: 'Bern', toDetail: undefined }),
            ],
          }),
        ],
      }),
      ['nTrip0001: Bern | -'],
    ],
    [
      'cannot tell where no destination is named',
      forbidden('KP'),
      buildRequest({ entries: [] }),
      ['cannot tell: the request names no destination'],
    ],
    [
      'cannot tell of a v4 request without one',
      forbidden('KP'),
      buildRequestV4({ mainDestination: undefined }),
      ['cannot tell: the request names no destination'],
    ],
  ])

  describe('with a list', () => {
    itSaysOfRequests(
      [
        [
          'reads the destinations from it',
          'request-destination, are: forbidden, destinations: { list: sanctions }',
          buildRequestV4(),
          [`${V4}: Lyon, FRANCE | -`],
        ],
      ],
      { sanctions: 'sanctions,why\nKP,embargo\nFR,only a test\n' },
    )
  })
})
