import type { Settings } from '../../config/settings.ts'
import { watchAlerts } from '../alerts/watch-alerts.ts'
import type { Delivering } from '../delivery/start-delivering.ts'
import { startReconciling } from '../doors/reconcile.ts'
import { startKeepingNames } from '../jobs/keep-names.ts'
import { startRetention } from '../jobs/retention.ts'
import { startTellingTrailHead } from '../jobs/trail-head.ts'
import { createJobs } from '../store/jobs.ts'
import { createAlertStore } from '../store/operators/alerts.ts'
import { createSubscriptionStore } from '../store/operators/subscriptions.ts'
import { createTrail } from '../store/people/trail.ts'
import { createKnownReports } from '../store/reviews/known-reports.ts'
import { takeUpOrphans } from '../store/reviews/orphans.ts'
import { watchSubscriptions } from '../subscriptions/watch-subscriptions.ts'
import type { Foundation } from './foundation.ts'
import type { Telling } from './start-telling-if-on.ts'
import type { Stoppable } from './stop-together.ts'

/** Starts what one process of all does now and again. Stopping cuts what it is at, whatever the deadline. */
export function startWatches(
  settings: Settings,
  { db, inbox, concur, metrics, log, now, leaps }: Foundation,
  { delivering, telling }: { readonly delivering: Delivering; readonly telling: Telling },
): Stoppable {
  const jobs = createJobs(db)
  const timers = [
    startReconciling(
      {
        concur: concur.client,
        inbox,
        mode: settings.MODE,
        known: createKnownReports(db),
        takeUpOrphans: (at) => takeUpOrphans(db, at),
        unknownReports: settings.UNKNOWN_REPORTS,
        counted: (unknown) => metrics.setUnknownReports(unknown),
        jobs,
        log,
        now,
      },
      settings.RECONCILE_MINUTES,
    ),
    watchSubscriptions({
      ids: settings.ESS_SUBSCRIPTIONS ?? [],
      endpoint: settings.ESS_ENDPOINT ?? '',
      companyId: settings.CONCUR_COMPANY_ID,
      concur: concur.clientOfSubscriptions,
      store: createSubscriptionStore(db),
      jobs,
      log,
      now,
    }),
    startRetention({ db, keepDays: settings.KEEP_DAYS, jobs, log, now, leaps }),
    startKeepingNames({ db, keepDays: settings.KEEP_NAMES_DAYS, jobs, log, now, leaps }),
    startTellingTrailHead({ trail: createTrail(db), log }),
    watchAlerts({
      store: createAlertStore(db),
      jobs,
      stuckAfterHours: settings.STUCK_AFTER_HOURS,
      isPosted: settings.ALERT_URL !== undefined,
      messagesFor: telling.alertMessages,
      stored: () => delivering.wake(),
      metrics,
      log,
      now,
    }),
  ]
  return {
    async stop() {
      await Promise.all(timers.map((timer) => timer.stop()))
    },
  }
}
