import { Router } from 'express'
import { type ApiKeyLoginDeps, apiKeyLogin, keyOf } from '../login/api-key-login.ts'

/** What programs reach with a key, under `/api`. */
export function apiRouter(deps: ApiKeyLoginDeps): Router {
  const router = Router()
  router.use(apiKeyLogin(deps))
  router.get('/whoami', (req, res) => {
    const { id, name, role } = keyOf(req)
    res.json({ id, name, role })
  })
  return router
}
