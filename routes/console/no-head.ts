import type { RequestHandler } from 'express'
import { refuse } from './refuse.ts'

/**
 * Answers HEAD without doing anything: a page that nobody reads is no line of the trail, asks nothing of Concur, and holds
 * no stream open.
 */
export const noHead: RequestHandler = (req, res, next) => {
  if (req.method !== 'HEAD') {
    next()
    return
  }
  res.set('Allow', 'GET, POST')
  refuse(req, res, { status: 405, message: 'this address answers GET and POST' })
}
