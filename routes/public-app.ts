import express, { type ErrorRequestHandler, type Express } from 'express'
import helmet from 'helmet'
import type { Log } from '../server/log.ts'
import { answerText } from './answer-text.ts'
import { basicLogin, type LoginCredentials } from './basic-login.ts'
import { notify, type Receive } from './notify.ts'
import { TEST_CONNECTION_PATH, testConnection } from './test-connection.ts'

/** What the public address needs. */
export interface PublicAppDeps {
  /** Such as `/concur/v1.0/notify`; checked before to hold nothing that Express takes for a pattern. */
  readonly notifyPath: string
  readonly credentials: LoginCredentials
  /** How many proxies stand in front and are believed about the client's address. */
  readonly trustedProxies: number
  readonly receive: Receive
  readonly log: Log
}

/**
 * All that the world can reach: the callout and its connection test. Everything else is 404, always the same one,
 * with or without login.
 */
export function createPublicApp(deps: PublicAppDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('strict routing')
  app.enable('case sensitive routing')
  app.set('trust proxy', deps.trustedProxies)
  app.use(helmet())

  const login = basicLogin(deps.credentials, deps.log)
  app.get(TEST_CONNECTION_PATH, login, testConnection)
  app.get(deps.notifyPath, login, testConnection)
  app.post(deps.notifyPath, login, notify(deps))

  app.use((_req, res) => answerText(res, 404, 'not found'))
  app.use(failed(deps.log))
  return app
}

/** Our own trouble, whatever it is: 503, so that Concur delivers again. */
function failed(log: Log): ErrorRequestHandler {
  return (error, _req, res, next) => {
    log.error('request.failed', { error })
    if (res.headersSent) {
      next(error)
      return
    }
    res.set('Retry-After', '5')
    answerText(res, 503, 'cannot be taken now, try again')
  }
}
