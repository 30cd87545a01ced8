import type { ConcurReply } from '../concur/concur-client.ts'
import { type ClockLeap, elapsedMs } from '../record/clock-leap.ts'
import type { Decision, Enforce, TakenDecision } from '../record/decision.ts'
import { readOrKeep } from '../record/read-sentence.ts'
import { changesInShort } from '../record/reading-changes.ts'
import type { ReviewEvent, ReviewResult } from '../record/review.ts'
import { inEnglish, say } from '../record/sentence.ts'
import { visitKey } from '../record/visit.ts'
import type { Gap } from '../report/completeness.ts'
import { type Decide, type Deciding, decide } from './decide.ts'
import { decisionKey } from './decision-key.ts'
import { endActed, endMoved, finishReview } from './end-review.ts'
import { journalledWrites, type WriteContext } from './journalled-writes.ts'
import { type AttemptOutcome, again, dead } from './retry.ts'
import type { Answered, ObjectReading, ReadObject, SeenObject } from './seen-object.ts'
import { whatChanged } from './what-changed.ts'

// A decision is carried out.
//
//   read back what is open ──> decide ──> exceptions ──> read again ──> workflow action ──> ended
//                                ^                           │                │
//                                └────── another decision ───┴── refused as stale
//
//   C1. What an earlier attempt may have done is read back before anything new is written; where Concur does not
//       tell, a person is asked, and what may be there is not written again.
//   C2. Immediately before the workflow action the object is read again, must be where it was decided on, and the
//       decision must be the same. (Concur forbids an action without the certainty of a fresh reading: Workflow Action,
//       "Prerequisites".)
//   C3. What moved on without us ends as superseded.

/** What the work on one review needs. */
export interface WorkContext extends WriteContext {
  readonly mode: 'act' | 'observe'
  readonly decide: Decide
  /** How long an object that is not seen whole is read again before it is held; from the start of its review. */
  readonly incompleteForMs: number
  /** What the clock went through unseen; nothing, if not given. */
  readonly leaps?: () => readonly ClockLeap[]
  /** The workflow step as Concur named it. */
  readonly stepName?: string
  readonly read: ReadObject
}

/** The work on one review that is this worker's. */
export interface ReviewWork {
  /** Keeps a reading in the audit trail. */
  keep(reading: ConcurReply<ObjectReading>): Promise<void>
  /** Ends the review if Concur has confirmed its workflow action already. @returns Whether it was so. */
  endActed(): Promise<boolean>
  /** Decides and acts, from an object that waits for us. */
  carryOut(reading: ObjectReading): Promise<AttemptOutcome>
  /** Ends the review of an object that is not where it was: by an action of ours whose answer was lost, or not. */
  moved(seen: SeenObject): Promise<AttemptOutcome>
}

const MIN_LOOK_MS = 1000
const MAX_LOOK_MS = 60_000
/** Decisions that change between two readings are taken so often at most. */
const MAX_ROUNDS = 3
/**
 * What follows a refusal because the object was changed meanwhile, by how many of them the review has had: once it is
 * tried again at once, then after so long, and in the end it is given up. An operator's retry begins anew.
 */
const STALE_MS = [0, 5000, 15_000, 45_000, 120_000]

/** The work on the review in that context. */
export function workOn(context: WorkContext): ReviewWork {
  return {
    keep: (reading) => keep(context, reading),
    endActed: () => endActed(context),
    moved: (seen) => endMoved(context, seen),
    carryOut: (reading) => carryOut(context, reading),
  }
}

