import { expect } from 'chai'
import { ConcurError } from '../../server/concur/concur-error.ts'
import type { EffectContent, EffectState, WithdrawalContent } from '../../server/record/effect.ts'
import { journalledWrites } from '../../server/review/journalled-writes.ts'
import type { ReadBack } from '../../server/review/seen-object.ts'
import { LeaseLostError } from '../../server/store/lease-lost-error.ts'
import { readFigures } from '../../server/store/operators/figures.ts'
import { rejectionOf } from '../store/rejection.ts'
import { useReviewBenches } from './review-bench.ts'
import {
  type Answer,
  APPROVE,
  decisionOf,
  FLAG,
  FLAGGED,
  SEND_BACK,
  scriptedWrite,
  seenObject,
} from './scripted-object.ts'

const WITHDRAWAL: WithdrawalContent = {
  kind: 'withdrawal',
  objectType: 'Entry',
  objectId: 'nEntry0001',
  code: 'OLD',
}

/** A call that did not succeed. */
function failure(mayHaveHappened: boolean): ConcurError {
  const facts = { code: 'CONCUR_RESPONSE', kind: 'workflow', trouble: 'transient', status: 503 } as const
  return new ConcurError('Concur answered 503', { ...facts, mayHaveHappened, reply: 'try later' })
}

describe('reading back what an earlier attempt left behind', () => {
  const open = useReviewBenches()

  /** What is left behind, what reading back finds, whether that is told, and what the journal says then. */
  interface Case {
    readonly left: readonly (readonly [EffectContent, EffectState])[]
    /** `undefined` where Concur does not tell; absent where nobody is to ask. */
    readonly found?: ReadBack | undefined
    readonly isTold: boolean
    readonly effects: readonly string[]
  }

  const cases: Readonly<Record<string, Case>> = {
    'has nothing to do where nothing was written': { left: [], isTold: true, effects: [] },
    'knows of exceptions that were only planned that they were never sent': {
      left: [[FLAG, 'planned']],
      isTold: true,
      effects: ['exceptions not applied: never sent'],
    },
    'knows of an action that was only planned that it was never sent': {
      left: [[APPROVE, 'planned']],
      isTold: true,
      effects: ['workflow not applied: never sent'],
    },
    ...bothOpen((state) => ({
      [`tells of an action that was ${state} by the report, which is still at the step`]: {
        left: [[APPROVE, state]],
        isTold: true,
        effects: ['workflow not applied: the report is still at the step'],
      },
      [`finds exceptions that were ${state}`]: {
        left: [[FLAG, state]],
        found: { state: 'confirmed', content: FLAGGED },
        isTold: true,
        effects: ['exceptions confirmed: found by reading the report back'],
      },
      [`does not find exceptions that were ${state}`]: {
        left: [[FLAG, state]],
        found: { state: 'not applied', content: FLAG },
        isTold: true,
        effects: ['exceptions not applied: found by reading the report back'],
      },
      [`leaves exceptions ${state} where Concur does not tell, and looks at the others`]: {
        left: [
          [FLAG, state],
          [APPROVE, 'planned'],
        ],
        found: undefined,
        isTold: false,
        effects: [`exceptions ${state}`, 'workflow not applied: never sent'],
      },
    })),
    'asks about nothing that is known': {
      left: [
        [FLAG, 'confirmed'],
        [FLAG, 'refused'],
        [APPROVE, 'refused'],
        [APPROVE, 'not applied'],
      ],
      isTold: true,
      effects: ['exceptions confirmed', 'exceptions refused', 'workflow refused', 'workflow not applied'],
    },
    'goes on to the next where one is told': {
      left: [
        [FLAG, 'sent'],
        [APPROVE, 'planned'],
      ],
      found: { state: 'confirmed', content: FLAGGED },
      isTold: true,
      effects: ['exceptions confirmed: found by reading the report back', 'workflow not applied: never sent'],
    },
  }

  for (const [title, { left, isTold, effects, ...script }] of Object.entries(cases)) {
    it(title, async () => {
      const bench = open()
      const context = await bench.work(await bench.claim())
      for (const [content, state] of left) await bench.leave(context, content, state)
      const readBack = 'found' in script && { readBack: () => Promise.resolve(script.found) }

      const told = await journalledWrites(context).readBack(seenObject(bench.visit, { ...readBack }))

      expect(told).to.equal(isTold)
      expect(await bench.record()).to.deep.include({ effects, trail: [] })
    })
  }

  it('keeps what was found of the exceptions', async () => {
    const bench = open()
    const context = await bench.work(await bench.claim())
    await bench.leave(context, FLAG, 'sent')
    const asked: EffectContent[] = []

    await journalledWrites(context).readBack(
      seenObject(bench.visit, {
        readBack(content) {
          asked.push(content)
          return Promise.resolve({ state: 'confirmed', content: FLAGGED })
        },
      }),
    )

    expect(asked).to.deep.equal([FLAG])
    expect(await bench.journal.of(context.review)).to.have.deep.nested.property('[0].content', FLAGGED)
  })
})

