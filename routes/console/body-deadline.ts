import type { Request, RequestHandler, Response } from 'express'
import { refuse } from './refuse.ts'

/**
 * Bounds the time that the body of a request may take: what is not there by then is answered 408, and the connection
 * is closed. The server's own limit would say nothing that a person understands.
 */
export function bodyDeadline(withinMs: number): RequestHandler {
  return (req, res, next) => {
    const hasBody =
      req.headers['transfer-encoding'] !== undefined || req.headers['content-length'] !== undefined
    if (hasBody && !req.complete) {
      const timer = setTimeout(() => giveUp(req, res), withinMs)
      req.once('end', () => clearTimeout(timer))
      res.once('close', () => clearTimeout(timer))
    }
    next()
  }
}

function giveUp(req: Request, res: Response): void {
  if (res.headersSent) return
  res.set('Connection', 'close')
  refuse(req, res, { status: 408, message: 'the body took too long to come: send the request again' })
}
