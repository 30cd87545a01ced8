import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Receive } from '../server/doors/receive-delivery.ts'
import { answerEmpty, answerText } from '../server/listeners/answer-text.ts'
import { readBody } from '../server/listeners/read-body.ts'
import { type AcknowledgeDeps, acknowledge } from './acknowledge.ts'

/** What the route needs. */
export interface NotifyDeps extends AcknowledgeDeps {
  readonly receive: Receive
}

/** 256 KB; Concur's notifications have less than 4. */
const MAX_BODY_BYTES = 262_144

/**
 * Takes one delivery of the callout and answers exactly 200 once it is on disk: any other status and Concur delivers
 * it again. An empty body is somebody's test of the connection. Works with and without Express.
 * @returns A handler that rejects when the delivery could not be kept, and has answered nothing then.
 * @see SAP Concur, "Post an Event Notification Request".
 */
export function notify(deps: NotifyDeps) {
  const { receive, log } = deps
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const startedAt = performance.now()
    const encoding = req.headers['content-encoding'] ?? 'identity'
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
      answerEmpty(res)
      return
    }
    const result = await receive(body.bytes, req.headers['content-type'])
    acknowledge(res, { door: 'callout', startedAt, result }, deps)
  }
}
