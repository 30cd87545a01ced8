import { expect } from 'chai'
import { REVIEW_RESULTS, type Review, type ReviewResult } from '../../server/record/review.ts'
import { type Visit, visitKey } from '../../server/record/visit.ts'
import { type NextStep, nextStep, type Situation } from '../../server/review/next-step.ts'
import type { Place } from '../../server/review/seen-object.ts'

const VISIT: Visit = {
  source: 'v4',
  objectId: '7C2E5A9B04D14F6E8A31',
  step: 'instance 1',
  stepCode: 'EXTVAL',
  submittedAt: '2026-05-22T09:30:05',
  everSentBack: false,
}
/** The step is another, and tells so. */
const NEXT_STOP: Visit = { ...VISIT, step: 'instance 2' }
/** Nothing but the time tells whether it is another. */
const { step: _step, ...SOME_STOP } = VISIT

/** So many seconds after the review began. */
function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 4, 22, 9, 31) + seconds * 1000)
}

/** A review that was opened by notification 1 and, if it has a result, ended after ten seconds. */
function review(result?: ReviewResult): Review {
  return {
    id: 7,
    visitKeys: [visitKey(VISIT)],
    objectType: 'EXPRPT',
    reportId: VISIT.objectId,
    startedAt: at(0),
    opener: { id: 1, at: at(0) },
    ...(result !== undefined && { result, finishedAt: at(10) }),
  }
}

/** What notification 2 tells after ten minutes: the same stop, by an event of the time when the review began. */
function situation(changes: Partial<Situation>, claimed: Partial<Situation['claimed']> = {}): Situation {
  return {
    claimed: {
      id: 2,
      door: 'events',
      receivedAt: at(5),
      lastSeenAt: at(5),
      announcedAt: at(0),
      isRetry: false,
      ...claimed,
    },
    visit: VISIT,
    place: 'waits for us',
    isWhole: true,
    last: undefined,
    now: at(600),
    ...changes,
  }
}

const ELSEWHERE = ['sent back', 'not submitted', 'canceled', 'moved on'] as const satisfies readonly Place[]
const ACTED = ['approved', 'flagged and approved', 'sent back'] as const satisfies readonly ReviewResult[]
const OVER = REVIEW_RESULTS.filter((result) => result !== 'held')

type Case = readonly [title: string, Situation, NextStep['kind']]

const CASES: readonly Case[] = [
  // Nothing is known of the object.
  ['it waits, and nobody has reviewed it', situation({}), 'open'],
  ...ELSEWHERE.map((place): Case => {
    return [`it is ${place}, and nobody here knows it`, situation({ place }), 'record as unknown']
  }),

  // It does not wait for us.
  ...ELSEWHERE.flatMap((place): readonly Case[] => [
    [`it is ${place} while we work on it`, situation({ place, last: review() }), 'take over and end'],
    [`it is ${place} and was held`, situation({ place, last: review('held') }), 'take over and end'],
    ...OVER.map((result): Case => {
      const title = `it is ${place} and its review has ended: ${result}`
      return [title, situation({ place, last: review(result) }), 'nothing to do']
    }),
  ]),

  // It waits, and this is news of a visit before.
  ...[undefined, ...REVIEW_RESULTS].map((result): Case => {
    const old = situation({ visit: NEXT_STOP, last: review(result) }, { announcedAt: at(-1) })
    return [`news of a stop before the review (${result ?? 'open'})`, old, 'nothing to do']
  }),

  // It waits at the stop of the review.
  ['the same stop, under review', situation({ last: review() }), 'open'],
  ...(['held', 'observed'] as const).flatMap((result): readonly Case[] => [
    [`the same stop, ${result}`, situation({ last: review(result) }), 'already reviewed'],
    [
      `the same stop, ${result}, and an operator retries`,
      situation({ last: review(result) }, { isRetry: true }),
      'reopen',
    ],
  ]),
  [
    'the same stop, held as incomplete and still so',
    situation({ last: { ...review('held'), reasonCode: 'INCOMPLETE' }, isWhole: false }),
    'already reviewed',
  ],
  [
    'the same stop, held as incomplete and whole now',
    situation({ last: { ...review('held'), reasonCode: 'INCOMPLETE' } }),
    'reopen',
  ],
  ['the same stop, superseded', situation({ last: review('superseded') }), 'open another'],
  ...ACTED.flatMap((result): readonly Case[] => {
    const last = review(result)
    const uncertain = { last, visit: SOME_STOP }
    return [
      [`${result}, and an operator retries`, situation({ last }, { isRetry: true }), 'open another'],
      [`${result}, by the notification that opened it`, situation({ last }, { id: 1 }), 'already reviewed'],
      [
        `${result}, announced before that ended`,
        situation({ last }, { announcedAt: at(10) }),
        'already reviewed',
      ],
      [`${result}, announced after that ended`, situation({ last }, { announcedAt: at(11) }), 'open another'],
      [
        `${result} less than 30 s ago, announced after that`,
        situation({ last, now: at(39) }, { announcedAt: at(11) }),
        'settling',
      ],
      [
        `${result}, in the waiting list still`,
        situation({ last }, { door: 'waiting list', announcedAt: at(11) }),
        'not moved',
      ],
      [
        `${result}, perhaps of the same stop, announced as the review began`,
        situation(uncertain, { announcedAt: at(0) }),
        'already reviewed',
      ],
      [
        `${result}, perhaps of the same stop, announced while we acted`,
        situation(uncertain, { announcedAt: at(5) }),
        'open another',
      ],
    ]
  }),

  // It waits at another stop.
  [
    'another stop, announced after what the open review was opened for',
    situation({ visit: NEXT_STOP, last: review() }, { announcedAt: at(1) }),
    'take over, end and open',
  ],
  [
    'another stop, last announced after the open review began',
    situation({ visit: NEXT_STOP, last: review() }, { announcedAt: at(0), lastSeenAt: at(1) }),
    'take over, end and open',
  ],
  [
    'another stop, of which Concur will tell anew',
    situation({ visit: NEXT_STOP, last: review() }, { announcedAt: at(0), lastSeenAt: at(0) }),
    'take over and end',
  ],
  [
    'another stop, and the one before is held',
    situation({ visit: NEXT_STOP, last: review('held') }, { announcedAt: at(0), lastSeenAt: at(0) }),
    'take over, end and open',
  ],
  ...OVER.map((result): Case => {
    return [
      `another stop after one that ended: ${result}`,
      situation({ visit: NEXT_STOP, last: review(result) }),
      'open',
    ]
  }),
  ...ACTED.flatMap((result): readonly Case[] => {
    const perhaps = { visit: SOME_STOP, last: review(result) }
    return [
      [
        `${result}, and perhaps another stop less than 30 s later`,
        situation({ ...perhaps, now: at(39) }, { announcedAt: at(61) }),
        'settling',
      ],
      [
        `${result}, and perhaps another stop 30 s later`,
        situation({ ...perhaps, now: at(40) }, { announcedAt: at(61) }),
        'open',
      ],
    ]
  }),
]

describe('the next step', () => {
  for (const [title, given, expected] of CASES) {
    it(`is "${expected}" where ${title}`, () => {
      expect(nextStep(given).kind).to.equal(expected)
    })
  }

  it('names the review that it is about', () => {
    const last = review('held')
    expect(nextStep(situation({ last }, { isRetry: true }))).to.deep.equal({ kind: 'reopen', review: last })
  })
})
