import type { ErrorRequestHandler } from 'express'
import type { Log } from '../../server/log.ts'
import { correlationIdOf } from './correlation-id.ts'
import { refuse } from './refuse.ts'

/** What the readers of addresses and bodies complain about, by what they call it; their own words would quote it. */
const MESSAGES: Readonly<Record<string, string>> = {
  'entity.too.large': 'the body is too large',
  'entity.parse.failed': 'the body is not JSON',
  'encoding.unsupported': 'the body has an encoding that is not known here: send it as it is',
  'charset.unsupported': 'the body has a character set that is not known here: send UTF-8',
}

/** The one place where failures of the console are answered: 4xx what was sent wrong, 503 our own trouble. */
export function answerFailure(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
    const isTheirs = typeof status === 'number' && status >= 400 && status < 500
    if (!isTheirs) {
      log.error('request.failed', { door: 'console', correlationId: correlationIdOf(res), error })
    }
    if (res.headersSent) {
      // What was begun cannot be mended; without this the other side would wait for the rest. A 408 has its end.
      if (!res.writableEnded) res.destroy()
      return
    }
    if (isTheirs) {
      const message = MESSAGES[typeOf(error)] ?? 'the request cannot be read'
      refuse(req, res, { status, message })
      return
    }
    res.set('Retry-After', '5')
    refuse(req, res, { status: 503, message: 'this cannot be done now, try again' })
  }
}

function typeOf(error: unknown): string {
  return error instanceof Error && 'type' in error ? String(error.type) : ''
}
