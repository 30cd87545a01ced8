import express, { type ErrorRequestHandler, type Express } from 'express'
import helmet from 'helmet'
import { answerText } from '../server/listeners/answer-text.ts'
import type { AcknowledgeDeps } from './acknowledge.ts'
import { answerUnavailable } from './answer-unavailable.ts'
import { type EventsDeps, events } from './events.ts'
import { basicLogin } from './login/basic-login.ts'
import type { LoginCredentials } from './login/login-header.ts'
import type { NotifyDeps, notify } from './notify.ts'
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
 * The long road: everything that can be asked of the public address, whatever is odd about it.
 * @param take Of the callout, the same on both roads.
 */
export function createPublicExpress(deps: PublicAppDeps, take: ReturnType<typeof notify>): Express {
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
