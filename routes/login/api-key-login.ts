import type { Request, RequestHandler } from 'express'
import type { Log } from '../../server/log.ts'
import type { ApiKeyLine } from '../../server/record/api-key-line.ts'
import type { ApiKeys } from '../../server/store/people/api-keys.ts'
import { refuse } from '../console/refuse.ts'

/** What a login needs. */
export interface ApiKeyLoginDeps {
  readonly keys: Pick<ApiKeys, 'find'>
  readonly log: Log
}

const keysOfRequests = new WeakMap<Request, ApiKeyLine>()
const BEARER = /^Bearer +([\w.~+/=-]{1,200}) *$/i

/** Lets requests pass that have a key of `api-keys create`; 401 to others. */
export function apiKeyLogin({ keys, log }: ApiKeyLoginDeps): RequestHandler {
  return async (req, res, next) => {
    const [, secret] = BEARER.exec(req.get('authorization') ?? '') ?? []
    const key = secret === undefined ? undefined : await keys.find(secret)
    if (key === undefined) {
      log.warn('api.login-refused', { address: req.ip })
      res.set('WWW-Authenticate', 'Bearer realm="Concur connector"')
      refuse(req, res, {
        status: 401,
        message:
          'send the header "Authorization: Bearer KEY" with a key of api-keys create that is not revoked',
      })
      return
    }
    keysOfRequests.set(req, key)
    next()
  }
}

/** The key that {@link apiKeyLogin} let pass. */
export function keyOf(req: Request): ApiKeyLine {
  const key = keysOfRequests.get(req)
  if (key === undefined) throw new Error('the request did not pass the login')
  return key
}
