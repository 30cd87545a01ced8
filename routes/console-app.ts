import express, { type Express, type RequestHandler, type Router } from 'express'
import type { Log } from '../server/log.ts'
import { answerFailure } from './console/answer-failure.ts'
import { bodyDeadline } from './console/body-deadline.ts'
import { compress } from './console/compress.ts'
import { consoleHeaders } from './console/console-headers.ts'
import { giveCorrelationId } from './console/correlation-id.ts'
import { judgeOwnAddress } from './console/own-address.ts'
import { refuse } from './console/refuse.ts'

/** What the console's address needs. */
export interface ConsoleAppDeps {
  /** `CONSOLE_HOST`. */
  readonly host: string
  /** `CONSOLE_URL`. */
  readonly url: string | undefined
  /** Whether the listener speaks TLS itself. */
  readonly tls: boolean
  /** How many proxies stand in front and are believed about the client's address. */
  readonly trustedProxies: number
  /** For programs, at `/api`. */
  readonly api: Router
  /** For people, at all other addresses. */
  readonly pages: Router
  /** How long a body may take, in milliseconds. */
  readonly bodyMs?: number
  readonly log: Log
}

/** Below the time that the server gives a whole request, so that a slow one is told why. */
const BODY_MS = 10_000

/** All that people and their programs reach. Nothing is answered before it is certain that the request is meant for us. */
export function createConsoleApp({
  host,
  url,
  tls,
  trustedProxies,
  api,
  pages,
  bodyMs = BODY_MS,
  log,
}: ConsoleAppDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', trustedProxies)
  app.use(giveCorrelationId)
  app.use(consoleHeaders(tls || url?.startsWith('https:') === true))

  const judge = judgeOwnAddress({ url, host })
  app.use((req, res, next) => {
    const refusal = judge(req)
    if (refusal === undefined) {
      next()
      return
    }
    log.warn('console.foreign-request', { status: refusal.status, address: req.ip })
    refuse(req, res, refusal)
  })
  app.use(compress())
  app.use(bodyDeadline(bodyMs))
  app.use('/api', api, nothingHere)
  app.use(pages, nothingHere)
  app.use(answerFailure(log))
  return app
}

const nothingHere: RequestHandler = (req, res) =>
  refuse(req, res, { status: 404, message: 'there is nothing at this address' })
