import type { RequestListener, ServerResponse } from 'node:http'
import express, { type ErrorRequestHandler, type Express } from 'express'
import helmet from 'helmet'
import { answerText } from '../server/listeners/answer-text.ts'
import type { Log } from '../server/log.ts'
import type { AcknowledgeDeps } from './acknowledge.ts'
import { type EventsDeps, events } from './events.ts'
import { basicLogin, type LoginCredentials, loginHeaderCheck } from './login/basic-login.ts'
import { type NotifyDeps, notify } from './notify.ts'
import { TEST_CONNECTION_PATH, testConnection } from './test-connection.ts'

/** What the public address needs. */
export interface PublicAppDeps extends NotifyDeps {
  /** Such as `/concur/v1.0/notify`; checked before to hold nothing that Express takes for a pattern. */
  readonly notifyPath: string
  /** Of the Event Subscription Service; its path as `notifyPath`. */
  readonly events: Omit<EventsDeps, keyof AcknowledgeDeps> & { readonly path: string }
  readonly credentials: LoginCredentials
  /** How many proxies stand in front and are believed about the client's address. */
  readonly trustedProxies: number
}

/**
 * All that the world can reach: the callout and its connection test, and events. Everything else is 404, always the same one,
 * with or without login. A delivery with the right login takes a straight road past Express, which would cost more
 * than keeping it does; whatever is odd about a request takes the long one.
 */
export function createPublicApp(deps: PublicAppDeps): RequestListener {
  const take = notify(deps)
  const isRightLogin = loginHeaderCheck(deps.credentials)
  const app = createExpressApp(deps, take)

  return (req, res) => {
    const { authorization } = req.headers
    if (req.method !== 'POST' || req.url !== deps.notifyPath || !isRightLogin(authorization)) {
      app(req, res)
      return
    }
    take(req, res).catch((error: unknown) => answerUnavailable(res, error, deps.log))
  }
}

function createExpressApp(deps: PublicAppDeps, take: ReturnType<typeof notify>): Express {
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
  app.post(deps.notifyPath, login, take)
  app.post(deps.events.path, events({ ...deps, ...deps.events }))

  app.use((_req, res) => answerText(res, 404, 'not found'))
  const failed: ErrorRequestHandler = (error, _req, res, _next) => answerUnavailable(res, error, deps.log)
  app.use(failed)
  return app
}

/** Our own trouble, whatever it is: 503, so that Concur delivers again. */
function answerUnavailable(res: ServerResponse, error: unknown, log: Log): void {
  log.error('request.failed', { error })
  if (res.headersSent) {
    res.destroy()
    return
  }
  res.setHeader('Retry-After', '5')
  answerText(res, 503, 'cannot be taken now, try again')
}
