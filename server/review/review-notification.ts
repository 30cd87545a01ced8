import type { ConcurReply } from '../concur/concur-client.ts'
import { ConcurError } from '../concur/concur-error.ts'
import type { Log } from '../log.ts'
import type { ClockLeap } from '../record/clock-leap.ts'
import type { Review } from '../record/review.ts'
import { visitKey } from '../record/visit.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import type { Journal } from '../store/reviews/journal.ts'
import type { Reviews } from '../store/reviews/reviews.ts'
import type { EndedReview } from '../store/reviews/visit-to-review.ts'
import { busy } from './busy.ts'
import { lineOf, type ReviewWork, type WorkContext, workOn } from './carry-out.ts'
import { byPolicy } from './decide.ts'
import { findAnnounced } from './find-announced.ts'
import { type NextStep, newsOf, nextStep } from './next-step.ts'
import { relate } from './relate.ts'
import { type AttemptOutcome, again, dead } from './retry.ts'
import type { FindObject, ObjectReading } from './seen-object.ts'

// What happens to one notification.
//
//   read ──> next step ──> done | settling | not moved
//                 ├──────> record as unknown ─────────────> ended
//                 ├──────> end the review before ──┐
//                 └──────> open, reopen <──────────┘──────> carry out
//
//   R1. Nothing is decided on what a notification says: where the object is, its reading says.
//   R2. A review is opened, ended and written for by the one worker that holds it; others are `busy` and come again.
//   R3. What an earlier attempt may have left half done is read back before anything new is written.

/** What a review needs. */
export interface ReviewDeps {
  readonly find: FindObject
  readonly reviews: Reviews
  readonly journal: Journal
  readonly mode: 'act' | 'observe'
  /** How long an object that is not seen whole is read again before it is held. */
  readonly incompleteForMs: number
  readonly log: Log
  readonly now: () => Date
  /** What the clock went through unseen; nothing, if not given. */
  readonly leaps?: () => readonly ClockLeap[]
}

const LOOK_AGAIN_MS = 5000
/** Other workers that open and end reviews of the same object between our looks: more of them is no coincidence. */
const MAX_LOOKS = 5
const DONE: AttemptOutcome = { kind: 'done' }

/**
 * Does what one notification asks for: reads the object, decides, writes exceptions, moves the object on and
 * records all of it.
 * @returns How the notification goes on.
 * @throws {ConcurError} When Concur could not be asked or told; the journal knows what may have happened.
 * @throws {LeaseLostError} When another worker has the notification meanwhile; nothing was sent.
 */
export async function reviewNotification(
  deps: ReviewDeps,
  claimed: Claimed,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const { reviews, now } = deps
  const announced = await findAnnounced(deps, claimed, signal)
  const work = (review: Review, last?: Pick<WorkContext, 'endsNotification' | 'isNew'>): ReviewWork =>
    workOn({ ...deps, ...announced, claimed, review, ...last, decide: byPolicy })

  const reading = await announced.read()
  const { object, gap } = reading.value
  const { visit, place, subject } = object
  let last = await reviews.latest(subject.id)
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const next = nextStep({ claimed, visit, place, isWhole: gap === undefined, last, now: now() })
    const taken = await take(next, { ...deps, claimed, reading, work, isFirst: last === undefined })
    if (taken.kind !== 'changed') return taken
    last = taken.to
  }
  return busy(claimed, now())
}

interface Hand extends ReviewDeps {
  /** No review of the object was found. */
  readonly isFirst: boolean
  readonly claimed: Claimed
  readonly reading: ConcurReply<ObjectReading>
  readonly work: (review: Review, last?: Pick<WorkContext, 'endsNotification' | 'isNew'>) => ReviewWork
}

/** The review has ended meanwhile: this is the newest now. */
interface Changed {
  readonly kind: 'changed'
  readonly to: Review
}

