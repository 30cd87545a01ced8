import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit'
import { secretHash } from '../../server/store/secret.ts'
import { formOf } from './form.ts'

/** Wrong logins are counted for so long. */
const WINDOW_MS = 15 * 60_000
/** For one login, wherever they come from: whoever guesses has 960 guesses a day. */
const PER_LOGIN = 10
/** For one address, whatever the login: an office may be behind it. */
const PER_ADDRESS = 50

/**
 * Lets no more than some wrong logins pass in a quarter of an hour, for one login and from one address, in one process. Whether there
 * is anybody with that login makes no difference. Right ones are not counted.
 * @param refuse Answers in place of the route. @param minutes How long to wait.
 */
export function signInLimits(
  refuse: (req: Request, res: Response, minutes: number) => void,
): readonly RequestHandler[] {
  return [
    limit(PER_ADDRESS, ofAddress, refuse),
    // Hashed, so that long ones take no more memory.
    limit(PER_LOGIN, (req) => secretHash(formOf(req).text('login').toLowerCase()), refuse),
  ]
}

/** The same for those who come back from the provider in vain. */
export function providerLimit(refuse: (req: Request, res: Response) => void): RequestHandler {
  return limit(PER_ADDRESS, ofAddress, refuse)
}

function ofAddress(req: Request): string {
  return ipKeyGenerator(req.ip ?? '')
}

function limit(
  most: number,
  keyGenerator: (req: Request) => string,
  refuse: (req: Request, res: Response, minutes: number) => void,
): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: most,
    store: new MemoryStore(),
    keyGenerator,
    skipSuccessfulRequests: true,
    legacyHeaders: false,
    standardHeaders: false,
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler(req, res) {
      res.set('Retry-After', String(WINDOW_MS / 1000))
      refuse(req, res, WINDOW_MS / 60_000)
    },
  })
}
