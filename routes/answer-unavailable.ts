import type { ServerResponse } from 'node:http'
import { answerText } from '../server/listeners/answer-text.ts'
import type { Log } from '../server/log.ts'

/** Our own trouble, whatever it is: 503, so that Concur delivers again. */
export function answerUnavailable(res: ServerResponse, error: unknown, log: Log): void {
  log.error('request.failed', { error })
  if (res.headersSent) {
    res.destroy()
    return
  }
  res.setHeader('Retry-After', '5')
  answerText(res, 503, 'cannot be taken now, try again')
}
