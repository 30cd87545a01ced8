import { ConcurError } from '../concur/concur-error.ts'
import type { KeptDecision } from '../record/human-decision.ts'
import type { Review } from '../record/review.ts'
import { inEnglish, say } from '../record/sentence.ts'
import type { HumanDecisions } from '../store/decisions/human-decisions.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import { busy } from './busy.ts'
import { type ReviewWork, workOn } from './carry-out.ts'
import { decideAsPerson, type MayDecide } from './decide-as-person.ts'
import { findAnnounced } from './find-announced.ts'
import { newsOf } from './next-step.ts'
import { relate } from './relate.ts'
import type { AttemptOutcome } from './retry.ts'
import type { ReviewDeps } from './review-notification.ts'
import type { SeenObject } from './seen-object.ts'

// A person's decision is carried out.
//
//   its notification is claimed ──> read ──> the held review goes on ──> carried out | held again | superseded
//
//   H1. It is carried out on the reading that it was taken on, at the stop that it was taken for, or not at all.
//   H2. Whether the person may decide is judged again on what is read then.
//   H3. How the review ends is how the decision ends; both are written before the notification is done.

/** What carrying out decisions of people needs. */
export interface HumanDecisionDeps extends ReviewDeps {
  readonly decisions: HumanDecisions
  readonly mayDecide: MayDecide
}

const DONE: AttemptOutcome = { kind: 'done' }

/**
 * Does what a notification of the door `console` asks for.
 * @throws {ConcurError} When Concur could not be asked or told; the journal knows what may have happened.
 * @throws {LeaseLostError} When another worker has the notification meanwhile; nothing was sent.
 */
export async function carryOutHumanDecision(
  deps: HumanDecisionDeps,
  claimed: Claimed,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const { decisions, reviews, now } = deps
  const human = await decisions.carriedBy(claimed.id)
  if (human === undefined || human.state !== 'accepted') return DONE
  const announced = await findAnnounced(deps, claimed, signal)
  const reading = await announced.read()
  const resumed = await reviews.resume(claimed, human.reviewId, now())
  if (resumed.kind === 'busy') return busy(claimed, now())
  if (resumed.kind === 'gone') {
    await decisions.end(human.id, 'superseded', inEnglish(say('newer review')), now())
    return DONE
  }
  const { review } = resumed
  if (resumed.kind === 'ours') {
    const call = { correlationId: claimed.correlationId, signal }
    const decide = decideAsPerson(human, deps.mayDecide, call)
    const work = workOn({ ...deps, ...announced, claimed, review, decide })
    try {
      await work.keep(reading)
      const ending = await act(work, review, claimed, reading.value.object, () =>
        work.carryOut(reading.value),
      )
      if (ending.kind === 'dead') await reviews.stuck(review, ending.reason)
      if (ending.kind !== 'done') return ending
    } catch (error) {
      if (error instanceof ConcurError && !error.retryable) await reviews.stuck(review, error.message)
      throw error
    }
  }
  await endAsReview(deps, human)
  return DONE
}

/** H1: carries it out where the object still waits at the stop that the review is of. */
async function act(
  work: ReviewWork,
  review: Review,
  claimed: Claimed,
  object: SeenObject,
  carryOut: () => Promise<AttemptOutcome>,
): Promise<AttemptOutcome> {
  if (await work.endActed()) return DONE
  const isThere =
    object.place === 'waits for us' && relate(review, newsOf(claimed, object.visit)).kind === 'same'
  return isThere ? carryOut() : work.moved(object)
}

/** H3 */
async function endAsReview(
  { decisions, reviews, now }: HumanDecisionDeps,
  human: KeptDecision,
): Promise<void> {
  const { result, reason, decidedBy } = await reviews.resultOf(human.reviewId)
  if (result === 'superseded') return decisions.end(human.id, 'superseded', reason, now())
  if (result === 'held') return decisions.end(human.id, 'not carried out', reason, now())
  // It was decided on again before this was due.
  if (decidedBy !== 'person')
    return decisions.end(
      human.id,
      'superseded',
      inEnglish(say('policy decided', { result: String(result) })),
      now(),
    )
  return decisions.end(human.id, 'carried out', reason, now())
}
