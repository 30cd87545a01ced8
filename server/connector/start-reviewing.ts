import type { Settings } from '../../config/settings.ts'
import type { GiveWay } from '../jobs/give-way.ts'
import { countingJournal, countingReviews } from '../metrics/counting.ts'
import { carryOutHumanDecision, type HumanDecisionDeps } from '../review/carry-out-human-decision.ts'
import { findObjects } from '../review/find-object.ts'
import { judgePerson } from '../review/judge-person.ts'
import { createReportReader } from '../review/report-reader.ts'
import { reviewNotification } from '../review/review-notification.ts'
import { createWhoIs } from '../review/who-is.ts'
import { startWorkers } from '../review/workers.ts'
import { createHumanDecisions } from '../store/decisions/human-decisions.ts'
import { findActing } from '../store/people/api-keys.ts'
import { createConcurUsers } from '../store/reviews/concur-users.ts'
import { createJournal } from '../store/reviews/journal.ts'
import { createReviews } from '../store/reviews/reviews.ts'
import type { Foundation } from './foundation.ts'
import type { Stoppable } from './stop-together.ts'

/** While some write to the database, the others keep Concur busy; measured with `npm run bench reviews`. */
const WORKERS_PER_CALL = 1.5

/**
 * Starts reviewing what is in the inbox and what comes.
 * @param how `incompleteForMs`: how long what is not seen whole is read again.
 */
export function startReviewing(
  settings: Settings,
  { db, inbox, policy, concur, metrics, log, now, leaps }: Foundation,
  { incompleteForMs, giveWay }: { readonly incompleteForMs: number; readonly giveWay: GiveWay },
): Stoppable {
  const reports = createReportReader()
  const find = findObjects(
    {
      concur: concur.client,
      readReport: reports.read,
      judgeRequest: reports.judgeRequest,
      policy: () => policy.current(),
      now,
      whoIs: createWhoIs({ concur: concur.client, users: createConcurUsers(db), log, now }),
    },
    settings.CONCUR_EXPENSE_API,
  )
  const deps: HumanDecisionDeps = {
    find,
    reviews: countingReviews(createReviews(db), metrics),
    journal: countingJournal(createJournal(db), metrics),
    decisions: createHumanDecisions(db),
    mayDecide: judgePerson({ findPerson: (login) => findActing(db, login), concur: concur.client }),
    mode: settings.MODE,
    incompleteForMs,
    log,
    now,
    leaps,
  }
  const workers = startWorkers({
    inbox,
    giveWay,
    breaker: concur.breaker,
    review: (claimed, signal) =>
      claimed.door === 'console'
        ? carryOutHumanDecision(deps, claimed, signal)
        : reviewNotification(deps, claimed, signal),
    count: Math.ceil(settings.CONCUR_CONCURRENCY * WORKERS_PER_CALL),
    log,
    now,
    leaps,
  })
  return {
    async stop(deadlineMs) {
      await workers.stop(deadlineMs)
      await reports.close()
    },
  }
}
