import type { ServerResponse } from 'node:http'
import type { Request } from 'express'
import { type Refusal, refusal } from '../certs/refusal.ts'
import type { ReceiveEvent } from '../server/doors/receive-delivery.ts'
import { answerText } from '../server/listeners/answer-text.ts'
import { readBody } from '../server/listeners/read-body.ts'
import { type AcknowledgeDeps, acknowledge } from './acknowledge.ts'
import type { Authenticate } from './login/authenticate-concur.ts'

/** What the route needs. */
export interface EventsDeps extends AcknowledgeDeps {
  readonly authenticate: Authenticate
  readonly receive: ReceiveEvent
  /** Told of every caller that was not taken for Concur. */
  readonly refused?: (reason: Refusal['reason']) => void
}

/** 1 MB; events have less than 4 KB, and SAP names no limit. */
const MAX_BODY_BYTES = 1_048_576
const MINUTE_MS = 60_000

/**
 * Takes one event of the Event Subscription Service. The service sends again after 401 and 5xx and drops the event after
 * any other 4xx. So a caller that is not authenticated gets 401, which gives us days to mend our keys; trouble of ours is a
 * rejection, answered 503; 400 gets only what is authentic, no event, and in quarantine. `Content-Type` and
 * `Content-Encoding` decide nothing: the signature is over the bytes that come.
 * @returns A handler that rejects when the event could not be kept, and has answered nothing then.
 * @see SAP Concur, Event Subscription Service v4, "Delivery" (which answers are followed by what).
 */
export function events(deps: EventsDeps) {
  const { authenticate, receive, log } = deps
  const isFirstOfMinute = oncePerMinute()

  function refuse(req: Request, res: ServerResponse, { reason, text }: Refusal): void {
    deps.refused?.(reason)
    if (isFirstOfMinute(reason)) log.warn('event.refused', { reason, problem: text, address: req.ip })
    if (reason === 'too large') answerText(res.setHeader('Retry-After', '60'), 503, 'too large to be taken')
    else answerText(res, 401, 'not proved to come from Concur')
  }

  return async (req: Request, res: ServerResponse): Promise<void> => {
    const startedAt = performance.now()
    const caller = authenticate(req)
    if (!caller.ok) return refuse(req, res, caller)
    const body = await readBody(req, MAX_BODY_BYTES)
    if (body.kind === 'aborted') return log.debug('notification.aborted')
    if (body.kind === 'too large') {
      return refuse(req, res, refusal('too large', `the body is larger than ${MAX_BODY_BYTES} bytes`))
    }
    const verified = caller.verify(body.bytes)
    if (!verified.ok) return refuse(req, res, verified)
    const result = await receive(body.bytes, {
      contentType: req.headers['content-type'],
      correlationId: req.headersDistinct['concur-correlationid']?.join(),
    })
    const { signedWith } = verified
    const told = { ...result, ...(signedWith !== undefined && { signedWith }) }
    acknowledge(res, { door: 'events', startedAt, result: told }, deps)
  }
}

/** Whether a line about that is due: one a minute, so that a caller who tries again and again does not fill the log. */
function oncePerMinute(): (what: string) => boolean {
  const lastAt = new Map<string, number>()
  return (what) => {
    const isFirst = performance.now() - (lastAt.get(what) ?? -MINUTE_MS) >= MINUTE_MS
    if (isFirst) lastAt.set(what, performance.now())
    return isFirst
  }
}
