import type { Settings } from '../../config/settings.ts'
import { createPages } from '../../routes/console/pages.ts'
import { readAssets } from '../console/assets.ts'
import { createBulkService } from '../console/bulk-service.ts'
import { createDecisionService } from '../console/decision-service.ts'
import { createQueue } from '../console/queue.ts'
import { watchQueue } from '../console/queue-news.ts'
import { createFetchFile } from '../console/receipts/fetch-file.ts'
import { createReceiptService } from '../console/receipts/receipt-service.ts'
import { createRenderer } from '../console/render.ts'
import { createReportService } from '../console/report/report-service.ts'
import { createSignIn } from '../console/sign-in.ts'
import { createSavedViews } from '../store/people/saved-views.ts'
import { createSessions } from '../store/people/sessions.ts'
import { queueStamp } from '../store/reviews/queue.ts'
import type { PeopleFile } from '../tell/people-file.ts'
import { consoleOperations } from './console-operations.ts'
import type { Foundation } from './foundation.ts'
import { providerFrom } from './provider-from-settings.ts'

const MINUTE_MS = 60_000
/** How often it is looked whether the queue has changed, while pages are open. */
const NEWS_MS = 2000

/** The pages of the console, and what goes on behind them. */
export interface ConsolePages {
  readonly pages: ReturnType<typeof createPages>
  /** Ends the streams that pages have open, and what is being read for one. */
  stop(): Promise<void>
}

/** Makes the pages of the console of the parts that are there. */
export function consolePages(
  settings: Settings,
  { db, log, now, concur }: Pick<Foundation, 'db' | 'log' | 'now' | 'concur'>,
  people: () => PeopleFile | undefined,
): ConsolePages {
  const assets = readAssets()
  const sessions = createSessions(db, {
    idleMs: settings.SESSION_IDLE_MINUTES * MINUTE_MS,
    absoluteMs: settings.SESSION_HOURS * 60 * MINUTE_MS,
  })
  const timeZone = settings.TIME_ZONE
  const news = watchQueue({
    stamp: () => queueStamp(db),
    everyMs: NEWS_MS,
    failed: (error) => log.warn('console.queue-not-seen', { error }),
  })
  const costCentre = () => people()?.costCentre
  const queue = createQueue({ db, timeZone, costCentre, now })
  const reports = createReportService({
    db,
    queue,
    costCentre,
    undoSeconds: settings.DECISION_UNDO_SECONDS,
    timeZone,
    log,
    now,
  })
  const pages = createPages({
    assets,
    renderer: createRenderer(assets, timeZone),
    sessions,
    signIn: createSignIn({
      db,
      sessions,
      provider: providerFrom(settings, now),
      groupRoles: () => people()?.groups ?? [],
      log,
      now,
    }),
    queue: { queue, savedViews: createSavedViews(db), timeZone },
    bulk: createBulkService({
      db,
      decisions: createDecisionService({ db, undoSeconds: settings.DECISION_UNDO_SECONDS, log, now }),
      limits: () => people()?.bulkLimits,
      now,
    }),
    news,
    operations: consoleOperations(settings, { db, now }),
    reports,
    receipts: createReceiptService({
      db,
      concur: concur.client,
      fetchFile: createFetchFile(new URL(settings.CONCUR_API_URL).origin),
      log,
      now,
    }),
    log,
    now,
  })
  return {
    pages,
    async stop() {
      await Promise.all([news.stop(), reports.close()])
    },
  }
}
