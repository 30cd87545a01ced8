import type { Review } from '../record/review.ts'
import type { Visit } from '../record/visit.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import { type News, relate } from './relate.ts'
import type { Place } from './seen-object.ts'

/** A notification, where its object was seen because of it, and what is known of the object here. */
export interface Situation {
  readonly claimed: Pick<Claimed, 'id' | 'door' | 'receivedAt' | 'lastSeenAt' | 'announcedAt' | 'isRetry'>
  readonly visit: Visit
  readonly place: Place
  /** Whether the object was seen whole. */
  readonly isWhole: boolean
  /** The newest review of the object. */
  readonly last: Review | undefined
  readonly now: Date
}

/**
 * What a notification asks for.
 *
 * - `nothing to do`: it is of a visit that has passed, or the object has moved on and its review has ended.
 * - `already reviewed`: the review of this visit has ended, and nobody asks for another.
 * - `settling`: we moved the object on just now, and Concur may be slow to show it.
 * - `not moved`: Concur took our action, and the object still waits; only a person may do again what has been done.
 * - `record as unknown`: it moved on before we came, and nobody here knows it.
 * - `take over and end`: the newest review is of a visit that is over.
 * - `take over, end and open`: the same, and this notification is of the visit that came after.
 * - `open`: begin the review of this visit, or go on with it.
 * - `reopen`: go on with the review that left the object waiting.
 * - `open another`: review the same visit again.
 */
export type NextStep =
  | { readonly kind: 'settling' | 'not moved' | 'record as unknown' | 'open' }
  | {
      readonly kind:
        | 'nothing to do'
        | 'already reviewed'
        | 'take over and end'
        | 'take over, end and open'
        | 'reopen'
        | 'open another'
      /** The one that this is about. */
      readonly review: Review
    }

/** So long after our action, an object that still shows itself at the step is only slow to change. */
const SETTLING_MS = 30_000
const APART_MS = 2000

/** What the notification asks for. Pure; that another worker is busy with the object only the store can tell. */
export function nextStep(situation: Situation): NextStep {
  const { claimed, visit, place, last, now } = situation
  const isWaiting = place === 'waits for us'
  if (last === undefined) return { kind: isWaiting ? 'open' : 'record as unknown' }
  if (!isWaiting) return { kind: isOver(last) ? 'nothing to do' : 'take over and end', review: last }
  const relation = relate(last, newsOf(claimed, visit))
  if (relation.kind === 'earlier') return { kind: 'nothing to do', review: last }
  if (relation.kind === 'same') return inSameVisit(situation, last, relation.isCertain)
  // What looks like another stop may be the one that we have ended.
  if (!relation.isCertain && isSettling(last, now)) return { kind: 'settling' }
  if (isOver(last)) return { kind: 'open' }
  return { kind: bringsNews(claimed, last) ? 'take over, end and open' : 'take over and end', review: last }
}

/** The notification as {@link relate} takes it. */
export function newsOf({ id, announcedAt, isRetry }: Situation['claimed'], visit: Visit): News {
  return { visit, notificationId: id, isRetry, ...(announcedAt !== undefined && { announcedAt }) }
}

function inSameVisit({ claimed, isWhole, now }: Situation, review: Review, isCertain: boolean): NextStep {
  const { result, reasonCode, opener, startedAt, finishedAt = now } = review
  const { isRetry, announcedAt = claimed.receivedAt } = claimed
  if (result === undefined) return { kind: 'open' }
  if (result === 'held' || result === 'observed') {
    const mayEnd = isRetry || (reasonCode === 'INCOMPLETE' && isWhole)
    return { kind: mayEnd ? 'reopen' : 'already reviewed', review }
  }
  if (result === 'superseded' || isRetry) return { kind: 'open another', review }
  // In doubt, what was announced while we acted may be the next stop, to which our action has brought it.
  const coveredUntil = isCertain ? finishedAt : startedAt
  // What ended in the future did so before the clock was put back (T5 of clock.ts), and what comes now came after it.
  const isCovered = opener.id === claimed.id || (announcedAt <= coveredUntil && !isAhead(coveredUntil, now))
  if (isCovered) return { kind: 'already reviewed', review }
  if (isSettling(review, now)) return { kind: 'settling' }
  // Concur has not announced it anew.
  return claimed.door === 'waiting list' ? { kind: 'not moved' } : { kind: 'open another', review }
}

/** Ended, and not waiting for a person. */
function isOver({ result }: Review): boolean {
  return result !== undefined && result !== 'held'
}

/** Whether we have moved the object on just now. */
function isSettling({ result, finishedAt }: Review, now: Date): boolean {
  const hasActed = result === 'approved' || result === 'flagged and approved' || result === 'sent back'
  if (!hasActed || finishedAt === undefined) return false
  return now.getTime() - finishedAt.getTime() < SETTLING_MS && !isAhead(finishedAt, now)
}

/** Whether a time lies further ahead than the clocks of two connectors of one database can be apart. */
function isAhead(time: Date, now: Date): boolean {
  return time.getTime() > now.getTime() + APART_MS
}

/**
 * Whether it may be of the visit after that of the review. What was announced before says where the object was; where
 * it is now, Concur announces anew.
 */
function bringsNews(
  { announcedAt, lastSeenAt }: Situation['claimed'],
  { result, opener, startedAt }: Review,
) {
  if (result === 'held') return true
  return (announcedAt !== undefined && announcedAt > opener.at) || lastSeenAt > startedAt
}
