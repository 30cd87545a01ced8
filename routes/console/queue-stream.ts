import { Router } from 'express'
import type { QueueNews } from '../../server/console/queue-news.ts'
import type { Sessions } from '../../server/store/people/sessions.ts'
import { readCookie } from './cookies.ts'

/** What the stream needs. */
export interface QueueStreamDeps {
  readonly news: QueueNews
  readonly sessions: Pick<Sessions, 'find'>
  readonly now: () => Date
  /** How often it is looked whether the session lasts; something is sent then, so that no proxy takes it for dead. */
  readonly beatMs?: number
}

const BEAT_MS = 15_000
/** The stamp of a queue; what is longer is none of ours. */
const MAX_STAMP = 100

/**
 * `GET /events`: says when the queue has changed, as server-sent events whose ids are stamps: a browser that comes back
 * says which one it has seen last. Ends with the session.
 */
export function queueStream({ news, sessions, now, beatMs = BEAT_MS }: QueueStreamDeps): Router {
  const router = Router()
  router.get('/events', (req, res) => {
    const { since } = req.query
    const known = req.get('last-event-id') ?? (typeof since === 'string' ? since : '')
    const token = readCookie(req, 'session') ?? ''
    res.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    // Some proxies collect what is sent unless they are told not to.
    res.set('X-Accel-Buffering', 'no').flushHeaders()
    const leave = news.listen({
      since: known.slice(0, MAX_STAMP),
      tell: (stamp) => res.write(`id: ${stamp}\nevent: queue\ndata: changed\n\n`),
      end: () => res.end(),
    })
    const beat = setInterval(() => {
      res.write(':\n\n')
      void sessions.find(token, now(), false).then(
        (session) => session === undefined && res.end(),
        // The database is away: what it says of the session is asked again.
        () => undefined,
      )
    }, beatMs)
    res.on('close', () => {
      clearInterval(beat)
      leave()
    })
  })
  return router
}
