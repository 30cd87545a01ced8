import { expect } from 'chai'
import type { EffectContent, EffectState, WorkflowContent } from '../../server/record/effect.ts'
import type { ReviewResult } from '../../server/record/review.ts'
import type { Visit } from '../../server/record/visit.ts'
import { endMoved, finishReview } from '../../server/review/end-review.ts'
import type { Place } from '../../server/review/seen-object.ts'
import { LeaseLostError } from '../../server/store/lease-lost-error.ts'
import { rejectionOf } from '../store/rejection.ts'
import { useReviewBenches } from './review-bench.ts'
import { APPROVE, FLAG, FLAGGED, SEND_BACK, STATUS, seenObject } from './scripted-object.ts'

const SUBMITTED_AGAIN: Partial<Visit> = { submittedAt: '2026-05-23T08:00:00' }
/** As a report is after it was sent back, and before it is submitted again. */
const SENT_BACK_ONCE: Partial<Visit> = { everSentBack: true }

/** Whether an action whose answer was lost has brought the report there. */
type Told = 'ours' | 'not ours' | 'cannot tell'

interface Whose {
  readonly action: WorkflowContent
  readonly place: Place
  /** How the visit differs from that of the review. */
  readonly visit?: Partial<Visit>
  /** How the visit of the review differs from the usual one. */
  readonly before?: Partial<Visit>
  readonly told: Told
}

const WHOSE: Readonly<Record<string, Whose>> = {
  'approved, and it is further on': { action: APPROVE, place: 'moved on', told: 'ours' },
  'approved, and it waits at another step': { action: APPROVE, place: 'waits for us', told: 'cannot tell' },
  'approved, and it is canceled': { action: APPROVE, place: 'canceled', told: 'cannot tell' },
  'approved, and it was sent back': { action: APPROVE, place: 'sent back', told: 'not ours' },
  'approved, and it is not submitted': { action: APPROVE, place: 'not submitted', told: 'not ours' },
  'approved, and it is further on after another submission': {
    action: APPROVE,
    place: 'moved on',
    visit: SUBMITTED_AGAIN,
    told: 'not ours',
  },
  'approved, and it waits after another submission': {
    action: APPROVE,
    place: 'waits for us',
    visit: SUBMITTED_AGAIN,
    told: 'not ours',
  },
  'approved, and it is canceled after another submission': {
    action: APPROVE,
    place: 'canceled',
    visit: SUBMITTED_AGAIN,
    told: 'not ours',
  },
  'approved, and it was sent back after another submission': {
    action: APPROVE,
    place: 'sent back',
    visit: SUBMITTED_AGAIN,
    told: 'not ours',
  },
  'approved as v4 tells it, and it is further on as v1.1 does': {
    action: APPROVE,
    place: 'moved on',
    before: { source: 'v4', submittedAt: '2026-05-22T16:30:00' },
    visit: { source: 'v1', submittedAt: '2026-05-22T09:30:00' },
    told: 'ours',
  },
  'approved as v4 tells it, and it is further on after another submission to v1.1': {
    action: APPROVE,
    place: 'moved on',
    before: { source: 'v4', submittedAt: '2026-05-22T16:37:00' },
    visit: { source: 'v1', submittedAt: '2026-05-22T09:30:00' },
    told: 'not ours',
  },
  'sent back, and it was': { action: SEND_BACK, place: 'sent back', told: 'ours' },
  'sent back, and it is further on': { action: SEND_BACK, place: 'moved on', told: 'not ours' },
  'sent back, and it waits at another step': { action: SEND_BACK, place: 'waits for us', told: 'not ours' },
  'sent back, and it is canceled': { action: SEND_BACK, place: 'canceled', told: 'not ours' },
  'sent back, and it is not submitted': { action: SEND_BACK, place: 'not submitted', told: 'not ours' },
  'sent back, and it is further on, for the first time sent back': {
    action: SEND_BACK,
    place: 'moved on',
    visit: SENT_BACK_ONCE,
    told: 'ours',
  },
  'sent back, and it is further on, sent back before already': {
    action: SEND_BACK,
    place: 'moved on',
    before: SENT_BACK_ONCE,
    visit: SENT_BACK_ONCE,
    told: 'not ours',
  },
  'sent back, and it waits after another submission': {
    action: SEND_BACK,
    place: 'waits for us',
    visit: { ...SUBMITTED_AGAIN, ...SENT_BACK_ONCE },
    told: 'ours',
  },
  'sent back for the second time, and it waits after another submission': {
    action: SEND_BACK,
    place: 'waits for us',
    before: SENT_BACK_ONCE,
    visit: { ...SUBMITTED_AGAIN, ...SENT_BACK_ONCE },
    told: 'ours',
  },
  'sent back, and it waits after a recall': {
    action: SEND_BACK,
    place: 'waits for us',
    visit: SUBMITTED_AGAIN,
    told: 'ours',
  },
}

