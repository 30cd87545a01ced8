import { expect } from 'chai'
import type { Decision, Finding } from '../../server/record/decision.ts'
import type { EffectContent, EffectState } from '../../server/record/effect.ts'
import type { Gap } from '../../server/report/completeness.ts'
import { type WorkContext, workOn } from '../../server/review/carry-out.ts'
import type { AttemptOutcome } from '../../server/review/retry.ts'
import { LeaseLostError } from '../../server/store/lease-lost-error.ts'
import { at } from '../store/notifications.ts'
import { rejectionOf } from '../store/rejection.ts'
import { type ReviewBench, type SeenRecord, useReviewBenches } from './review-bench.ts'
import {
  type Answer,
  APPROVE,
  decisionOf,
  FLAG,
  replyOf,
  type Seen,
  scriptedReads,
  scriptedWrite,
  seenObject,
} from './scripted-object.ts'

const DONE: AttemptOutcome = { kind: 'done' }
const CONFIRMED: Answer = { state: 'confirmed' }
const STALE: Answer = { state: 'refused', reason: 'recently changed', isStale: true }
const ELSEWHERE: Answer = { ...STALE, isElsewhere: true }
const REFUSED: Answer = { state: 'refused', refused: ['NORECEIP: no such code'] }

const HOLD = decisionOf('hold', { findings: [finding('Somebody has to look.', 'act')] })
const SEND_BACK = decisionOf('send back')
/** Asks for the same outcome as the usual one, and was taken by another policy. */
const NEWER = decisionOf('approve', { policyVersion: 'p2' })

const COUNT: Gap = { kind: 'count', expected: '3 entries', seen: '2 entries' }
const COUNTED = '3 entries expected, 2 entries seen'
const SUM: Gap = { kind: 'amount', expected: '100.00', seen: '90.00' }

const MOVED: Reading = { place: 'moved on' }
const SUPERSEDED = 'the report is at A_APPR, not where it was decided on'
const UNSTEADY: AttemptOutcome = {
  kind: 'again',
  at: at(2),
  reasonCode: 'UNSTEADY',
  reason: 'the report changed between every two readings',
}

/** One reading: where the object is, and what the policy says; approve, where the test does not say. */
type Reading = Seen & { readonly decision?: Decision; readonly gap?: Gap }

/** What the test says, how the work ends, and what is kept. */
interface Case extends Partial<Pick<WorkContext, 'mode' | 'incompleteForMs'>> {
  /** An earlier attempt has left this behind. */
  readonly left?: readonly (readonly [EffectContent, EffectState])[]
  /** The first is there already; one where there are none. */
  readonly readings?: readonly Reading[]
  /** To exceptions: those of each round. */
  readonly flags?: readonly (readonly Answer[])[]
  /** To the workflow action, each time that it is sent; `undefined` where the object offers none. */
  readonly action?: readonly Answer[] | undefined
  readonly ending?: AttemptOutcome
  readonly result?: SeenRecord['result']
  readonly reason?: string
  readonly effects?: readonly string[]
  /** How many decisions were taken. */
  readonly decided?: number
}

const STAYS: readonly Reading[] = [{}, {}]

