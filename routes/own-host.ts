import { isIP } from 'node:net'
import type { RequestHandler } from 'express'
import { answerText } from '../server/listeners/answer-text.ts'

const LOOPBACK = /^(127\.|::1$|localhost$)/

/**
 * Refuses requests under a name that is not ours, as long as only this machine can reach us: any page that is opened on
 * it could read what is answered, by giving its own name the address 127.0.0.1 ("DNS rebinding").
 * @param host What the listener is bound to.
 */
export function requireOwnHost(host: string): RequestHandler {
  return (req, res, next) => {
    const name = URL.parse(`http://${req.headers.host ?? ''}`)?.hostname.replace(/^\[|\]$/g, '')
    // Without the header, as in HTTP/1.0, it is no browser.
    const isOurs =
      req.headers.host === undefined ||
      (name !== undefined && (isIP(name) !== 0 || name === 'localhost' || name === host.toLowerCase()))
    if (isOurs || !LOOPBACK.test(host)) next()
    else
      answerText(res, 421, 'nothing is answered under this name: use 127.0.0.1, localhost or INTERNAL_HOST')
  }
}
