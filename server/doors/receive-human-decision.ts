import { createHash } from 'node:crypto'
import type { Log } from '../log.ts'
import { holdReasons } from '../record/hold-reason.ts'
import type { KeptDecision } from '../record/human-decision.ts'
import { type DecisionWords, judgeWords } from '../record/judge-words.ts'
import { parseDecision } from '../record/parse-decision.ts'
import type { RefusedAct } from '../record/review-act.ts'
import { inEnglish, type Sentence, say } from '../record/sentence.ts'
import type { Actor } from '../record/trail.ts'
import type { Accepted, CallerKey, HumanDecisions } from '../store/decisions/human-decisions.ts'
import type { Trail } from '../store/people/trail.ts'

/** A decision as a person hands it in. */
export interface HandedIn extends DecisionWords {
  readonly reviewId: number
  /** The person, and who typed it. */
  readonly by: Actor
  /** Of the caller's, so that handing it in twice is no second decision. */
  readonly key?: string
  /** Of the reading that the person has seen; without it, the last one. */
  readonly readingKey?: string
}

/** What became of it. */
export type HumanReceipt =
  | { readonly kind: 'accepted'; readonly decision: KeptDecision }
  | {
      readonly kind: 'refused'
      readonly why: RefusedAct['why']
      readonly problems: readonly Sentence[]
    }

/** What receiving decisions needs. */
export interface HumanDoorDeps {
  readonly decisions: HumanDecisions
  /** Why a person may not decide on that review; nothing if they may. */
  readonly forbids: (reviewId: number) => Promise<Sentence | undefined>
  /** Is told of what is refused before it is kept. */
  readonly trail: Pick<Trail, 'append'>
  /** `DECISION_UNDO_SECONDS` */
  readonly undoSeconds: number
  readonly log: Log
  readonly now: () => Date
}

/**
 * Takes the decision of a person: it is on disk before they are told that it was accepted, and carried out once it
 * cannot be taken back any more.
 */
export async function receiveHumanDecision(deps: HumanDoorDeps, handedIn: HandedIn): Promise<HumanReceipt> {
  const { decisions, forbids, undoSeconds, log, now } = deps
  const { reviewId, action, by, reason, comment } = handedIn
  const key = callerKeyOf(handedIn)
  // Before all else: whoever missed the answer hands it in again, whatever became of the review since.
  const known = key === undefined ? undefined : await decisions.knownAs(key)
  if (known?.kind === 'known') return { kind: 'accepted', decision: known.decision }
  if (known !== undefined) return refused('conflict', whyNot(known, reviewId))
  const review = await decisions.review(reviewId)
  if (review === undefined) return refused('no review', of(reviewId, say('no review')))
  const held = parseDecision(review.decision)
  if (held === undefined || review.readingKey === undefined) {
    return refused('conflict', of(reviewId, say('not readable', { id: reviewId })))
  }
  const reasons = holdReasons(held, review.reason)
  const { verdicts, problems } = judgeWords(reviewId, handedIn, reasons)
  const words = { action, verdicts, ...(comment !== undefined && { comment }) }
  if (review.result === 'held' && problems.length > 0) return { kind: 'refused', why: 'wrong', problems }
  const obstacle = await forbids(reviewId)
  if (obstacle !== undefined) {
    await deps.trail.append({
      at: now(),
      who: by,
      act: `review ${action}`,
      subject: `review ${reviewId}`,
      outcome: 'refused',
      detail: inEnglish(obstacle),
    })
    return refused('forbidden', obstacle)
  }

  const readingKey = handedIn.readingKey ?? review.readingKey
  const decision = { reviewId, readingKey, ...words, by: by.login, ...(reason !== undefined && { reason }) }
  const at = now()
  const times = { now: at, dueAt: new Date(at.getTime() + undoSeconds * 1000) }
  const accepted = await decisions.accept(decision, by, times, key)
  if (accepted.kind === 'accepted' || accepted.kind === 'known') {
    const { id, notificationId } = accepted.decision
    log.info('decision.accepted', { review: reviewId, decision: id, notification: notificationId, action })
    return { kind: 'accepted', decision: accepted.decision }
  }
  return refused('conflict', whyNot(accepted, reviewId))
}

function callerKeyOf({ key, by, ...said }: HandedIn): CallerKey | undefined {
  if (key === undefined) return undefined
  const { reviewId, action, verdicts, reason, comment, readingKey } = said
  const all = JSON.stringify([
    reviewId,
    action,
    verdicts.map(({ on, verdict }) => [on, verdict]),
    reason ?? null,
    comment ?? null,
    readingKey ?? null,
  ])
  return { key: `${by.login} ${key}`, hash: createHash('sha256').update(all).digest('hex') }
}

function refused(why: RefusedAct['why'], problem: Sentence): HumanReceipt {
  return { kind: 'refused', why, problems: [problem] }
}

function of(id: number, why: Sentence): Sentence {
  return say('of review', { id, why })
}

function whyNot(
  obstacle: Exclude<Accepted, { readonly kind: 'accepted' | 'known' }>,
  reviewId: number,
): Sentence {
  switch (obstacle.kind) {
    case 'no review':
      return of(reviewId, say('no review'))
    case 'not held':
      return of(
        reviewId,
        obstacle.result === undefined ? say('not held') : say('ended as', { result: obstacle.result }),
      )
    case 'changed':
      return of(reviewId, say('read anew'))
    case 'decided':
      return of(reviewId, say('decided by', { by: obstacle.by, at: obstacle.at }))
    case 'other of that key':
      return say('other of that key')
    case 'no address':
      return of(reviewId, say('no notification'))
    default:
      return obstacle satisfies never
  }
}
