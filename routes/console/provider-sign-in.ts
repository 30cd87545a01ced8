import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { returnAddress } from '../../server/console/return-address.ts'
import type { ProviderProblem, SignIn } from '../../server/console/sign-in.ts'
import { clearCookie, readCookie, setCookie } from './cookies.ts'
import type { PageKit } from './page-kit.ts'
import { showSignIn } from './show-sign-in.ts'
import { providerLimit } from './sign-in-limits.ts'

/** Nobody needs longer at the provider. */
const ERRAND_MS = 15 * 60_000

const errandCookie = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
})

/** `/sign-in/provider`, which sends people to the provider, and `/sign-in/return`, where that sends them back to. */
export function providerRoutes(kit: PageKit, signIn: SignIn): Router {
  const router = Router()
  const { provider } = signIn
  if (provider === undefined) return router

  router.get('/sign-in/provider', async (req, res) => {
    const returnTo = returnAddress(req.query['return'])
    const begun = await provider.begin()
    if ('away' in begun) {
      showProblem(kit, req, res, 'away', returnTo)
      return
    }
    const value = Buffer.from(JSON.stringify({ ...begun.errand, returnTo })).toString('base64url')
    setCookie(req, res, 'errand', { value, maxAgeMs: ERRAND_MS })
    res.redirect(303, begun.url)
  })

  const limit = providerLimit((req, res) => showProblem(kit, req, res, 'refused', '/', 429))
  router.get('/sign-in/return', limit, async (req, res) => {
    const errand = readErrand(readCookie(req, 'errand'))
    clearCookie(req, res, 'errand')
    if (errand === undefined) {
      showProblem(kit, req, res, 'invalid', '/')
      return
    }
    const returnTo = returnAddress(errand.returnTo)
    const { search } = new URL(req.originalUrl, 'http://console.invalid')
    const outcome = await signIn.withProvider(search, errand)
    if ('problem' in outcome) {
      showProblem(kit, req, res, outcome.problem, returnTo)
      return
    }
    setCookie(req, res, 'session', { value: outcome.secret })
    clearCookie(req, res, 'visitor')
    res.redirect(303, returnTo)
  })
  return router
}

const STATUS: Readonly<Partial<Record<ProviderProblem, number>>> = { away: 503, invalid: 400 }

function showProblem(
  kit: PageKit,
  req: Request,
  res: Response,
  problem: ProviderProblem,
  returnTo: string,
  status = STATUS[problem] ?? 403,
): void {
  showSignIn(kit, req, res, { returnTo, problem: kit.texts(res).signIn.problems[problem] }, status)
}

function readErrand(cookie: string | undefined): z.infer<typeof errandCookie> | undefined {
  try {
    return errandCookie.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString()))
  } catch {
    // Absent, or not ours.
    return undefined
  }
}