const CASES: Readonly<Record<string, Case>> = {
  // What an earlier attempt left behind
  'holds what may have exceptions of which Concur does not tell': {
    left: [[FLAG, 'unknown']],
    readings: [{ readBack: () => Promise.resolve(undefined) }],
    result: 'held',
    reason: 'exceptions may have been posted, and the report does not tell which',
    effects: ['exceptions unknown'],
    decided: 0,
  },
  'reads back what was sent before it acts': {
    left: [[APPROVE, 'sent']],
    readings: STAYS,
    action: [CONFIRMED],
    result: 'approved',
    effects: ['workflow not applied: the report is still at the step', 'workflow confirmed'],
  },

  // It was not seen whole
  'decides nothing on a part, and reads again soon': {
    readings: [{ gap: COUNT }],
    ending: incompleteUntil(2, COUNTED),
    decided: 0,
  },
  'tells no amounts of what does not sum': {
    readings: [{ gap: SUM }],
    ending: incompleteUntil(2, 'its amounts do not sum to its total'),
    decided: 0,
  },
  'holds what is never seen whole': {
    incompleteForMs: 0,
    readings: [{ gap: COUNT, decision: SEND_BACK }],
    result: 'held',
    reason: 'the report was not seen whole: Concur says 3 entries, and 2 entries came',
  },
  'only records what is never seen whole while it observes': {
    mode: 'observe',
    incompleteForMs: 0,
    readings: [{ gap: COUNT }],
    result: 'observed',
    reason: 'the report was not seen whole: Concur says 3 entries, and 2 entries came',
  },
  'does not act where the second reading is only of a part': {
    readings: [{}, { gap: COUNT }],
    ending: incompleteUntil(2, COUNTED),
  },

  // On trial
  'only records while it observes': { mode: 'observe', result: 'observed' },
  'only records what is to be held while it observes': {
    mode: 'observe',
    readings: [{ decision: HOLD }],
    result: 'observed',
  },
  'only records a decision that is on trial': {
    readings: [{ decision: decisionOf('send back', { enforce: 'observe' }) }],
    result: 'observed',
  },

  // A person is asked
  'holds what is to be held, and reads no further': {
    readings: [{ decision: HOLD }],
    result: 'held',
    reason: 'Somebody has to look.',
  },
  'holds with what was found and what could not be applied, without what is on trial': {
    readings: [
      {
        decision: decisionOf('hold', {
          findings: [finding('A receipt is missing.', 'act'), finding('Too late.', 'observe')],
          notEvaluated: [
            { rule: 'price', reason: 'no rate for XYZ', enforce: 'act' },
            { rule: 'trial', reason: 'no list', enforce: 'observe' },
          ],
        }),
      },
    ],
    result: 'held',
    reason: 'A receipt is missing. rule price could not be applied: no rate for XYZ',
  },
  'holds with the exceptions that Concur refused, should there be any': {
    readings: [{ decision: HOLD }],
    flags: [[REFUSED]],
    result: 'held',
    reason: 'Concur refused exceptions: NORECEIP: no such code',
    effects: ['exceptions refused'],
  },
  'does not approve what cannot be flagged': {
    readings: [{ decision: decisionOf('flag and approve') }],
    flags: [[CONFIRMED, REFUSED]],
    result: 'held',
    reason: 'Concur refused exceptions, so the report is not approved: NORECEIP: no such code',
    effects: ['exceptions confirmed', 'exceptions refused'],
  },
  'does not approve what is flagged only in part': {
    readings: [{ decision: decisionOf('flag and approve') }],
    flags: [[{ ...CONFIRMED, refused: ['OLD: not active'] }]],
    result: 'held',
    reason: 'Concur refused exceptions, so the report is not approved: OLD: not active',
    effects: ['exceptions confirmed'],
  },

  // The action
  approves: { readings: STAYS, action: [CONFIRMED], result: 'approved', effects: ['workflow confirmed'] },
  'approves with exceptions that it has flagged': {
    readings: all(STAYS, decisionOf('flag and approve')),
    flags: [[CONFIRMED]],
    action: [CONFIRMED],
    result: 'flagged and approved',
    effects: ['exceptions confirmed', 'workflow confirmed'],
  },
  'sends back': {
    readings: all(STAYS, SEND_BACK),
    action: [CONFIRMED],
    result: 'sent back',
    effects: ['workflow confirmed'],
  },
  'sends back also what cannot be flagged, and tells it': {
    readings: all(STAYS, SEND_BACK),
    flags: [[REFUSED]],
    action: [CONFIRMED],
    result: 'sent back',
    reason: 'Concur refused exceptions: NORECEIP: no such code',
    effects: ['exceptions refused', 'workflow confirmed'],
  },
  'gives up where no action is offered': {
    readings: STAYS,
    action: undefined,
    ending: {
      kind: 'dead',
      reasonCode: 'NO_ACTION',
      reason: 'the report waits, but it offers no workflow action that we know',
    },
  },
  'gives up where the action is refused': {
    readings: STAYS,
    action: [{ state: 'refused', reason: 'you are not the approver' }],
    ending: {
      kind: 'dead',
      reasonCode: 'ACTION_REFUSED',
      reason: 'Concur refused the workflow action: you are not the approver',
    },
    effects: ['workflow refused: you are not the approver'],
  },
  'gives up what was refused as a conflict, and waits there all the same': {
    readings: [{}, {}, {}],
    action: [{ state: 'refused', reason: 'WF_42', isInDoubt: true }],
    ending: {
      kind: 'dead',
      reasonCode: 'ACTION_REFUSED',
      reason: 'Concur refused the workflow action: WF_42',
    },
    effects: ['workflow refused: WF_42'],
  },
  'ends what was refused as a conflict because it has moved on': {
    readings: [{}, {}, MOVED],
    action: [{ state: 'refused', reason: 'WF_42', isInDoubt: true }],
    result: 'superseded',
    reason: SUPERSEDED,
    effects: ['workflow refused: WF_42'],
  },
  'gives up where the action is refused without a word': {
    readings: STAYS,
    action: [{ state: 'refused' }],
    ending: {
      kind: 'dead',
      reasonCode: 'ACTION_REFUSED',
      reason: 'Concur refused the workflow action: no message',
    },
    effects: ['workflow refused'],
  },

  // It moves between two readings
  'does not act on what moved on': { readings: [{}, MOVED], result: 'superseded', reason: SUPERSEDED },
  'does not act on what was sent back': {
    readings: [{}, { place: 'sent back' }],
    result: 'superseded',
    reason: 'the report is at A_RESU, not where it was decided on',
  },
  'does not act on what was called back': {
    readings: [{}, { place: 'not submitted' }],
    result: 'superseded',
    reason: 'the report is at A_NOTF, not where it was decided on',
  },
  'does not act on what was canceled': {
    readings: [{}, { place: 'canceled' }],
    result: 'superseded',
    reason: 'the report is at CANCELED, not where it was decided on',
  },
  'does not act on what waits at another step': {
    readings: [{}, { visit: { step: 'the next step' } }],
    result: 'superseded',
    reason: 'the report is at A_EXTV, not where it was decided on',
  },
  'does not act on what was submitted again': {
    readings: [{}, { visit: { submittedAt: '2026-05-22T10:00:00' } }],
    result: 'superseded',
    reason: 'the report is at A_EXTV, not where it was decided on',
  },
  'keeps the exceptions of what moved on after they were flagged': {
    readings: all([{}, MOVED], decisionOf('flag and approve')),
    flags: [[CONFIRMED]],
    result: 'superseded',
    reason: SUPERSEDED,
    effects: ['exceptions confirmed'],
  },

  // The decision changes between two readings
  'decides again on what has changed, and acts on that': {
    readings: [{}, { decision: SEND_BACK }, { decision: SEND_BACK }],
    flags: [[], [CONFIRMED]],
    action: [CONFIRMED],
    result: 'sent back',
    effects: ['exceptions confirmed', 'workflow confirmed'],
    decided: 2,
  },
  'decides again under another policy, also with the same outcome': {
    readings: all(STAYS, NEWER, 1).concat({ decision: NEWER }),
    action: [CONFIRMED],
    result: 'approved',
    effects: ['workflow confirmed'],
    decided: 2,
  },
  'holds what is to be held since it has changed': {
    readings: [{}, { decision: HOLD }],
    result: 'held',
    reason: 'Somebody has to look.',
    decided: 2,
  },
  'comes again where three decisions in a row change': {
    readings: [{}, { decision: SEND_BACK }, {}, { decision: SEND_BACK }],
    ending: UNSTEADY,
    decided: 3,
  },

  // The report was changed before the action arrived
  'reads, decides and acts once more at once where the report was changed': {
    readings: [{}, {}, { decision: SEND_BACK }, { decision: SEND_BACK }],
    action: [STALE, CONFIRMED],
    result: 'sent back',
    effects: ['workflow refused: recently changed', 'workflow confirmed'],
    decided: 2,
  },
  'does not act once more on what has moved on': {
    readings: [{}, {}, MOVED],
    action: [STALE],
    result: 'superseded',
    reason: SUPERSEDED,
    effects: ['workflow refused: recently changed'],
  },
  'comes again where the last of three rounds is refused as changed': {
    readings: [{}, { decision: NEWER }, {}, {}, {}],
    action: [STALE],
    ending: UNSTEADY,
    effects: ['workflow refused: recently changed'],
    decided: 3,
  },
  'gives up what is not where it was expected, once more': {
    readings: [{}, {}, {}, {}],
    action: [ELSEWHERE, ELSEWHERE],
    ending: {
      kind: 'dead',
      reasonCode: 'ACTION_REFUSED',
      reason: 'Concur refused the workflow action: recently changed',
    },
    effects: ['workflow refused: recently changed', 'workflow refused: recently changed'],
    decided: 2,
  },
  'acts once more on what was not where it was expected, and now is': {
    readings: [{}, {}, {}, {}],
    action: [ELSEWHERE, CONFIRMED],
    result: 'approved',
    effects: ['workflow refused: recently changed', 'workflow confirmed'],
    decided: 2,
  },
}

