import type { Request, RequestHandler } from 'express'
import type { Log } from '../../server/log.ts'
import type { ApiKeyLine } from '../../server/record/api-key-line.ts'
import type { ApiKeys } from '../../server/store/people/api-keys.ts'
import { refuse } from '../console/refuse.ts'
import { wrongLoginLimit } from './login-limit.ts'

/** What a login needs. */
export interface ApiKeyLoginDeps {
  readonly keys: Pick<ApiKeys, 'find'>
  readonly log: Log
}

const keysOfRequests = new WeakMap<Request, ApiKeyLine>()
const BEARER = /^Bearer +([\w.~+/=-]{1,200}) *$/i

/**
 * Lets requests pass that have a key of `api-keys create`; 401 to others, and after thirty wrong ones in a minute, 429
 * to further wrong ones from that address. A right key is never slowed by them, wherever it comes from.
 */
export function apiKeyLogin({ keys, log }: ApiKeyLoginDeps): RequestHandler {
  const slowDown = wrongLoginLimit({
    log,
    event: 'api.login-refused',
    tooMany: (req, res) => refuse(req, res, { status: 429, message: 'too many wrong keys, wait a minute' }),
  })
  return async (req, res, next) => {
    const [, secret] = BEARER.exec(req.get('authorization') ?? '') ?? []
    const key = secret === undefined ? undefined : await keys.find(secret)
    if (key !== undefined) {
      keysOfRequests.set(req, key)
      next()
      return
    }
    await slowDown(req, res, (error) => {
      if (error !== undefined) {
        next(error)
        return
      }
      res.set('WWW-Authenticate', 'Bearer realm="Concur connector"')
      refuse(req, res, {
        status: 401,
        message:
          'send the header "Authorization: Bearer KEY" with a key of api-keys create that is not revoked',
      })
    })
  }
}

/** The key that {@link apiKeyLogin} let pass. */
export function keyOf(req: Request): ApiKeyLine {
  const key = keysOfRequests.get(req)
  if (key === undefined) throw new Error('the request did not pass the login')
  return key
}
