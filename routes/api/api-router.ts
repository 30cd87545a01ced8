import express, { Router } from 'express'
import { refuse } from '../console/refuse.ts'
import { type ApiKeyLoginDeps, apiKeyLogin, keyOf } from '../login/api-key-login.ts'
import { type DecisionRoutesDeps, decisionRoutes } from './decision-routes.ts'
import { keyLimit } from './key-limit.ts'
import { openApiDocument } from './openapi.ts'
import { type ReviewRoutesDeps, reviewRoutes } from './review-routes.ts'

/** What programs need. */
export interface ApiRouterDeps extends ApiKeyLoginDeps, ReviewRoutesDeps, DecisionRoutesDeps {
  /** `CONSOLE_URL`, for the description. */
  readonly url: string | undefined
  /** Requests of one key in a minute. */
  readonly perMinute?: number
}

/** 64 KB: a decision with a verdict on each of hundreds of findings. */
const MAX_BODY_BYTES = 65_536
const PER_MINUTE = 600

/** What programs reach with a key, under `/api`; only its description needs none. See docs/api.md. */
export function apiRouter({ keys, url, log, perMinute = PER_MINUTE, ...deps }: ApiRouterDeps): Router {
  const router = Router()
  const document = openApiDocument(url)
  router.get('/openapi.json', (_req, res) => void res.json(document))
  router.use(apiKeyLogin({ keys, log }), keyLimit(perMinute))
  // Whatever the Content-Type: the body is JSON or it is refused.
  router.use(express.json({ limit: MAX_BODY_BYTES, type: () => true }))
  router.get('/whoami', (req, res) => {
    const { id, name, role } = keyOf(req)
    res.json({ id, name, role })
  })
  router.use(reviewRoutes(deps), decisionRoutes(deps))
  router.use((req, res) => refuse(req, res, { status: 404, message: 'there is nothing at this address' }))
  return router
}
