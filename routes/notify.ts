import type { RequestHandler } from 'express'
import type { Log } from '../server/log.ts'
import { answerText } from './answer-text.ts'
import { readBody } from './read-body.ts'

/** What of a delivery's headers matters later. */
export interface ReceiveHeaders {
  /** As sent; may name the charset. */
  readonly contentType: string | undefined
  readonly correlationId: string | undefined
}

/** What became of a delivery. */
export type ReceiveResult =
  | { readonly kind: 'stored' | 'duplicate' }
  /** Cannot be understood; each problem is a sentence for the sender. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

/**
 * Parses a body and keeps it on disk before it resolves. Rejects when it cannot be kept: Concur is told to come again.
 */
export type Receive = (body: Buffer, headers: ReceiveHeaders) => Promise<ReceiveResult>

/** What the route needs. */
export interface NotifyDeps {
  readonly receive: Receive
  readonly log: Log
}

/** 256 KB; Concur's notifications have less than 4. */
const MAX_BODY_BYTES = 262_144

/**
 * Takes one delivery of the callout and answers exactly 200 once it is on disk: any other status and Concur delivers
 * it again. An empty body is somebody's test of the connection.
 * @see SAP Concur, "Post an Event Notification Request".
 */
export function notify({ receive, log }: NotifyDeps): RequestHandler {
  return async (req, res) => {
    const startedAt = performance.now()
    const encoding = req.get('content-encoding') ?? 'identity'
    if (encoding.toLowerCase() !== 'identity') {
      answerText(res, 415, 'send the body without Content-Encoding')
      return
    }
    const body = await readBody(req, MAX_BODY_BYTES)
    if (body.kind === 'aborted') {
      log.debug('notification.aborted')
      return
    }
    if (body.kind === 'too large') {
      answerText(res, 413, `the body is larger than ${MAX_BODY_BYTES} bytes`)
      return
    }
    if (body.bytes.length === 0) {
      res.status(200).end()
      return
    }
    const result = await receive(body.bytes, {
      contentType: req.get('content-type'),
      correlationId: req.get('concur-correlationid'),
    })
    if (result.kind === 'refused') answerText(res, 400, result.problems.join('\n'))
    else res.status(200).end()
    const durationMs = Math.round(performance.now() - startedAt)
    log.info('notification.acknowledged', { status: res.statusCode, result: result.kind, durationMs })
  }
}
