import express, { type Express } from 'express'
import helmet from 'helmet'
import type { Metrics } from '../server/metrics/metrics.ts'
import type { Readiness } from '../server/metrics/readiness.ts'
import { answerText } from './answer-text.ts'

/** What the internal address needs. */
export interface InternalAppDeps {
  readonly readiness: () => Promise<Readiness>
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>
}

/** What operators reach, and who watches for them: whether the process lives, whether it can work, and its metrics. */
export function createInternalApp({ readiness, metrics }: InternalAppDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(helmet())

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
  app.use((_req, res) => answerText(res, 404, 'not found'))
  return app
}
