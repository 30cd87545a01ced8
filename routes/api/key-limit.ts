import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { refuse } from '../console/refuse.ts'
import { keyOf } from '../login/api-key-login.ts'

const MINUTE_MS = 60_000

/** Bounds what one key may ask for in a minute, so that a program in a loop leaves room for the others. */
export function keyLimit(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    keyGenerator: (req) => String(keyOf(req).id),
    legacyHeaders: false,
    standardHeaders: false,
    validate: false,
    handler: (req, res) => {
      res.set('Retry-After', String(MINUTE_MS / 1000))
      refuse(req, res, { status: 429, message: `more than ${perMinute} requests of this key in a minute` })
    },
  })
}