async function carryOut(context: WorkContext, first: ObjectReading): Promise<AttemptOutcome> {
  const writes = journalledWrites(context)
  const { noun } = first.object
  const isTold = await writes.readBack(first.object)
  let reading = first
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { object, gap } = reading
    const deciding = await context.decide(reading)
    if (deciding.kind === 'no more') return holdAgain(context, reading, deciding.reason)
    const { by, decision } = deciding.taken
    // A person has seen that nobody can tell: what may be there is not posted again, and their decision goes on (J2).
    if (!isTold && by === 'policy') {
      return finishReview(context, 'held', inEnglish(say('not told', { noun })))
    }
    const waitMs = gap === undefined || by === 'person' ? 0 : untilWhole(context)
    if (gap !== undefined && waitMs > 0) return lookAgain(context, gap, waitMs, noun)
    if (context.mode === 'observe' && by === 'person') {
      const reason = say('only observing', { outcome: decision.outcome })
      return holdAgain(context, reading, inEnglish(reason))
    }
    await keepDecision(context, reading, deciding.taken)
    if (context.mode === 'observe' || decision.enforce === 'observe')
      return finishReview(context, 'observed', gap && notWhole(gap, noun), gap && 'INCOMPLETE')
    const refused = await writes.flag(object, decision)
    const held = by === 'policy' ? whyHeld(decision, noun, refused) : undefined
    if (held !== undefined) return finishReview(context, 'held', held, gap && 'INCOMPLETE')

    // C2
    const fresh = await context.read()
    reading = fresh.value
    const isThere = isStillThere(object, reading.object)
    const isSame = isThere && isSameDecision(await context.decide(reading), decision)
    const action = isSame ? reading.object.action(decision) : undefined
    if (action === undefined) await keep(context, fresh)
    if (!isThere) return endMoved(context, reading.object)
    if (!isSame) continue
    if (action === undefined) {
      return dead('NO_ACTION', inEnglish(say('no known action', { noun })))
    }
    const answered = await writes.write(action, lineOf(fresh))
    const { reason = 'no message' } = answered
    if (answered.state === 'confirmed') {
      return finishReview(context, RESULTS[decision.outcome], refusal(refused))
    }
    const staleMs = await staleWait(context, answered)
    if (staleMs === undefined) {
      const now = answered.isInDoubt === true ? (await readAgain(context)).object : object
      if (!isStillThere(object, now)) return endMoved(context, now)
      return dead('ACTION_REFUSED', inEnglish(say('action refused', { why: readOrKeep(reason) })))
    }
    if (staleMs > 0) return again(context.now(), staleMs, 'CHANGED', reason)
    const changed = await readAgain(context)
    if (!isStillThere(object, changed.object)) return endMoved(context, changed.object)
    reading = changed
  }
  return again(context.now(), 1000, 'UNSTEADY', inEnglish(say('changes all the time', { noun })))
}

/** How long to wait before an object that was not seen whole is read again; 0 once it is to be held. */
function untilWhole({ review, incompleteForMs, now, leaps = () => [] }: WorkContext): number {
  const ageMs = elapsedMs(review.startedAt, now(), leaps())
  const waitMs = Math.min(MAX_LOOK_MS, Math.max(MIN_LOOK_MS, ageMs / 2))
  return Math.max(0, Math.min(waitMs, incompleteForMs - ageMs))
}

/** Its parts may come a little later than its header. The log tells counts and no amounts. */
function lookAgain(
  { log, review, claimed, now }: WorkContext,
  gap: Gap,
  waitMs: number,
  noun: string,
): AttemptOutcome {
  const counts = gap.kind === 'count' ? { expected: gap.expected, seen: gap.seen } : {}
  const { id, correlationId } = claimed
  log.warn('review.incomplete', {
    review: review.id,
    notification: id,
    correlationId,
    kind: gap.kind,
    ...counts,
  })
  const reason =
    gap.kind === 'count'
      ? say('not whole in number', { noun, ...inSentences(gap) })
      : say('not whole in sum', { noun })
  return again(now(), waitMs, 'INCOMPLETE', inEnglish(reason))
}

/** Keeps the decision with what it was taken on. */
function keepDecision(
  { reviews, review, stepName, now }: WorkContext,
  { object: { kept, listing, readingKey }, policy }: ObjectReading,
  taken: TakenDecision,
): Promise<void> {
  const basis = {
    readingKey,
    policy,
    ...(kept !== undefined && { kept }),
    ...(listing !== undefined && { listing }),
    ...(stepName !== undefined && { stepName }),
  }
  return reviews.decided(review, taken, basis, now())
}

