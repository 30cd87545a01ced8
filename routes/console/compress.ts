import compression from 'compression'
import type { Request, RequestHandler, Response } from 'express'

/** Pages, what they load, and answers to programs. Streams of events would wait for more; pictures are compressed already. */
const TEXT = /^(?:text\/(?:html|css|javascript)|application\/json)\b/

/**
 * Compresses what is worth it, as the client accepts it. Who sees how long answers are could guess at a secret in one
 * that they can put text of their own into as well: the tokens of forms are masked anew for each answer, and an answer
 * with another secret says `no-transform`.
 */
export function compress(): RequestHandler {
  return compression({ filter: isWorthIt })
}

function isWorthIt(req: Request, res: Response): boolean {
  // What leads to the provider has what only that is to see.
  const isRedirect = res.statusCode >= 300 && res.statusCode < 400
  if (isRedirect || !TEXT.test(String(res.getHeader('Content-Type')))) return false
  // How long the answer to GET would be is not known before it is compressed.
  if (req.method === 'HEAD' && !res.hasHeader('Content-Encoding')) res.removeHeader('Content-Length')
  return true
}
