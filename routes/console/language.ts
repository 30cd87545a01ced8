import { Router } from 'express'
import { shownAddress } from '../../server/console/return-address.ts'
import { LANGUAGES } from '../../server/record/destination.ts'
import { setCookie } from './cookies.ts'
import { formOf } from './form.ts'
import { PageProblem } from './problem.ts'
import { requireToken } from './require-token.ts'

const YEAR_MS = 365 * 86_400_000

/** `POST /language`: reads on in another language, in this browser. */
export function languageRoutes(): Router {
  const router = Router()
  router.post('/language', requireToken, (req, res) => {
    const form = formOf(req)
    const language = LANGUAGES.find((each) => each === form.text('language'))
    if (language === undefined) throw new PageProblem('bad request')
    setCookie(req, res, 'language', { value: language, maxAgeMs: YEAR_MS })
    res.redirect(303, shownAddress(form.text('return')))
  })
  return router
}