describe('the work on one review', () => {
  const open = useReviewBenches()

  for (const [title, given] of Object.entries(CASES)) {
    it(title, async () => {
      const bench = open()
      const context = await bench.work(await bench.claim())
      for (const [content, state] of given.left ?? []) await bench.leave(context, content, state)
      const { readings, ...script } = scripted(bench, given)
      const [first, ...others] = readings
      const { ending = DONE, result = null, reason = null, effects = [], decided = 1 } = given

      const work = workOn({ ...context, ...script, read: scriptedReads(others) })

      expect(await work.carryOut(first.value)).to.deep.equal(ending)
      const record = await bench.record()
      expect(record).to.deep.include({ result, reason, effects })
      expect(record.trail.filter((line) => line.startsWith('decided'))).to.have.length(decided)
    })
  }

  it('keeps every step in the trail, in order, with what was read', async () => {
    const bench = open()
    const context = await bench.work(await bench.claim())
    const { readings, ...script } = scripted(bench, { readings: all(STAYS, SEND_BACK), action: [CONFIRMED] })
    const [first, ...others] = readings
    const work = workOn({ ...context, ...script, read: scriptedReads(others) })

    await work.keep(first)
    await work.carryOut(first.value)

    expect((await bench.record()).trail).to.deep.equal([
      'read: report read at A_EXTV',
      'decided: send back',
      'read: report read at A_EXTV',
      'call: workflow action Approve: confirmed',
      'ended: sent back',
    ])
  })

  it('waits longer after each refusal because of a change, gives up, and begins anew for an operator', async () => {
    const bench = open()
    const claimed = await bench.claim()
    const context = await bench.work(claimed)
    const write = scriptedWrite(APPROVE, ...Array.from({ length: 8 }, () => STALE))
    const seen = replyOf(seenObject(bench.visit, { action: () => write }))
    const attempt = (more: number) => {
      const read = scriptedReads(Array.from({ length: more }, () => seen))
      return workOn({ ...context, read }).carryOut(seen.value)
    }

    // Two in the first attempt, the second at once.
    expect(await attempt(3)).to.deep.equal(changed(1 + 5))
    await bench.pass(5, claimed)
    expect(await attempt(1)).to.deep.equal(changed(6 + 15))
    await bench.pass(15, claimed)
    expect(await attempt(1)).to.deep.equal(changed(21 + 45))
    await bench.pass(45, claimed)
    expect(await attempt(1)).to.deep.equal(changed(66 + 120))
    await bench.pass(120, claimed)
    expect(await attempt(1)).to.include({ kind: 'dead', reasonCode: 'ACTION_REFUSED' })
    expect(write.timesSent()).to.equal(6)

    await bench.pass(3600, claimed)
    expect(await attempt(3)).to.deep.equal(changed(3786 + 5))
    expect(write.timesSent()).to.equal(8)
  })

  it('reads again ever later what is not seen whole, until ten minutes after its review began', async () => {
    const bench = open()
    const claimed = await bench.claim()
    const context = await bench.work(claimed)
    const seen = replyOf(seenObject(bench.visit), undefined, COUNT)
    const { correlationId } = claimed
    const attempt = () => workOn({ ...context, read: scriptedReads([]) }).carryOut(seen.value)

    await bench.pass(10, claimed)
    expect(await attempt()).to.deep.equal(incompleteUntil(11 + 5, COUNTED))
    await bench.pass(290, claimed)
    expect(await attempt()).to.deep.equal(incompleteUntil(301 + 60, COUNTED))
    await bench.pass(290, claimed)
    expect(await attempt()).to.deep.equal(incompleteUntil(591 + 10, COUNTED))
    await bench.pass(10, claimed)
    expect(await attempt()).to.deep.equal(DONE)

    expect(await bench.reviews.latest(bench.visit.objectId)).to.include({
      result: 'held',
      reasonCode: 'INCOMPLETE',
    })
    const fields = {
      review: context.review.id,
      notification: claimed.id,
      correlationId,
      kind: 'count',
      expected: '3 entries',
      seen: '2 entries',
    }
    const line = { level: 'warn', event: 'review.incomplete', fields }
    expect(bench.log.lines).to.deep.equal([line, line, line])
  })

  it("keeps a decision with the step's name, as Concur gave it", async () => {
    const bench = open()
    const context = await bench.work(await bench.claim())
    const [first] = scripted(bench, {}).readings
    const read = scriptedReads([])

    await workOn({ ...context, mode: 'observe', stepName: 'External Validation', read }).carryOut(first.value)

    const line = await bench.db
      .selectFrom('review')
      .select(['step_name', 'outcome', 'policy_version', 'decided_by'])
      .where('id', '=', context.review.id)
      .executeTakeFirstOrThrow()
    expect(line).to.deep.equal({
      step_name: 'External Validation',
      outcome: 'approve',
      policy_version: 'p1',
      decided_by: 'policy',
    })
  })

  it('decides nothing in a review that another worker has', async () => {
    const bench = open()
    const slow = await bench.work(await bench.claim())
    await bench.pass(12)
    await bench.work(await bench.claimAgain())
    const [first] = scripted(bench, {}).readings

    const work = workOn({ ...slow, read: scriptedReads([]) }).carryOut(first.value)

    expect(await rejectionOf(work)).to.be.instanceOf(LeaseLostError)
    expect(await bench.record()).to.deep.include({ result: null, trail: [] })
  })

  it('ends nothing after an answer that came when another worker had ended the review', async () => {
    const bench = open()
    const slow = await bench.work(await bench.claim())
    const moved = seenObject(bench.visit, { place: 'moved on' })
    const write = scriptedWrite(APPROVE, async () => {
      await bench.pass(12)
      const quick = await bench.work(await bench.claimAgain())
      await workOn({ ...quick, read: scriptedReads([]) }).moved(moved)
      return CONFIRMED
    })
    const seen = replyOf(seenObject(bench.visit, { action: () => write }))

    const work = workOn({ ...slow, read: scriptedReads([seen]) }).carryOut(seen.value)

    expect(await rejectionOf(work)).to.be.instanceOf(LeaseLostError)
    const found = 'found by reading back: the report is at A_APPR'
    expect(await bench.record()).to.deep.equal({
      result: 'approved',
      reason: found,
      effects: [`workflow confirmed: ${found}`],
      trail: ['decided: approve', 'read: report read at A_EXTV', `ended: approved: ${found}`],
    })
  })
})

