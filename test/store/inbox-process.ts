import type { Database } from '../../server/store/database.ts'
import { createInbox, type Inbox } from '../../server/store/inbox/inbox.ts'
import { createJobs, type Jobs } from '../../server/store/jobs.ts'
import { createOverview, type Overview } from '../../server/store/operators/overview.ts'
import { createJournal, type Journal } from '../../server/store/reviews/journal.ts'
import { createReviews, type Reviews } from '../../server/store/reviews/reviews.ts'
import type { TestEngine } from '../support/engines.ts'

/** What one process has of the database. */
export interface InboxProcess {
  readonly db: Database
  readonly inbox: Inbox
  readonly reviews: Reviews
  readonly journal: Journal
  readonly jobs: Jobs
  readonly overview: Overview
}

/** All that a process has; called again, what another process has. */
export async function open(engine: TestEngine): Promise<InboxProcess> {
  const db = await engine.open()
  return {
    db,
    inbox: createInbox(db),
    reviews: createReviews(db),
    journal: createJournal(db),
    jobs: createJobs(db),
    overview: createOverview(db),
  }
}

/** Two processes on one database. */
export async function both(engine: TestEngine): Promise<readonly [InboxProcess, InboxProcess]> {
  return [await open(engine), await open(engine)]
}
