import type { Request, RequestHandler, Response } from 'express'
import { returnAddress, signInAddress } from '../../server/console/return-address.ts'
import { formOf } from './form.ts'
import { keptOf } from './kept-form.ts'
import { isForPart, type PageKit, showAbovePage } from './page-kit.ts'
import { showSignIn } from './show-sign-in.ts'
import { isByItself, visitOf } from './visit.ts'

/**
 * Lets only those pass who are signed in. Others sign in first and come back to where they were; what they had sent is kept in
 * the form for signing in. What a page asks for by itself takes nobody away from what they are typing. A stream gets 401 alone, and so does everything else that no page can be shown to.
 */
export function requireSession(kit: PageKit): RequestHandler {
  return (req, res, next) => {
    if (visitOf(res).session !== undefined) next()
    else if (isForPart(req) && isByItself(req)) sayThatItEnded(kit, req, res)
    else if (req.get('accept')?.includes('text/event-stream') === true) res.status(401).end()
    else if (req.method === 'POST') askToSignIn(kit, req, res)
    else if (isForPart(req))
      res
        .status(401)
        .set('HX-Redirect', signInAddress(currentPage(req)))
        .end()
    else res.redirect(303, signInAddress(returnAddress(req.originalUrl)))
  }
}

/** In place of the page, so that what was typed is not lost. */
function askToSignIn(kit: PageKit, req: Request, res: Response): void {
  const { signIn } = kit.texts(res)
  if (isForPart(req)) res.set({ 'HX-Retarget': '#main', 'HX-Reswap': 'innerHTML' })
  const kept = keptOf({ path: req.originalUrl, fields: formOf(req).fields })
  showSignIn(kit, req, res, { returnTo: currentPage(req), notice: signIn.ended, kept }, 401)
}

/** Above the page, which stays as it is. */
function sayThatItEnded(kit: PageKit, req: Request, res: Response): void {
  showAbovePage(res)
  const data = { signInAddress: signInAddress(currentPage(req)) }
  kit.show(req, res, { name: 'session-ended', title: kit.texts(res).signIn.title, data }, 401)
}

/** Of the browser, by what htmx or the browser says of it. */
function currentPage(req: Request): string {
  const url = URL.parse(req.get('hx-current-url') ?? req.get('referer') ?? '')
  return url === null ? '/' : returnAddress(`${url.pathname}${url.search}`)
}