/** The readings with their writes, and the rest of what the work needs. */
function scripted(
  { visit }: ReviewBench,
  { readings = [{}], flags = [], mode = 'act', incompleteForMs = 600_000, ...given }: Case,
) {
  const rounds = flags.map((answers) => answers.map((answer) => scriptedWrite(FLAG, answer)))
  const action = given.action === undefined ? undefined : scriptedWrite(APPROVE, ...given.action)
  const [first = {}, ...others] = readings
  const toReply = ({ decision, gap, ...seen }: Reading) =>
    replyOf(
      seenObject(visit, {
        flags: () => Promise.resolve(rounds.shift() ?? []),
        action: () => action,
        ...seen,
      }),
      decision,
      gap,
    )
  return { mode, incompleteForMs, readings: [toReply(first), ...others.map(toReply)] as const }
}

/** All those from this one on with that decision. */
function all(readings: readonly Reading[], decision: Decision, from = 0): Reading[] {
  return readings.map((reading, index) => (index < from ? reading : { ...reading, decision }))
}

/** Comes again at that second. */
function changed(seconds: number): AttemptOutcome {
  return { kind: 'again', at: at(seconds), reasonCode: 'CHANGED', reason: 'recently changed' }
}

/** Was not seen whole, and is read again at that second. */
function incompleteUntil(seconds: number, why: string): AttemptOutcome {
  const reason = `the report was not seen whole: ${why}`
  return { kind: 'again', at: at(seconds), reasonCode: 'INCOMPLETE', reason }
}

function finding(message: string, enforce: Finding['enforce']): Finding {
  return {
    rule: 'receipt-missing',
    object: { type: 'Entry', id: 'nEntry0001', label: 'entry 1' },
    observed: 'empty',
    limit: 'a receipt',
    severity: 'error',
    message,
    enforce,
  }
}
