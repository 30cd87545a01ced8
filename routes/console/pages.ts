import { Router } from 'express'
import type { Assets } from '../../server/console/assets.ts'
import type { BulkService } from '../../server/console/bulk-service.ts'
import type { OperationsService } from '../../server/console/operations/operations-service.ts'
import type { QueueNews } from '../../server/console/queue-news.ts'
import type { ReceiptService } from '../../server/console/receipts/receipt-service.ts'
import type { Renderer } from '../../server/console/render.ts'
import type { ReportService } from '../../server/console/report/report-service.ts'
import type { SignIn } from '../../server/console/sign-in.ts'
import type { Log } from '../../server/log.ts'
import type { Sessions } from '../../server/store/people/sessions.ts'
import { bulkRoutes } from './bulk.ts'
import { readForms } from './form.ts'
import { languageRoutes } from './language.ts'
import { noHead } from './no-head.ts'
import { operationsRoutes } from './operations.ts'
import { createPageKit } from './page-kit.ts'
import { pdfFiles } from './pdf-files.ts'
import { providerRoutes } from './provider-sign-in.ts'
import { type QueueRoutesDeps, queueRoutes } from './queue.ts'
import { queueStream } from './queue-stream.ts'
import { receiptRoutes } from './receipts.ts'
import { reportRoutes } from './report.ts'
import { requireSession } from './require-session.ts'
import { requireToken } from './require-token.ts'
import { noSuchPage, showProblems } from './show-problems.ts'
import { signInRoutes } from './sign-in.ts'
import { staticFiles } from './static-files.ts'
import { recogniseVisits } from './visit.ts'

/** What the pages need. */
export interface PagesDeps {
  readonly assets: Assets
  readonly renderer: Renderer
  readonly sessions: Sessions
  readonly signIn: SignIn
  readonly queue: Omit<QueueRoutesDeps, 'reports' | 'now'>
  readonly bulk: BulkService
  readonly news: QueueNews
  /** How often a stream looks whether its session lasts. */
  readonly beatMs?: number
  readonly reports: ReportService
  readonly operations: OperationsService
  readonly receipts: ReceiptService
  readonly log: Log
  readonly now: () => Date
}

/** What people open in a browser. Behind `requireSession` somebody is signed in, and every form is of our own page. */
export function createPages(deps: PagesDeps): Router {
  const { assets, renderer, sessions, signIn, queue, news, reports, receipts, beatMs, log, now } = deps
  const kit = createPageKit(renderer, { hasProvider: signIn.provider !== undefined })
  const router = Router()
  router.use(staticFiles(assets))
  router.use(pdfFiles())
  router.use(recogniseVisits(sessions, now))
  router.use(readForms)
  router.use(signInRoutes(kit, signIn), providerRoutes(kit, signIn))
  router.use(languageRoutes(kit))
  router.use(requireSession(kit), noHead, requireToken)
  router.use(queueRoutes(kit, { ...queue, reports, now }))
  router.use(bulkRoutes(kit, { queue: queue.queue, bulk: deps.bulk, now }))
  router.use(queueStream({ news, sessions, now, ...(beatMs !== undefined && { beatMs }) }))
  router.use(reportRoutes(kit, reports))
  router.use(operationsRoutes(kit, deps.operations))
  router.use(receiptRoutes(kit, receipts))
  router.use(noSuchPage)
  router.use(showProblems(kit, log))
  return router
}