/** A person's decision does not hold for what was read now: they see it as it is, and what the policy makes of it. */
async function holdAgain(
  context: WorkContext,
  reading: ObjectReading,
  reason: string,
): Promise<AttemptOutcome> {
  const { reviews, review, now } = context
  const changes = await whatChanged(reviews, review, reading)
  if (changes !== undefined)
    await reviews.record(
      review,
      { kind: 'changed', summary: changesInShort(changes), detail: changes },
      now(),
    )
  await keepDecision(context, reading, decide(reading))
  return finishReview(context, 'held', reason, reading.gap && 'INCOMPLETE')
}

function isSameDecision(deciding: Deciding, decision: Decision): boolean {
  return deciding.kind === 'taken' && decisionKey(deciding.taken.decision) === decisionKey(decision)
}

async function readAgain(context: WorkContext): Promise<ObjectReading> {
  const reading = await context.read()
  await keep(context, reading)
  return reading.value
}

function keep({ reviews, review, now }: WorkContext, reading: ConcurReply<ObjectReading>): Promise<void> {
  return reviews.record(review, lineOf(reading), now())
}

/** Its line of the audit trail. */
export function lineOf({ value: { object }, body, correlationId }: ConcurReply<ObjectReading>): ReviewEvent {
  const summary = inEnglish(say('read at', { noun: object.noun, status: object.status }))
  return { kind: 'read', summary, detail: { correlationId }, document: body }
}

/** How long to wait before another try after a refusal; `undefined` if it is to be given up. */
async function staleWait(
  { journal, review }: WorkContext,
  { isStale = false, isElsewhere = false }: Answered,
): Promise<number | undefined> {
  if (!isStale) return undefined
  const refusals = (await journal.of(review)).filter(
    ({ content, state }) => content.kind === 'workflow' && state === 'refused',
  )
  const waitMs = STALE_MS[(refusals.length - 1) % (STALE_MS.length + 1)]
  return isElsewhere && waitMs !== 0 ? undefined : waitMs
}

const RESULTS = {
  approve: 'approved',
  'flag and approve': 'flagged and approved',
  'send back': 'sent back',
  hold: 'held',
} as const satisfies Record<Decision['outcome'], ReviewResult>

/** Why a person is asked; `undefined` where nobody is. @param refused Exceptions that Concur did not take. */
function whyHeld(decision: Decision, noun: string, refused: readonly string[]): string | undefined {
  if (refused.length > 0 && decision.outcome === 'flag and approve') {
    return inEnglish(say('not approved, exceptions refused', { noun, refused: refused.map(readOrKeep) }))
  }
  const { gap, outcome } = decision
  if (gap !== undefined) return notWhole(gap, noun)
  return outcome === 'hold' ? (refusal(refused) ?? whatToLookAt(decision)) : undefined
}

function notWhole(gap: Gap, noun: string): string {
  return inEnglish(say('not whole', { noun, ...inSentences(gap) }))
}

function inSentences({ expected, seen }: Gap) {
  return { expected: readOrKeep(expected), seen: readOrKeep(seen) }
}

function whatToLookAt({ findings, notEvaluated }: Decision): string {
  const rules = notEvaluated
    .filter(isActed)
    .map(({ rule, reason }) => inEnglish(say('rule not applied', { rule, why: readOrKeep(reason) })))
  return [...findings.filter(isActed).map(({ message }) => message), ...rules].join(' ')
}

function isActed({ enforce }: { readonly enforce: Enforce }): boolean {
  return enforce === 'act'
}

function refusal(refused: readonly string[]): string | undefined {
  return refused.length === 0
    ? undefined
    : inEnglish(say('exceptions refused', { refused: refused.map(readOrKeep) }))
}

/** Whether the object is still where it was: pending, at the same step, in the same submission. */
function isStillThere(before: SeenObject, now: SeenObject): boolean {
  return now.place === 'waits for us' && visitKey(before.visit) === visitKey(now.visit)
}