/** Takes one step. */
function take(next: NextStep, hand: Hand): Promise<AttemptOutcome | Changed> {
  const { now } = hand
  const { noun, visit } = hand.reading.value.object
  switch (next.kind) {
    case 'nothing to do':
      return leave(hand, next.review)
    case 'already reviewed':
      return leave(hand, next.review, visitKey(visit))
    case 'settling':
      return Promise.resolve(
        again(now(), LOOK_AGAIN_MS, 'SETTLING', `the ${noun} was moved on and does not show it yet`),
      )
    case 'not moved':
      return Promise.resolve(
        dead('NOT_MOVED', `Concur took our action, and the ${noun} still waits at the same step`),
      )
    case 'record as unknown':
      return recordAsUnknown(hand)
    case 'take over and end':
      return end(hand, next.review, () => Promise.resolve(DONE))
    case 'take over, end and open':
      return end(hand, next.review, () => open(hand))
    case 'open':
      return open(hand)
    case 'reopen':
    case 'open another':
      return open(hand, { kind: next.kind, review: next.review })
    default:
      return next satisfies never
  }
}

async function leave(
  { reviews, claimed }: Hand,
  review: Review,
  alsoCalled?: string,
): Promise<AttemptOutcome> {
  await reviews.link(claimed, review, alsoCalled)
  return DONE
}

/** Ends the review of a visit that is over, and goes on. */
async function end(
  hand: Hand,
  review: Review,
  then: () => Promise<AttemptOutcome | Changed>,
): Promise<AttemptOutcome | Changed> {
  const { reviews, claimed, reading, work, now } = hand
  const taken = await reviews.take(claimed, review, now())
  if (taken.kind === 'busy') return busy(claimed, now())
  // A held one waited for a person, who has come; any other that has ended, another worker has ended just now.
  if (taken.kind === 'finished' && review.result !== 'held') return { kind: 'changed', to: taken.review }
  await work(taken.review).moved(reading.value.object)
  return then()
}

/** A record of its own: nothing is known here of the visit that the object was announced for. */
async function recordAsUnknown(hand: Hand): Promise<AttemptOutcome> {
  const { reviews, claimed, reading, work, mode, now } = hand
  const { subject } = reading.value.object
  const key = `not waiting, notification ${claimed.id}`
  const opened = await reviews.open(claimed, { key, subject, mode, reading: lineOf(reading) }, now())
  if (opened.kind === 'busy') return busy(claimed, now())
  if (opened.kind === 'finished') return DONE
  return work(opened.review).moved(reading.value.object)
}

/** Opens the review of the visit, or goes on with it, and carries out what is decided. */
async function open(hand: Hand, ended?: EndedReview): Promise<AttemptOutcome | Changed> {
  const { reviews, claimed, reading, work, mode, now } = hand
  const { subject, visit } = reading.value.object
  const relationTo = (review: Review) => relate(review, newsOf(claimed, visit)).kind
  const isFirst = hand.isFirst && ended === undefined
  const opened = await reviews.open(
    claimed,
    { key: visitKey(visit), subject, mode, relationTo, reading: lineOf(reading), isFirst },
    now(),
    ended,
  )
  if (opened.kind === 'busy') return busy(claimed, now())
  if (opened.kind === 'finished') return { kind: 'changed', to: opened.review }
  const { review, isNew = false } = opened
  try {
    // The object may be slow to show what has been done, or wait at the next step: no other action follows unseen.
    if (!isNew && (await work(review).endActed())) {
      return { kind: 'changed', to: (await reviews.latest(subject.id)) ?? review }
    }
    const ending = await work(review, { endsNotification: true, isNew }).carryOut(reading.value)
    if (ending.kind === 'dead') await reviews.stuck(review, ending.reason)
    return ending
  } catch (error) {
    if (error instanceof ConcurError && !error.retryable) await reviews.stuck(review, error.message)
    throw error
  }
}
