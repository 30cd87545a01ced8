import type { BulkState, KeptBulk } from '../record/bulk-decision.ts'
import type { BulkRow } from '../store/decisions/bulk-rows.ts'
import { type AnswerKind, type AnswerView, answerOf } from './report/answer-of.ts'

/**
 * Where one of several reviews stands that are decided on together. Before it is decided: `as seen`, `changed since` (it was
 * read anew) or `gone` (somebody has decided on it, or it has moved on). Then `next`, `not accepted`, or how its decision
 * stands; `changed`: it was not carried out because the report had changed.
 */
export type BulkRowKind =
  | 'as seen'
  | 'changed since'
  | 'gone'
  | 'next'
  | 'not accepted'
  | 'changed'
  | AnswerKind

/** A row of a page that shows what becomes of each. Texts of Concur stand in it as they were sent. */
export interface BulkRowView {
  readonly reviewId: number
  readonly review: BulkRow['review']
  readonly kind: BulkRowKind
  /** Until when it can be taken back, while it can. */
  readonly undoUntil?: Date
  /** Concur's words, or why not, in English; some are sentences of ours. */
  readonly words?: readonly string[]
  /** Nothing more becomes of it by itself. */
  readonly isOver: boolean
  /** It did not come to what was decided. */
  readonly hasFailed: boolean
}

/** How far a decision on several reviews is. */
export interface BulkProgress {
  readonly rows: readonly BulkRowView[]
  /** Of how many nothing more becomes by itself. */
  readonly over: number
  readonly failed: number
  /** When a row is another one because time has passed, if nothing else happens first. */
  readonly nextAt?: Date
}

const HAS_FAILED: ReadonlySet<BulkRowKind> = new Set([
  'not accepted',
  'changed',
  'refused',
  'not carried out',
  'stopped',
])

/** How far it is; pure. */
export function bulkProgress(bulk: KeptBulk, rows: readonly BulkRow[], now: Date): BulkProgress {
  const views = rows.map((row) => viewOf(bulk, row, now))
  const due = views.flatMap(({ undoUntil }) => undoUntil?.getTime() ?? [])
  return {
    rows: views,
    over: views.filter(({ isOver }) => isOver).length,
    failed: views.filter(({ hasFailed }) => hasFailed).length,
    ...(due.length > 0 && { nextAt: new Date(Math.min(...due)) }),
  }
}

const IS_WAITING: ReadonlySet<BulkState> = new Set(['proposed', 'void', 'withdrawn', 'rejected'])

function viewOf(bulk: KeptBulk, row: BulkRow, now: Date): BulkRowView {
  const { reviewId, review, decision } = row
  if (decision === undefined) {
    const kind = IS_WAITING.has(bulk.state) ? beforeOf(bulk, row) : undefined
    const refusal = bulk.refusals.find(({ id }) => id === reviewId)
    if (kind !== undefined) return { reviewId, review, kind, isOver: false, hasFailed: false }
    return refusal === undefined
      ? { reviewId, review, kind: 'next', isOver: false, hasFailed: false }
      : {
          reviewId,
          review,
          kind: 'not accepted',
          words: refusal.problems,
          isOver: true,
          hasFailed: true,
        }
  }
  const answer = answerOf(decision, row.effects, review ?? { result: null }, row.carrier, now)
  const kind = kindOf(answer, decision.readingKey, review)
  return {
    reviewId,
    review,
    kind,
    ...(kind === 'planned' && { undoUntil: answer.dueAt }),
    ...(answer.words !== undefined && { words: [answer.words] }),
    isOver: !answer.isMoving,
    hasFailed: HAS_FAILED.has(kind),
  }
}

function kindOf({ kind }: AnswerView, readingKey: string, review: BulkRow['review']): BulkRowKind {
  return kind === 'not carried out' && review?.readingKey !== readingKey ? 'changed' : kind
}

/** Of one that nobody has decided on yet. */
function beforeOf({ content }: KeptBulk, { reviewId, review, otherBy }: BulkRow): BulkRowKind {
  if (review?.result !== 'held' || otherBy !== undefined) return 'gone'
  const readingKey = content.reviews.find(({ id }) => id === reviewId)?.readingKey
  return review.readingKey === readingKey ? 'as seen' : 'changed since'
}
