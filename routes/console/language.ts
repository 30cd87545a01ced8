import { Router } from 'express'
import { returnBehind, shownAddress } from '../../server/console/return-address.ts'
import { LANGUAGES } from '../../server/record/destination.ts'
import { setCookie } from './cookies.ts'
import { formOf } from './form.ts'
import { readKept } from './kept-form.ts'
import type { PageKit } from './page-kit.ts'
import { PageProblem } from './problem.ts'
import { requireToken } from './require-token.ts'
import { showSignIn } from './show-sign-in.ts'
import { readIn } from './visit.ts'

const YEAR_MS = 365 * 86_400_000

/** `POST /language`: reads on in another language, in this browser. */
export function languageRoutes(kit: PageKit): Router {
  const router = Router()
  router.post('/language', requireToken, (req, res) => {
    const form = formOf(req)
    const language = LANGUAGES.find((each) => each === form.text('language'))
    if (language === undefined) throw new PageProblem('bad request')
    setCookie(req, res, 'language', { value: language, maxAgeMs: YEAR_MS })
    const returnTo = returnBehind(form.text('return'))
    const kept = form.text('kept')
    if (returnTo === undefined || readKept(kept) === undefined) {
      res.redirect(303, shownAddress(form.text('return')))
      return
    }
    // What was typed stands in no address, so that nothing would be left of it elsewhere.
    readIn(language, req, res)
    showSignIn(kit, req, res, { returnTo, notice: kit.texts(res).signIn.ended, kept })
  })
  return router
}
