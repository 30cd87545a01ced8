import type { Request, RequestHandler } from 'express'
import type { Log } from '../../server/log.ts'
import type { Caller } from '../../server/polling/instance-service.ts'
import type { ElementsKeys } from '../../server/store/polling/elements-keys.ts'
import type { Instances } from '../../server/store/polling/instances.ts'
import { secretHash } from '../../server/store/secret.ts'

/** What a login needs. */
export interface ElementsLoginDeps {
  readonly keys: Pick<ElementsKeys, 'isValid'>
  readonly instances: Pick<Instances, 'findByToken'>
  readonly log: Log
}

const callers = new WeakMap<Request, Caller>()
const SCHEMES = /^\s*User\s+([\w.~+/=-]{1,200})\s*,\s*(Organization|Element)\s+([\w.~+/=-]{1,200})\s*$/i

/**
 * Lets requests pass that have the two secrets of a key, or its user's and the token of an instance; 401 to others.
 * @see Cloud Elements, "Authorization: User <secret>, Organization <secret>"; FACTS of polling, section 11.
 */
export function elementsLogin({ keys, instances, log }: ElementsLoginDeps): RequestHandler {
  return async (req, res, next) => {
    const caller = await admitted(req.get('authorization') ?? '')
    if (caller === undefined) {
      log.warn('instances.login-refused', { address: req.ip })
      res.status(401).json({
        message:
          'send the header Authorization: User <secret>, Organization <secret>, or User <secret>, Element <token>',
      })
      return
    }
    callers.set(req, caller)
    next()
  }

  async function admitted(header: string): Promise<Caller | undefined> {
    const [, user = '', kind = '', secret = ''] = SCHEMES.exec(header) ?? []
    if (user === '') return undefined
    if (kind.toLowerCase() === 'organization') {
      return (await keys.isValid(user, secret)) ? { kind: 'organization' } : undefined
    }
    // Found by its hash, so that the time it takes tells nothing of the token.
    const instance = await instances.findByToken(secretHash(secret))
    const isUser = await keys.isValid(user)
    return isUser && instance !== undefined ? { kind: 'element', instance } : undefined
  }
}

/** Who {@link elementsLogin} let pass. */
export function callerOf(req: Request): Caller {
  const caller = callers.get(req)
  if (caller === undefined) throw new Error('the request did not pass the login')
  return caller
}
