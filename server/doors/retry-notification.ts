import type { KeptDecision } from '../record/human-decision.ts'
import type { ActOutcome } from '../record/review-act.ts'
import { inEnglish, type Sentence, say } from '../record/sentence.ts'
import type { Actor } from '../record/trail.ts'
import type { Refused } from '../store/acts/performed.ts'
import type { RetriableNotification } from '../store/acts/retry-notification.ts'
import type { Trail } from '../store/people/trail.ts'

/** What became of it. */
export type NotificationRetried =
  | { readonly kind: 'waits' }
  /** It carries that decision of a person, which is tried again. */
  | { readonly kind: 'decision'; readonly decision: KeptDecision }
  | { readonly kind: 'refused'; readonly problem: Sentence }

/** What having notifications tried again needs. */
export interface RetryDeps {
  readonly find: (id: number) => Promise<RetriableNotification | undefined>
  readonly retry: (id: number) => Promise<{ readonly ok: true } | Refused>
  /** The decision of a person that it carries. */
  readonly carriedBy: (id: number) => Promise<KeptDecision | undefined>
  /** See `actOnReview`. */
  readonly retryReview: (reviewId: number) => Promise<ActOutcome>
  /** Why who acts may not have that review tried again; `null`: what no review came of. Nothing if they may. */
  readonly forbids: (reviewId: number | null) => Promise<Sentence | undefined>
  readonly trail: Pick<Trail, 'append'>
  readonly by: Actor
  readonly now: () => Date
}

/**
 * Has a notification tried again. One that carries a decision of a person is tried again as the retry of its review is,
 * by the same rules: or somebody could act on a report whom that does not let.
 */
export async function retryNotificationAs(deps: RetryDeps, id: number): Promise<NotificationRetried> {
  const found = await deps.find(id)
  if (found === undefined) return refused(id, say('no such notification'))
  if (found.isDecision) return retryDecision(deps, id)
  const obstacle = await deps.forbids(found.reviewId)
  if (obstacle !== undefined) {
    await tellRefusal(deps, id, obstacle)
    return refused(id, obstacle)
  }
  const retried = await deps.retry(id)
  return retried.ok ? { kind: 'waits' } : refused(id, retried.reason)
}

async function retryDecision(deps: RetryDeps, id: number): Promise<NotificationRetried> {
  const decision = await deps.carriedBy(id)
  if (decision === undefined || decision.state !== 'accepted') {
    const reason = say('carries gone decision', { state: decision?.state ?? 'gone' })
    await tellRefusal(deps, id, reason)
    return refused(id, reason)
  }
  const outcome = await deps.retryReview(decision.reviewId)
  if (outcome.kind === 'done') return { kind: 'decision', decision }
  return refused(id, say('carries decision', { why: outcome.problems }))
}

async function tellRefusal({ trail, by, now }: RetryDeps, id: number, detail: Sentence): Promise<void> {
  await trail.append({
    at: now(),
    who: by,
    act: 'inbox retry',
    subject: `notification ${id}`,
    outcome: 'refused',
    detail: inEnglish(detail),
  })
}

function refused(id: number, why: Sentence): NotificationRetried {
  return { kind: 'refused', problem: say('of notification', { id, why }) }
}
