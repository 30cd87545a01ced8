import { effectContent } from '../../record/effect.ts'
import type { HumanAction, KeptDecision } from '../../record/human-decision.ts'
import type { NotificationLine } from '../../record/notification-line.ts'
import type { ReviewLine } from '../../record/review-line.ts'
import type { EffectLine } from '../../record/review-record.ts'

/**
 * Where the last decision of a person stands, for the bar above the page.
 *
 *   planned ──> on its way ──> done | refused | unknown | changed | moved on
 *      │            └──> stopped ──> on its way        an operator has it tried again
 *      └──> taken back
 */
export const ANSWERS = [
  'planned',
  'on its way',
  'unknown',
  'stopped',
  'done',
  'recorded',
  'refused',
  'not carried out',
  'moved on',
  'taken back',
] as const
/** One of {@link ANSWERS}. */
export type AnswerKind = (typeof ANSWERS)[number]

/** What became of a decision, as far as it is known. */
export interface AnswerView {
  readonly kind: AnswerKind
  readonly action: HumanAction
  /** The login. */
  readonly by: string
  readonly acceptedAt: Date
  /** Until when it can be taken back. */
  readonly dueAt: Date
  /** Concur's words, or why nothing was carried out. */
  readonly words?: string
  /** Nothing goes on by itself: an operator has to put the reason right and have it tried again. */
  readonly isStopped: boolean
  /** It may be another thing in a moment. */
  readonly isMoving: boolean
}

/**
 * What became of a decision; pure.
 * @param effects The writes of its review, oldest first.
 * @param review That it is about.
 * @param carrier The notification that carries it; absent where it is kept no longer.
 */
export function answerOf(
  decision: KeptDecision,
  effects: readonly EffectLine[],
  review: Pick<ReviewLine, 'result'>,
  carrier: Pick<NotificationLine, 'state' | 'reason'> | undefined,
  now: Date,
): AnswerView {
  const { action, by, acceptedAt, dueAt, outcome } = decision
  const write = effects.findLast(
    ({ kind, plannedAt, content }) =>
      kind === 'workflow' && plannedAt >= acceptedAt && effectContent.safeParse(content).success,
  )
  const isStopped = decision.state === 'accepted' && carrier?.state === 'dead'
  const kind = isStopped ? stoppedKind(write) : kindOf(decision, write, review.result, now)
  const words = write?.reason ?? outcome ?? (isStopped ? carrier.reason : undefined)
  return {
    kind,
    action,
    by,
    acceptedAt,
    dueAt,
    isStopped,
    // What Concur has said of an earlier try says nothing of the one that is on its way.
    ...(kind !== 'planned' && kind !== 'on its way' && words !== undefined && words !== null && { words }),
    isMoving: kind === 'planned' || kind === 'on its way' || kind === 'unknown',
  }
}

function stoppedKind(write: EffectLine | undefined): AnswerKind {
  return write?.state === 'refused' ? 'refused' : 'stopped'
}

function kindOf(
  { state, dueAt }: KeptDecision,
  write: EffectLine | undefined,
  result: string | null,
  now: Date,
): AnswerKind {
  switch (state) {
    case 'accepted':
      if (dueAt > now) return 'planned'
      return write?.state === 'unknown' ? 'unknown' : 'on its way'
    case 'carried out':
      return result === 'observed' ? 'recorded' : 'done'
    case 'not carried out':
      return write?.state === 'refused' ? 'refused' : 'not carried out'
    case 'superseded':
      return 'moved on'
    case 'taken back':
      return 'taken back'
    default:
      return state satisfies never
  }
}
