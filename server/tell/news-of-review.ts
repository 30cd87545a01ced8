import { createHash } from 'node:crypto'
import { holdReasons } from '../record/hold-reason.ts'
import type { News, ReviewNews } from '../record/news.ts'
import { parseDecision } from '../record/parse-decision.ts'
import { changesInLines, type ReadingChanges } from '../record/reading-changes.ts'
import type { TrailHead } from '../record/trail.ts'
import type { ToldReview, UntoldDecision, UntoldHeld, UntoldReturn } from '../store/telling/untold.ts'
import type { UntoldNote } from '../store/telling/untold-notes.ts'

/** A digest names so many of what is held, and counts the others. */
const MAX_IN_DIGEST = 200
/** Whoever wants to see more opens the review. */
const MAX_CHANGES = 100

/** What people are told of a review. Pure. */
export function reviewNewsOf(review: ToldReview): ReviewNews {
  const decision = parseDecision(review.decision)
  const reasons = decision === undefined ? [] : holdReasons(decision, review.reason)
  return {
    reviewId: review.id,
    objectType: review.objectType,
    reportId: review.reportId,
    reportName: review.reportName,
    employee: review.employee,
    total: review.total,
    currency: review.currency,
    reasons: reasons.map(({ rule, message }) => ({ rule, message })),
    ...(review.finishedAt !== null && { heldAt: review.finishedAt.toISOString() }),
    stepName: review.stepName,
    assignee: review.assignee,
  }
}

/** A review is held for a person. Pure. @param now Where it is not known since when. */
export function heldNews(review: UntoldHeld, now: Date): News {
  return {
    kind: 'held',
    id: `review-${review.id}-held-${shortHash(review.readingKey ?? '')}`,
    at: (review.finishedAt ?? now).toISOString(),
    review: reviewNewsOf(review),
    ...changesOf(review),
  }
}

/** A review is back that somebody wanted to look at later. Pure. */
export function returnedNews(review: UntoldReturn): News {
  const { id, returnedAt, by } = review
  return {
    kind: 'returned',
    id: `review-${id}-returned-${returnedAt.getTime()}`,
    at: returnedAt.toISOString(),
    review: reviewNewsOf(review),
    by,
  }
}

/** Somebody is asked, or gets an answer. Pure. */
export function noteNews({ id, kind, by, to, at, text, question, review }: UntoldNote): News {
  const common = {
    id: `review-${review.id}-${kind}-${id}`,
    at: at.toISOString(),
    review: reviewNewsOf(review),
    by,
    of: to,
  }
  return kind === 'question'
    ? { kind: 'asked', ...common, question: text }
    : { kind: 'answered', ...common, answer: text, ...(question !== undefined && { question }) }
}

/** It still is. Pure. */
export function stillHeldNews(review: ToldReview, workingDays: number, now: Date): News {
  return {
    kind: 'still held',
    id: stillHeldMark(review, workingDays),
    at: now.toISOString(),
    review: reviewNewsOf(review),
    workingDays,
  }
}

/** Names that it was told of a review that it has been held for so many working days. */
export function stillHeldMark({ id, finishedAt }: ToldReview, workingDays: number): string {
  return `review-${id}-still-held-${finishedAt?.getTime() ?? 0}-${workingDays}`
}

/** Where the decision of a person stands. Pure. @returns `undefined` where nobody need be told. */
export function decisionNews(human: UntoldDecision, now: Date): News | undefined {
  const { id, by, action, state } = human
  const common = {
    id: `decision-${id}-${state.replaceAll(' ', '-')}`,
    review: reviewNewsOf(human.review),
    by,
    action,
  }
  const at = (human.endedAt ?? now).toISOString()
  if (state === 'taken back') return undefined
  if (state === 'carried out') return { kind: 'carried out', ...common, at }
  if (state === 'accepted') {
    return {
      kind: 'decided',
      ...common,
      at: human.acceptedAt.toISOString(),
      undoUntil: human.dueAt.toISOString(),
      ...(human.reason !== undefined && { reason: human.reason }),
    }
  }
  const reason = human.outcome ?? 'no reason is known'
  return { kind: 'not carried out', ...common, at, cause: causeOf(human), reason, ...changesOf(human) }
}

function changesOf({ changes }: { readonly changes?: ReadingChanges }): {
  readonly changes?: string[]
} {
  if (changes === undefined) return {}
  const lines = changesInLines(changes)
  const more = lines.length - MAX_CHANGES
  return { changes: more > 0 ? [...lines.slice(0, MAX_CHANGES), `… +${more}`] : [...lines] }
}

function causeOf({ state, readingKey, review }: UntoldDecision): 'void' | 'refused' | 'superseded' {
  if (state === 'superseded') return 'superseded'
  return state === 'not carried out' && readingKey !== review.readingKey ? 'void' : 'refused'
}

/** All that is held. Pure. @param id Unlike that of any other digest. */
export function digestNews(
  reviews: readonly ToldReview[],
  { id, trail, now }: { readonly id: string; readonly trail: TrailHead; readonly now: Date },
): News {
  return {
    kind: 'digest',
    id,
    at: now.toISOString(),
    reviews: reviews.slice(0, MAX_IN_DIGEST).map(reviewNewsOf),
    count: reviews.length,
    trail: { number: trail.number, hash: trail.hash },
  }
}

/** Makes a name out of a text that cannot stand in an id of news. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
