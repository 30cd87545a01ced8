import { type NotificationRetried, type RetryDeps, retryNotificationAs } from '../doors/retry-notification.ts'
import { findRetriable, retryNotification } from '../store/acts/retry-notification.ts'
import type { Database } from '../store/database.ts'
import { createHumanDecisions } from '../store/decisions/human-decisions.ts'
import { createTrail } from '../store/people/trail.ts'
import { createActService } from './act-service.ts'
import type { JudgedActor } from './judged-actor.ts'

/** Has the notification of that number tried again, for somebody; the trail tells of it. */
export type NotificationRetry = (actor: JudgedActor, id: number) => Promise<NotificationRetried>

/** For commands and pages alike. */
export function createNotificationRetry(db: Database, now: () => Date): NotificationRetry {
  const acts = createActService({ db, now })
  const decisions = createHumanDecisions(db)
  return (actor, id) => {
    const { by, forbidsAct, forbidsRetry } = actor
    const deps: RetryDeps = {
      find: (each) => findRetriable(db, each),
      retry: (each) => retryNotification(db, each, { by, now: now() }),
      carriedBy: (each) => decisions.carriedBy(each),
      retryReview: (reviewId) => acts.act(actor, reviewId, { kind: 'retry' }),
      forbids: (reviewId) =>
        reviewId === null ? Promise.resolve(forbidsRetry()) : forbidsAct('retry', reviewId, false),
      trail: createTrail(db),
      by,
      now,
    }
    return retryNotificationAs(deps, id)
  }
}
