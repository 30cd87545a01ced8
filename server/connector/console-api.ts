import type { Settings } from '../../config/settings.ts'
import { apiRouter } from '../../routes/api/api-router.ts'
import { createActService } from '../console/act-service.ts'
import { createDecisionService } from '../console/decision-service.ts'
import { createListService } from '../console/list-service.ts'
import { createReviewService } from '../console/review-service.ts'
import { createApiKeys } from '../store/people/api-keys.ts'
import type { Foundation } from './foundation.ts'

/** What programs reach, with its services. */
export function consoleApi(
  { CONSOLE_URL: url, TIME_ZONE: timeZone, DECISION_UNDO_SECONDS: undoSeconds }: Settings,
  { db, log, now }: Pick<Foundation, 'db' | 'log' | 'now'>,
): ReturnType<typeof apiRouter> {
  return apiRouter({
    keys: createApiKeys(db),
    lists: createListService({ db, timeZone, now }),
    reviews: createReviewService({ db, now }),
    decisions: createDecisionService({ db, undoSeconds, log, now }),
    acts: createActService({ db, now }),
    url,
    log,
  })
}
