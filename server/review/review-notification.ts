import { ConcurError } from '../concur/concur-error.ts'
import { stepNameOf } from '../notification/step-name.ts'
import type { HistoryQuestion } from '../record/history.ts'
import type { Opened, Review } from '../record/review.ts'
import { visitKey } from '../record/visit.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import type { Journal } from '../store/reviews/journal.ts'
import type { Visit as NewVisit, Reviews } from '../store/reviews/reviews.ts'
import { type ReviewWork, workOn } from './carry-out.ts'
import { type News, relate } from './relate.ts'
import { again, dead, type Ending } from './retry.ts'
import type { FindObject, SeenObject } from './seen-object.ts'

/** What a review needs. */
export interface ReviewDeps {
  readonly find: FindObject
  readonly reviews: Reviews
  readonly journal: Journal
  readonly mode: 'act' | 'observe'
  readonly now: () => Date
}

/** So long after our action, a report that still shows itself at the step is only slow to change. */
const SETTLING_MS = 30_000
const LOOK_AGAIN_MS = 5000
const BUSY_MS = 1000
const LONGEST_BUSY_MS = 15_000
const DONE: Ending = { kind: 'done' }

/**
 * Does what one notification asks for: reads the object, decides, writes exceptions, moves the object on and
 * records all of it. Whatever an earlier attempt may have left half done is read back first.
 * @returns How the notification goes on.
 * @throws {ConcurError} When Concur could not be asked or told; the journal knows what may have happened.
 * @throws {LeaseLostError} When another worker has the notification meanwhile; nothing was sent.
 */
export async function reviewNotification(
  deps: ReviewDeps,
  claimed: Claimed,
  signal: AbortSignal,
): Promise<Ending> {
  const { reviews, now, mode } = deps
  const call = { correlationId: claimed.correlationId, signal }
  const stepName = stepNameOf(claimed.eventType)
  const step = stepName === undefined ? {} : { stepName }
  const bystander = { ...step, history: (question: HistoryQuestion) => reviews.history(question) }
  const read = await deps.find(claimed, bystander, call)
  const work = (review: Review): ReviewWork => workOn({ ...deps, ...step, claimed, review, read })

  const reading = await read()
  const seen = reading.value
  const { subject, visit } = seen
  const news: News = {
    visit,
    notificationId: claimed.id,
    isRetry: claimed.isRetry,
    ...(claimed.announcedAt !== undefined && { announcedAt: claimed.announcedAt }),
  }
  const isWaiting = seen.place === 'waits for us'
  const last = await reviews.latest(subject.id)
  const relation = last === undefined ? undefined : relate(last, news)
  if (last !== undefined && isWaiting && relation?.kind === 'earlier') {
    await reviews.link(claimed, last)
    return DONE
  }
  if (last !== undefined && !(isWaiting && relation?.kind === 'same')) {
    // Concur may be slow to show our action: what looks like another stop may be the one that we have ended.
    if (isWaiting && relation?.isCertain === false && isSettling(last, now())) return settling(seen, now())
    const taken = await reviews.take(claimed, last, now())
    if (taken.kind === 'busy') return busy(claimed, now())
    // A held one waited for a person, who has come.
    if (taken.kind === 'ours' || last.result === 'held') {
      await work(taken.review).moved(seen)
      // What was announced is where the object was; where it is now, Concur announces anew, or does so by this event.
      const isNewer = news.announcedAt !== undefined && news.announcedAt > last.opener.at
      if (taken.kind === 'ours' && !isNewer && claimed.lastSeenAt <= last.startedAt) return DONE
    }
  }
  if (!isWaiting) {
    if (last !== undefined) return DONE
    // It moved on before we came, and nobody here knows it: that is a record of its own.
    const ofItsOwn = `not waiting, notification ${claimed.id}`
    const unknown = await reviews.open(claimed, { key: ofItsOwn, subject, mode }, now())
    if (unknown.kind === 'busy') return busy(claimed, now())
    if (unknown.kind === 'finished') return DONE
    await work(unknown.review).keep(reading)
    return work(unknown.review).moved(seen)
  }

  const opened = await openVisit(deps, claimed, news, {
    key: visitKey(visit),
    subject,
    mode,
    relationTo: (review) => relate(review, news).kind,
  })
  if (opened.kind === 'nothing to do') return DONE
  if (opened.kind === 'busy') return busy(claimed, now())
  if (opened.kind === 'not moved') {
    return dead('NOT_MOVED', `Concur took our action, and the ${seen.noun} still waits at the same step`)
  }
  if (opened.kind === 'finished') return settling(seen, now())
  const { review } = opened
  try {
    await work(review).keep(reading)
    const ending = await work(review).carryOut(seen)
    if (ending.kind === 'dead') await reviews.stuck(review, ending.reason)
    return ending
  } catch (error) {
    if (error instanceof ConcurError && !error.retryable) await reviews.stuck(review, error.message)
    throw error
  }
}

/** Opens the review of an object that waits, also where one of the same visit has ended before. */
async function openVisit(
  { reviews, now }: ReviewDeps,
  claimed: Claimed,
  news: News,
  visit: NewVisit,
): Promise<Opened | { readonly kind: 'nothing to do' } | { readonly kind: 'not moved' }> {
  const opened = await reviews.open(claimed, visit, now())
  if (opened.kind !== 'finished') return opened
  const { result, startedAt, opener, finishedAt = now() } = opened.review
  const { isRetry, announcedAt = claimed.receivedAt } = claimed
  const { kind, isCertain } = relate(opened.review, news)
  if (kind === 'earlier') return { kind: 'nothing to do' }
  if (result === 'held' || result === 'observed') {
    return isRetry ? reviews.open(claimed, visit, now(), 'reopen') : { kind: 'nothing to do' }
  }
  if (result !== 'superseded' && !isRetry) {
    // In doubt, what was announced while we acted may be the next stop, to which our action has brought it.
    const isCovered = opener.id === claimed.id || announcedAt <= (isCertain ? finishedAt : startedAt)
    if (isCovered) return { kind: 'nothing to do' }
    if (isSettling(opened.review, now())) return opened
    // Concur has not announced it anew: nobody but a person may do again what has been done.
    if (claimed.door === 'waiting list') return { kind: 'not moved' }
  }
  return reviews.open(claimed, visit, now(), 'another')
}

/** Whether we have moved the object on just now. */
function isSettling({ result, finishedAt }: Review, now: Date): boolean {
  const hasActed = result === 'approved' || result === 'flagged and approved' || result === 'sent back'
  return hasActed && finishedAt !== undefined && now.getTime() - finishedAt.getTime() < SETTLING_MS
}

function settling({ noun }: SeenObject, now: Date): Ending {
  return again(now, LOOK_AGAIN_MS, 'SETTLING', `the ${noun} was moved on and does not show it yet`)
}

/** Another worker has it; or another notification, which may have to wait for long. */
function busy({ attempts }: Claimed, now: Date): Ending {
  const delayMs = Math.min(attempts * BUSY_MS, LONGEST_BUSY_MS)
  return again(now, delayMs, 'BUSY', 'another worker, or another notification, has this report')
}
