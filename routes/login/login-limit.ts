import { isIP } from 'node:net'
import type { Request, RequestHandler, Response } from 'express'
import { type ClientRateLimitInfo, ipKeyGenerator, rateLimit, type Store } from 'express-rate-limit'
import type { Log } from '../../server/log.ts'

const WRONG_LOGINS_PER_MINUTE = 30
const MINUTE_MS = 60_000
/** Counted one by one in a minute; those that come after them are counted as one. */
const MAX_ADDRESSES = 10_000
/** Lines of the log in a minute: somebody may come from any number of addresses. */
const MAX_LINES = 20
/** What a header called the client's address, and is none. */
const NO_ADDRESS = 'no address'
const OTHERS = 'others'

/** What a limit does beside counting. */
export interface LoginLimitDeps {
  readonly log: Log
  /** The line of the log for the first wrong login of an address in each minute. */
  readonly event: string
  /** Answers one that is too much; `Retry-After` is set. */
  readonly tooMany: (req: Request, res: Response) => void
}

/** A limit for wrong logins only: the right ones must not come to it. It counts for each address. */
export function wrongLoginLimit({ log, event, tooMany }: LoginLimitDeps): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: WRONG_LOGINS_PER_MINUTE,
    store: new LoggingStore(log, event),
    keyGenerator: clientKey,
    legacyHeaders: false,
    standardHeaders: false,
    // A forged header would print warnings; `trust proxy` says which ones count.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (req, res) => {
      res.set('Retry-After', String(MINUTE_MS / 1000))
      tooMany(req, res)
    },
  })
}

/** Counts per address in each minute, and logs the first of each. However many come, it holds and logs a bounded number. */
class LoggingStore implements Store {
  readonly #log: Log
  readonly #event: string
  readonly #hits = new Map<string, number>()
  #endsAt = 0

  constructor(log: Log, event: string) {
    this.#log = log
    this.#event = event
  }

  increment(address: string): ClientRateLimitInfo {
    const now = Date.now()
    // Also when the clock was put back.
    if (now >= this.#endsAt || now < this.#endsAt - MINUTE_MS) {
      this.#hits.clear()
      this.#endsAt = now + MINUTE_MS
    }
    const isCounted = this.#hits.has(address) || this.#hits.size < MAX_ADDRESSES
    const key = isCounted ? address : OTHERS
    const totalHits = (this.#hits.get(key) ?? 0) + 1
    this.#hits.set(key, totalHits)
    if (totalHits === 1) this.#logFirst(address)
    return { totalHits, resetTime: new Date(this.#endsAt) }
  }

  decrement(address: string): void {
    this.#hits.set(address, Math.max(0, (this.#hits.get(address) ?? 0) - 1))
  }

  resetKey(address: string): void {
    this.#hits.delete(address)
  }

  #logFirst(address: string): void {
    const addresses = this.#hits.size
    if (addresses < MAX_LINES) this.#log.warn(this.#event, { address })
    else if (addresses === MAX_LINES)
      this.#log.warn(this.#event, { address, more: 'not told in this minute' })
  }
}

/** Of the client; IIS forwards its port with the address, which would make a new client of every connection. */
function clientKey(req: Request): string {
  const given = req.ip ?? ''
  const address = isIP(given) === 0 ? given.replace(/^\[?(.+?)\]?:\d+$/, '$1') : given
  return isIP(address) === 0 ? NO_ADDRESS : ipKeyGenerator(address)
}