describe('the end of a review whose report is not where it was', () => {
  const open = useReviewBenches()

  for (const state of ['sent', 'unknown'] as const) {
    for (const [title, { action, place, visit, before, told }] of Object.entries(WHOSE)) {
      it(`tells "${told}" of an action that is ${state}: ${title}`, async () => {
        const bench = open()
        const reviewed = { ...bench.visit, ...before }
        const context = await bench.work(await bench.claim(), reviewed)
        await bench.leave(context, action, state)

        const ending = await endMoved(context, seenObject(reviewed, { place, visit: visit ?? {} }))

        expect(ending).to.deep.equal({ kind: 'done' })
        const isAt = `the report is at ${STATUS[place]}`
        const superseded = { result: 'superseded', reason: `${isAt}, not where it was decided on` }
        const expected = {
          ours: {
            result: action === APPROVE ? 'approved' : 'sent back',
            reason: `found by reading back: ${isAt}`,
            effects: [`workflow confirmed: found by reading back: ${isAt}`],
          },
          'not ours': { ...superseded, effects: [`workflow not applied: ${isAt}`] },
          'cannot tell': { ...superseded, effects: [`workflow unknown: ${isAt}, which does not tell`] },
        }
        expect(await bench.record()).to.deep.include(expected[told])
      })
    }
  }

  /** What was written, where the report is, how the review ends, and what the journal says then. */
  const ends: readonly (readonly [
    string,
    readonly (readonly [EffectContent, EffectState])[],
    Place,
    ReviewResult,
    readonly string[],
  ])[] = [
    ['nothing was written', [], 'moved on', 'superseded', []],
    [
      'the action was only planned',
      [[APPROVE, 'planned']],
      'moved on',
      'superseded',
      ['workflow not applied: never sent'],
    ],
    [
      'exceptions were only planned',
      [[FLAG, 'planned']],
      'moved on',
      'superseded',
      ['exceptions not applied: never sent'],
    ],
    ['the action was refused', [[APPROVE, 'refused']], 'moved on', 'superseded', ['workflow refused']],
    ['it was not applied', [[SEND_BACK, 'not applied']], 'sent back', 'superseded', ['workflow not applied']],
    ['it was confirmed', [[APPROVE, 'confirmed']], 'moved on', 'approved', ['workflow confirmed']],
    [
      'it was confirmed before a recall',
      [[APPROVE, 'confirmed']],
      'not submitted',
      'approved',
      ['workflow confirmed'],
    ],
    [
      'the sending back was confirmed',
      [[SEND_BACK, 'confirmed']],
      'waits for us',
      'sent back',
      ['workflow confirmed'],
    ],
    [
      'exceptions and it were confirmed',
      [
        [FLAGGED, 'confirmed'],
        [APPROVE, 'confirmed'],
      ],
      'moved on',
      'flagged and approved',
      ['exceptions confirmed', 'workflow confirmed'],
    ],
    [
      'exceptions and the sending back were confirmed',
      [
        [FLAGGED, 'confirmed'],
        [SEND_BACK, 'confirmed'],
      ],
      'sent back',
      'sent back',
      ['exceptions confirmed', 'workflow confirmed'],
    ],
    [
      'exceptions were confirmed, and the action is found by reading back',
      [
        [FLAGGED, 'confirmed'],
        [APPROVE, 'sent'],
      ],
      'moved on',
      'flagged and approved',
      ['exceptions confirmed', 'workflow confirmed: found by reading back: the report is at A_APPR'],
    ],
    [
      'exceptions were refused, and the action confirmed',
      [
        [FLAG, 'refused'],
        [APPROVE, 'confirmed'],
      ],
      'moved on',
      'approved',
      ['exceptions refused', 'workflow confirmed'],
    ],
    [
      'an action was refused before one that was confirmed',
      [
        [SEND_BACK, 'refused'],
        [APPROVE, 'confirmed'],
      ],
      'moved on',
      'approved',
      ['workflow refused', 'workflow confirmed'],
    ],
    [
      'the answer about exceptions was lost, which only shows at the step',
      [[FLAG, 'unknown']],
      'moved on',
      'superseded',
      ['exceptions unknown'],
    ],
  ]
  for (const [title, left, place, result, effects] of ends) {
    it(`is "${result}" where ${title}`, async () => {
      const bench = open()
      const context = await bench.work(await bench.claim())
      for (const [content, state] of left) await bench.leave(context, content, state)

      await endMoved(context, seenObject(bench.visit, { place }))

      const record = await bench.record()
      expect(record).to.deep.include({ result, effects })
      expect(record.trail).to.have.length(1)
    })
  }

  it('calls a travel request a request', async () => {
    const bench = open()
    const context = await bench.work(await bench.claim())

    await endMoved(context, seenObject(bench.visit, { noun: 'request', place: 'moved on', status: 'Q_APPR' }))

    expect(await bench.record()).to.have.property(
      'reason',
      'the request is at Q_APPR, not where it was decided on',
    )
  })
})

describe('finishReview', () => {
  const open = useReviewBenches()

  it('ends the review with its reason, and a line of the trail', async () => {
    const bench = open()
    const context = await bench.work(await bench.claim())

    expect(await finishReview(context, 'held', 'a person is asked')).to.deep.equal({ kind: 'done' })
    expect(await bench.record()).to.deep.equal({
      result: 'held',
      reason: 'a person is asked',
      effects: [],
      trail: ['ended: held: a person is asked'],
    })
  })

  it("does not end another worker's", async () => {
    const bench = open()
    const slow = await bench.work(await bench.claim())
    await bench.pass(12)
    await bench.work(await bench.claimAgain())

    expect(await rejectionOf(finishReview(slow, 'approved'))).to.be.instanceOf(LeaseLostError)
    expect(await bench.record()).to.deep.include({ result: null, trail: [] })
  })
})
