import type { NotificationLine, NotificationState } from '../../record/notification-line.ts'
import type { QuarantineLine } from '../../record/quarantine-line.ts'
import type { ReviewFilter } from '../../record/review-filter.ts'
import type { ReviewLine } from '../../record/review-line.ts'
import type { ReviewRecord } from '../../record/review-record.ts'
import type { Database } from '../database.ts'
import { countNotifications, findNotification, listNotifications } from './notification-lines.ts'
import { findQuarantined, listQuarantine } from './quarantine-lines.ts'
import { listReviews } from './review-lines.ts'
import { readReview } from './review-record.ts'

/** What operators look at; reads only. Lists are newest first. */
export interface Overview {
  notifications(filter: {
    readonly state?: NotificationState | undefined
    readonly limit: number
  }): Promise<readonly NotificationLine[]>
  notification(id: number): Promise<{ readonly line: NotificationLine; readonly raw: Uint8Array } | undefined>
  /** How many notifications there are in each state that has any; `arrived`: not taken over into the inbox yet. */
  counts(): Promise<Readonly<Record<string, number>>>
  quarantine(limit: number): Promise<readonly QuarantineLine[]>
  quarantined(id: number): Promise<{ readonly line: QuarantineLine; readonly raw: Uint8Array } | undefined>
  reviews(filter: ReviewFilter): Promise<readonly ReviewLine[]>
  /** @param which The number of the review, or the id of a report, whose newest review is meant. */
  review(which: string): Promise<ReviewRecord | undefined>
}

/** The overview of that database. */
export function createOverview(db: Database): Overview {
  return {
    notifications: (filter) => listNotifications(db, filter),
    notification: (id) => findNotification(db, id),
    counts: () => countNotifications(db),
    quarantine: (limit) => listQuarantine(db, limit),
    quarantined: (id) => findQuarantined(db, id),
    reviews: (filter) => listReviews(db, filter),
    review: (which) => readReview(db, which),
  }
}
