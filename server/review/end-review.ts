import type { WorkflowContent } from '../record/effect.ts'
import type { Review, ReviewReason, ReviewResult } from '../record/review.ts'
import { inEnglish, say } from '../record/sentence.ts'
import { isSameSubmission, readVisit } from '../record/visit.ts'
import { NEVER_SENT } from '../store/reviews/journal.ts'
import { settleEffect, type WriteContext } from './journalled-writes.ts'
import type { AttemptOutcome } from './retry.ts'
import type { SeenObject } from './seen-object.ts'

/** Ends the review. @throws {LeaseLostError} If it is another worker's. */
export async function finishReview(
  { reviews, review, now, claimed, endsNotification = false }: WriteContext,
  result: ReviewResult,
  reason?: string,
  reasonCode?: ReviewReason,
): Promise<AttemptOutcome> {
  await reviews.finish(review, result, reason, now(), reasonCode, endsNotification ? claimed : undefined)
  return endsNotification ? { kind: 'done', isSettled: true } : { kind: 'done' }
}

/** Ends the review of an object that is not where it was: by an action of ours whose answer was lost, or not. */
export async function endMoved(context: WriteContext, seen: SeenObject): Promise<AttemptOutcome> {
  const { journal, review } = context
  const at = { noun: seen.noun, status: seen.status }
  for (const effect of await journal.of(review)) {
    const { content, state } = effect
    if (state === 'planned') await settleEffect(context, effect, 'not applied', content, NEVER_SENT)
    if (content.kind !== 'workflow') continue
    if (state === 'confirmed') return finishReview(context, await resultOf(context, content))
    if (state !== 'sent' && state !== 'unknown') continue
    const isOurs = isEffectOf(content, review, seen)
    if (isOurs === 'yes') {
      const reason = inEnglish(say('found at', at))
      await settleEffect(context, effect, 'confirmed', content, reason)
      return finishReview(context, await resultOf(context, content), reason)
    }
    const found = isOurs === 'no' ? 'not applied' : 'unknown'
    const reason = inEnglish(say(found === 'unknown' ? 'is at, cannot tell' : 'is at', at))
    await settleEffect(context, effect, found, content, reason)
  }
  return finishReview(context, 'superseded', inEnglish(say('moved on', at)))
}

/**
 * Ends the review if Concur has confirmed its workflow action: whoever sent that did not live to note the end.
 * @returns Whether it was so.
 */
export async function endActed(context: WriteContext): Promise<boolean> {
  for (const { content, state } of await context.journal.of(context.review)) {
    if (content.kind !== 'workflow' || state !== 'confirmed') continue
    await finishReview(context, await resultOf(context, content))
    return true
  }
  return false
}

async function resultOf(
  { journal, review }: WriteContext,
  { action }: WorkflowContent,
): Promise<ReviewResult> {
  if (action === 'Send Back to Employee') return 'sent back'
  const isFlagged = (await journal.of(review)).some(
    ({ content, state }) => content.kind === 'exceptions' && state === 'confirmed',
  )
  return isFlagged ? 'flagged and approved' : 'approved'
}

/** Whether where the object is now is the work of that action. */
function isEffectOf(
  { action }: WorkflowContent,
  { visitKeys }: Review,
  seen: SeenObject,
): 'yes' | 'no' | 'cannot tell' {
  const { place, visit } = seen
  const visits = visitKeys.flatMap((key) => readVisit(key) ?? [])
  const before = visits.find(({ source }) => source === visit.source) ?? visits[0]
  const { everSentBack } = visit
  const isSubmittedAgain = before !== undefined && !isSameSubmission({ ...before, everSentBack }, visit)
  if (action === 'Send Back to Employee') {
    const wasSentBack = everSentBack && before?.everSentBack !== true
    // An employee may have submitted it again before we look, also for the second time. A recall looks the same.
    return place === 'sent back' || wasSentBack || isSubmittedAgain ? 'yes' : 'no'
  }
  // Somebody sent it back, which our approval does not do.
  if (place === 'sent back' || place === 'not submitted' || isSubmittedAgain) return 'no'
  // At another step of external validation, to which our approval or somebody else may have brought it.
  return place === 'waits for us' || place === 'canceled' ? 'cannot tell' : 'yes'
}