describe('one write to Concur', () => {
  const open = useReviewBenches()

  const answered: readonly (readonly [string, EffectContent, Answer, string, string])[] = [
    [
      'confirmed',
      APPROVE,
      { state: 'confirmed' },
      'workflow confirmed',
      'call: workflow action Approve: confirmed',
    ],
    [
      'refused, with the reason',
      SEND_BACK,
      { state: 'refused', reason: 'comment missing' },
      'workflow refused: comment missing',
      'call: workflow action Send Back to Employee: refused',
    ],
    [
      'confirmed',
      FLAG,
      { state: 'confirmed' },
      'exceptions confirmed',
      'call: exceptions NORECEIP: confirmed',
    ],
    [
      'refused',
      WITHDRAWAL,
      { state: 'refused' },
      'withdrawal refused',
      'call: withdrawal of exception OLD: refused',
    ],
  ]
  for (const [what, content, answer, effect, line] of answered) {
    it(`is ${what} where Concur says so of ${content.kind}`, async () => {
      const bench = open()
      const context = await bench.work(await bench.claim())
      const write = scriptedWrite(content, answer)

      const { state } = await journalledWrites(context).write(write)

      expect(answer).to.include({ state })
      expect(write.timesSent()).to.equal(1)
      expect(await bench.record()).to.deep.include({ effects: [effect], trail: [line] })
    })
  }

  const failures: readonly (readonly [string, Error, string, readonly string[]])[] = [
    [
      'unknown where its answer was lost',
      failure(true),
      'workflow unknown: Concur answered 503',
      ['call: workflow action Approve: unknown'],
    ],
    [
      'not applied where it never left us',
      failure(false),
      'workflow not applied: Concur answered 503',
      ['call: workflow action Approve: not applied'],
    ],
    ['left as sent by a bug, to be read back', new TypeError('undefined is no answer'), 'workflow sent', []],
  ]
  for (const [what, error, effect, trail] of failures) {
    it(`is ${what}, and the failure goes on`, async () => {
      const bench = open()
      const context = await bench.work(await bench.claim())

      const write = journalledWrites(context).write(scriptedWrite(APPROVE, error))

      expect(await rejectionOf(write)).to.equal(error)
      expect(await bench.record()).to.deep.include({ effects: [effect], trail })
    })
  }

  it('is on disk as sent before it leaves', async () => {
    const bench = open()
    const context = await bench.work(await bench.claim())
    let before: readonly string[] = []

    await journalledWrites(context).write(
      scriptedWrite(APPROVE, async () => {
        before = (await bench.record()).effects
        return { state: 'confirmed' }
      }),
    )

    expect(before).to.deep.equal(['workflow sent'])
  })

  it('is not sent by a worker whose lease has ended, and does not stay open', async () => {
    const bench = open()
    const context = await bench.work(await bench.claim())
    await bench.pass(12)
    const write = scriptedWrite(APPROVE)

    expect(await rejectionOf(journalledWrites(context).write(write))).to.be.instanceOf(LeaseLostError)
    expect(write.timesSent()).to.equal(0)
    expect(await bench.record()).to.deep.include({
      effects: ['workflow not applied: never sent'],
      trail: [],
    })
  })

  it('is not sent for a review that another worker has ended, and does not stay open in it', async () => {
    const bench = open()
    const slow = await bench.work(await bench.claim())
    await bench.pass(12)
    const quick = await bench.work(await bench.claimAgain())
    await bench.reviews.finish(quick.review, 'approved', undefined, bench.now())
    const write = scriptedWrite(APPROVE)

    expect(await rejectionOf(journalledWrites(slow).write(write))).to.be.instanceOf(LeaseLostError)
    expect(write.timesSent()).to.equal(0)
    expect(await bench.record()).to.have.deep.property('effects', ['workflow not applied: never sent'])
  })
})

