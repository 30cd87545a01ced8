import { type Request, Router } from 'express'
import { returnAddress } from '../../server/console/return-address.ts'
import type { SignIn } from '../../server/console/sign-in.ts'
import { clearCookie, setCookie } from './cookies.ts'
import { formOf } from './form.ts'
import { readKept, showKept } from './kept-form.ts'
import type { PageKit } from './page-kit.ts'
import { requireToken } from './require-token.ts'
import { type SignInPage, showSignedOut, showSignIn } from './show-sign-in.ts'
import { signInLimits } from './sign-in-limits.ts'
import { visitOf } from './visit.ts'

/** `/sign-in` and `/sign-out`. */
export function signInRoutes(kit: PageKit, signIn: SignIn): Router {
  const router = Router()

  router.get('/sign-in', (req, res) => {
    const { session, hasEnded } = visitOf(res)
    const returnTo = returnAddress(req.query['return'])
    if (session !== undefined) {
      res.redirect(303, returnTo)
      return
    }
    const { ended, signedOut } = kit.texts(res).signIn
    const notice = hasEnded ? ended : signedOut
    const isTold = hasEnded || req.query['out'] !== undefined
    showSignIn(kit, req, res, { returnTo, ...(isTold && { notice }) })
  })

  const limits = signInLimits((req, res, minutes) => {
    const { tooMany, tooManyHelp } = kit.texts(res).signIn
    showSignIn(
      kit,
      req,
      res,
      { ...typedIn(req), problem: { what: tooMany, todo: tooManyHelp(minutes) } },
      429,
    )
  })
  router.post('/sign-in', requireToken, ...limits, async (req, res) => {
    const form = formOf(req)
    const secret = await signIn.withPassword(form.text('login'), form.all('password')[0] ?? '')
    if (secret === undefined) {
      const { wrong, wrongHelp } = kit.texts(res).signIn
      showSignIn(kit, req, res, { ...typedIn(req), problem: { what: wrong, todo: wrongHelp } }, 401)
      return
    }
    setCookie(req, res, 'session', { value: secret })
    clearCookie(req, res, 'visitor')
    const kept = readKept(form.text('kept'))
    if (kept === undefined) res.redirect(303, returnAddress(form.text('return')))
    else showKept(kit, req, res, kept, secret)
  })

  router.post('/sign-out', requireToken, async (req, res) => {
    const { session, secret } = visitOf(res)
    const elsewhere = session === undefined ? undefined : await signIn.signOut(session, secret)
    clearCookie(req, res, 'session')
    if (elsewhere === undefined) res.redirect(303, '/sign-in?out')
    else showSignedOut(kit, req, res, elsewhere)
  })
  return router
}

function typedIn(req: Request): SignInPage {
  const form = formOf(req)
  const kept = form.text('kept')
  return {
    returnTo: returnAddress(form.text('return')),
    login: form.text('login'),
    ...(kept !== '' && { kept }),
  }
}
