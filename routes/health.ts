import express, { type Express, type Router } from 'express'
import helmet from 'helmet'
import { answerText } from '../server/listeners/answer-text.ts'
import type { Metrics } from '../server/metrics/metrics.ts'
import type { Readiness } from '../server/metrics/readiness.ts'
import { INSTANCES_BASE } from './instances.ts'
import { requireOwnHost } from './own-host.ts'

/** What the internal address needs. */
export interface InternalAppDeps {
  /** What the listener is bound to: see {@link requireOwnHost}. */
  readonly host: string
  readonly readiness: () => Promise<Readiness>
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>
  /** The instances API, where polling is on. */
  readonly instances?: Router | undefined
}

/** What operators reach, and who watches for them: whether the process lives, whether it can work, and its metrics. */
export function createInternalApp({ host, readiness, metrics, instances }: InternalAppDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(helmet())
  app.use(requireOwnHost(host))

  app.get('/health/live', (_req, res) => {
    res.json({ status: 'live' })
  })
  app.get('/health/ready', async (_req, res) => {
    const { isReady, checks } = await readiness()
    res.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not ready', checks })
  })
  app.get('/metrics', async (_req, res) => {
    const text = await metrics.text()
    res.set('Content-Type', metrics.contentType).send(text)
  })
  if (instances !== undefined) app.use(INSTANCES_BASE, instances)
  app.use((_req, res) => answerText(res, 404, 'not found'))
  return app
}