describe('the exceptions of a decision', () => {
  const open = useReviewBenches()

  it('are asked for with what this review has written, and what others have before', async () => {
    const bench = open()
    const claimed = await bench.claim()
    const earlier = await bench.work(claimed)
    await bench.leave(earlier, FLAG, 'confirmed')
    await bench.reviews.finish(earlier.review, 'flagged and approved', undefined, bench.now())
    const context = await bench.work(claimed, { ...bench.visit, step: 'the next step' })
    await bench.leave(context, WITHDRAWAL, 'refused')
    const decision = decisionOf('flag and approve')
    const asked: unknown[] = []

    await journalledWrites(context).flag(
      seenObject(bench.visit, {
        async flags(wanted, done, before) {
          const written = [done, await before()].map((all) => all.map(({ content }) => content.kind))
          asked.push(wanted, ...written)
          return []
        },
      }),
      decision,
    )

    expect(asked).to.deep.equal([decision, ['withdrawal'], ['exceptions']])
  })

  it('are sent in order, and what Concur refused of them is told in words', async () => {
    const bench = open()
    const context = await bench.work(await bench.claim())
    const writes = [
      scriptedWrite(WITHDRAWAL, { state: 'confirmed' }),
      scriptedWrite(FLAG, { state: 'refused', refused: ['NORECEIP: no such code', 'OLD: not active'] }),
      scriptedWrite(FLAG, { state: 'confirmed', refused: ['OTHER: not active'] }),
    ]
    const seen = seenObject(bench.visit, { flags: () => Promise.resolve(writes) })

    expect(await journalledWrites(context).flag(seen, decisionOf('flag and approve'))).to.deep.equal([
      'NORECEIP: no such code',
      'OLD: not active',
      'OTHER: not active',
    ])
    expect(await bench.record()).to.have.deep.property('effects', [
      'withdrawal confirmed',
      'exceptions refused',
      'exceptions confirmed',
    ])
  })

  it('are not even planned after one that failed', async () => {
    const bench = open()
    const context = await bench.work(await bench.claim())
    const error = failure(true)
    const writes = [scriptedWrite(WITHDRAWAL, error), scriptedWrite(FLAG)]
    const seen = seenObject(bench.visit, { flags: () => Promise.resolve(writes) })

    const flagging = journalledWrites(context).flag(seen, decisionOf('flag and approve'))

    expect(await rejectionOf(flagging)).to.equal(error)
    expect(await bench.record()).to.have.deep.property('effects', ['withdrawal unknown: Concur answered 503'])
  })
})

describe('what another worker found by reading back', () => {
  const open = useReviewBenches()

  const late: readonly (readonly [EffectState, Answer])[] = [
    ['unknown', failure(true)],
    ['confirmed', { state: 'confirmed' }],
    ['refused', { state: 'refused' }],
    ['not applied', failure(false)],
  ]
  const found: readonly ReadBack[] = [
    { state: 'confirmed', content: FLAGGED },
    { state: 'not applied', content: FLAG },
  ]
  for (const [state, answer] of late) {
    for (const readBack of found) {
      it(`stays ${readBack.state} when a worker that stood still learns too late that it is ${state}`, async () => {
        const bench = open()
        const claimed = await bench.claim()
        const slow = await bench.work(claimed)
        /** The lease of the slow worker ends while its call is under way. */
        const meanwhile = async () => {
          await bench.pass(12)
          const quick = await bench.work(await bench.claimAgain())
          const seen = seenObject(bench.visit, { readBack: () => Promise.resolve(readBack) })
          await journalledWrites(quick).readBack(seen)
          await bench.reviews.finish(quick.review, 'approved', undefined, bench.now())
          return answer
        }

        await rejectionOf(journalledWrites(slow).write(scriptedWrite(FLAG, meanwhile)))

        expect(await bench.record()).to.deep.include({
          result: 'approved',
          effects: [`exceptions ${readBack.state}: found by reading the report back`],
          trail: ['ended: approved'],
        })
        const [effect, ...others] = await bench.journal.of(slow.review)
        expect([effect?.content, others]).to.deep.equal([readBack.content, []])
        const { correlationId } = claimed
        const review = slow.review.id
        expect(bench.log.lines).to.deep.equal([
          {
            level: 'warn',
            event: 'journal.late',
            fields: { review, effect: effect?.id, state, notification: claimed.id, correlationId },
          },
        ])
        expect((await readFigures(bench.db)).openEffects).to.deep.equal({})
      })
    }
  }
})

/** The same for both states in which a write may or may not have taken effect. */
function bothOpen<Case>(cases: (state: 'sent' | 'unknown') => Readonly<Record<string, Case>>) {
  return { ...cases('sent'), ...cases('unknown') }
}
