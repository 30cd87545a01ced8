import type { RequestHandler } from 'express'
import helmet from 'helmet'

const SELF = ["'self'"]
const NONE = ["'none'"]

/**
 * The headers that keep a page to itself: nothing inline, nothing from elsewhere, in no frame; and nothing is kept by
 * caches unless a route says so. Written out, since the defaults of helmet allow inline styles and frames.
 * @param isSecure Whether people reach the console over TLS: only then may a browser be told to insist on it.
 */
export function consoleHeaders(isSecure: boolean): RequestHandler {
  const secured = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: SELF,
        scriptSrc: SELF,
        styleSrc: SELF,
        imgSrc: SELF,
        objectSrc: NONE,
        baseUri: NONE,
        formAction: SELF,
        frameAncestors: NONE,
      },
    },
    frameguard: { action: 'deny' },
    // With no referrer at all browsers send `Origin: null` with forms, which then could not be told from foreign ones.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isSecure && { maxAge: 31_536_000, includeSubDomains: false },
  })
  return (req, res, next) => {
    res.set('Cache-Control', 'no-store')
    secured(req, res, next)
  }
}
