import express, { type Express } from 'express'
import helmet from 'helmet'
import { answerText } from './answer-text.ts'

/** What the internal address needs. */
export interface InternalAppDeps {
  /** Rejects when the database cannot be written. */
  readonly checkDatabase: () => Promise<void>
  /** Notifications by state. */
  readonly counts: () => Promise<Readonly<Record<string, number>>>
}

/** What operators and load balancers reach: whether the process lives, and whether it can take notifications. */
export function createInternalApp({ checkDatabase, counts }: InternalAppDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(helmet())

  app.get('/health/live', (_req, res) => {
    res.json({ status: 'live' })
  })
  app.get('/health/ready', async (_req, res) => {
    try {
      await checkDatabase()
      res.json({ status: 'ready', database: 'writable', notifications: await counts() })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      res.status(503).json({ status: 'not ready', database: reason })
    }
  })
  app.use((_req, res) => answerText(res, 404, 'not found'))
  return app
}
