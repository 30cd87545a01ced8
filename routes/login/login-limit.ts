import { isIP } from 'node:net'
import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit'
import type { Log } from '../../server/log.ts'

const WRONG_LOGINS_PER_MINUTE = 30
const MINUTE_MS = 60_000

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
    keyGenerator: (req) => ipKeyGenerator(clientAddress(req)),
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

/** Counts per address, and logs the first of each minute. */
class LoggingStore extends MemoryStore {
  readonly #log: Log
  readonly #event: string

  constructor(log: Log, event: string) {
    super()
    this.#log = log
    this.#event = event
  }

  override async increment(address: string): ReturnType<MemoryStore['increment']> {
    const count = await super.increment(address)
    if (count.totalHits === 1) this.#log.warn(this.#event, { address })
    return count
  }
}

/** IIS forwards the client's port with the address, which would make a new client of every connection. */
function clientAddress(req: Request): string {
  const address = req.ip ?? 'unknown'
  return isIP(address) === 0 ? address.replace(/^\[?(.+?)\]?:\d+$/, '$1') : address
}
