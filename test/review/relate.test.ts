import { expect } from 'chai'
import { readVisit, type Visit, visitKey } from '../../server/record/visit.ts'
import { type KnownReview, type News, type Relation, relate } from '../../server/review/relate.ts'

const ID = '7C2E5A9B04D14F6E8A31'
const STEP = '/api/expense/expensereport/v1.1/report/nStep0001/workflowaction'
const NEXT_STEP = '/api/expense/expensereport/v1.1/report/nStep0002/workflowaction'
/** In Pacific daylight time what is 09:30 in UTC. */
const V1: Visit = {
  source: 'v1',
  objectId: ID,
  step: STEP,
  submittedAt: '2026-05-22T02:30:05',
  everSentBack: false,
}
const V4: Visit = {
  source: 'v4',
  objectId: ID,
  step: 'instance 1',
  stepCode: 'EXTVAL',
  submittedAt: '2026-05-22T09:30:05',
  everSentBack: false,
}
const { step: _step, stepCode: _stepCode, ...V4_NO_EVENT } = V4
const { step: _instance, ...V4_CODE_ONLY } = V4

/** So many seconds after the review began, which is when its notification came. */
function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 4, 22, 9, 31) + seconds * 1000)
}

function known(visits: readonly Visit[], opener: Partial<KnownReview['opener']> = {}): KnownReview {
  return { visitKeys: visits.map(visitKey), startedAt: at(0), opener: { id: 1, at: at(0), ...opener } }
}

function news(visit: Visit, announced?: number, changes: Partial<News> = {}): News {
  const announcedAt = announced === undefined ? {} : { announcedAt: at(announced) }
  return { visit, notificationId: 2, isRetry: false, ...announcedAt, ...changes }
}

describe('relate', () => {
  const cases: readonly (readonly [string, KnownReview, News, Relation['kind'], isCertain: boolean])[] = [
    // One door after the other, of one stop.
    ['a callout after its event', known([V4]), news(V1), 'same', false],
    ['an event after its callout', known([V1]), news(V4, -1), 'same', false],
    ['an event that Concur dates a little after its callout', known([V1]), news(V4, 20), 'same', false],
    ['a report of the waiting list after its event', known([V4]), news(V1), 'same', false],
    ['an event after a report of the waiting list', known([V1]), news(V4, -30), 'same', false],
    ['a callout whose step is known by now', known([V4, V1]), news(V1), 'same', true],
    ['an event whose stop is known by now', known([V1, V4]), news(V4, -1), 'same', true],
    ['two callouts', known([V1]), news(V1), 'same', true],
    ['two events of a stop', known([V4]), news(V4, 0), 'same', true],
    ['an event that names no instance', known([V4]), news(V4_CODE_ONLY, 0), 'same', false],
    ['what comes on v4 without an event', known([V4]), news(V4_NO_EVENT), 'same', false],
    ['the notification that opened it', known([V1], { id: 2 }), news(V4, 600), 'same', false],
    ['an event that an operator retries', known([V1]), news(V4, -600, { isRetry: true }), 'same', false],

    // News of a stop that came before.
    ['an event that is late', known([V1]), news(V4, -120), 'earlier', false],
    [
      'an event that is late, of a stop before',
      known([{ ...V4, step: 'instance 2' }]),
      news(V4, -1),
      'earlier',
      true,
    ],

    // A stop of its own.
    ['a callout of the next step', known([V1]), news({ ...V1, step: NEXT_STEP }), 'another', true],
    [
      'a callout of the next step, after both doors',
      known([V4, V1]),
      news({ ...V1, step: NEXT_STEP }),
      'another',
      true,
    ],
    ['an event of the next stop', known([V4]), news({ ...V4, step: 'instance 2' }, 1), 'another', true],
    [
      'an event of the next stop, after both doors',
      known([V1, V4]),
      news({ ...V4, step: 'instance 2' }, 1),
      'another',
      true,
    ],
    [
      'an event of a step with another code',
      known([V4_CODE_ONLY]),
      news({ ...V4_CODE_ONLY, stepCode: 'PARTNER' }, 1),
      'another',
      true,
    ],
    ['an event that is clearly later', known([V1]), news(V4, 61), 'another', false],
    [
      'an event that names no instance and is clearly later',
      known([V4_CODE_ONLY]),
      news(V4_CODE_ONLY, 61),
      'another',
      false,
    ],
    ['a callout after it was sent back', known([V4]), news({ ...V1, everSentBack: true }), 'another', true],
    ['an event after it was sent back', known([V1]), news({ ...V4, everSentBack: true }, 0), 'another', true],
    [
      'a callout of the next submission',
      known([V1]),
      news({ ...V1, submittedAt: '2026-05-22T02:45:05' }),
      'another',
      true,
    ],
    [
      'an event of the next submission',
      known([V4]),
      news({ ...V4, submittedAt: '2026-05-22T09:45:05' }, 1),
      'another',
      true,
    ],
    [
      'an event of the next submission, after a callout',
      known([V1]),
      news({ ...V4, submittedAt: '2026-05-22T09:41:55' }, 30),
      'another',
      true,
    ],
    [
      'a report that nobody knew where it was',
      { ...known([]), visitKeys: ['not waiting'] },
      news(V1),
      'another',
      true,
    ],
  ]
  for (const [name, review, notification, kind, isCertain] of cases) {
    it(`finds that ${name} is of ${kind === 'same' ? 'the same' : `${kind === 'earlier' ? 'an ' : ''}${kind}`} visit`, () => {
      expect(relate(review, notification)).to.deep.equal({ kind, isCertain })
    })
  }

  for (const [hours, isSame] of [
    [-14, true],
    [-7, true],
    [5.75, true],
    [12.75, true],
    [0, true],
    [14.25, false],
    [0.1, false],
  ] as const) {
    it(`takes submissions ${hours} hours apart for ${isSame ? 'one in another zone' : 'two'}`, () => {
      const submittedAt = new Date(Date.UTC(2026, 4, 22, 9, 30, 5) + hours * 3_600_000)
      const here = { ...V1, submittedAt: submittedAt.toISOString().slice(0, 19) }

      expect(relate(known([V4]), news(here)).kind).to.equal(isSame ? 'same' : 'another')
    })
  }

  it('takes a second for what one service rounds and the other cuts off', () => {
    expect(relate(known([V4]), news({ ...V1, submittedAt: '2026-05-22T02:30:06' })).kind).to.equal('same')
    expect(relate(known([V4]), news({ ...V1, submittedAt: '2026-05-22T02:30:07' })).kind).to.equal('another')
  })

  it('lets the times decide where a service does not tell the submission', () => {
    const { submittedAt: _submittedAt, ...undated } = V1
    expect(relate(known([V4]), news(undated)).kind).to.equal('same')
  })
})

describe('visitKey', () => {
  it('is on v1.1 what it was before there was another service', () => {
    expect(visitKey(V1)).to.equal(JSON.stringify([ID, STEP, '2026-05-22T02:30:05', false]))
  })

  for (const visit of [V1, V4, V4_NO_EVENT, V4_CODE_ONLY, { ...V1, everSentBack: true }]) {
    it(`can be read again: ${visitKey(visit)}`, () => {
      expect(readVisit(visitKey(visit))).to.deep.equal(visit)
    })
  }

  it('can be read where it names no visit', () => {
    expect(readVisit('not waiting, notification 7')).to.equal(undefined)
  })
})
