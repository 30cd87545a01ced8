import express, { type ErrorRequestHandler, Router } from 'express'
import { createInstanceService, type InstanceServiceDeps } from '../server/polling/instance-service.ts'
import type { Polling } from '../server/polling/polling.ts'
import { SecretError } from '../server/polling/secret-box.ts'
import { fail } from './elements/answer-json.ts'
import { deliveryRouter } from './elements/delivery-router.ts'
import { eventRouter } from './elements/event-router.ts'
import { instanceRouter } from './elements/instance-router.ts'
import { elementsLogin } from './login/elements-login.ts'

/** What the routes need. */
export interface InstanceRoutesDeps extends InstanceServiceDeps {
  readonly polling: InstanceServiceDeps['polling'] & Pick<Polling, 'keys'>
}

/** Where Cloud Elements has them. */
export const INSTANCES_BASE = '/elements/api-v2'

/** 256 KB; the configuration of an instance has a few. */
const MAX_BODY_BYTES = 262_144

/**
 * Creates, shows, changes and removes instances, for programs that know Cloud Elements. Bodies are bounded, secrets
 * are never answered, and mistakes are named by their field.
 * @see FACTS of polling, section 11.
 */
export function instanceRoutes(deps: InstanceRoutesDeps): Router {
  const { polling, log } = deps
  const service = createInstanceService(deps)
  const router = Router()
  router.use(elementsLogin({ keys: polling.keys, instances: polling.instances, log }))
  // Whatever the Content-Type: the body is JSON or it is refused.
  router.use(express.json({ limit: MAX_BODY_BYTES, type: () => true }))
  // Before the instances, one of which would be called "events".
  router.use(eventRouter(service))
  router.use(instanceRouter(service))
  router.use(deliveryRouter(service))

  router.use((_req, res) => fail(res, 404, 'there is nothing at this address'))
  const failed: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
    const status = statusOf(error)
    if (status === undefined) log.error('request.failed', { error })
    fail(res, status ?? 500, status === undefined ? 'cannot be done now, try again' : messageOf(error))
  }
  router.use(failed)
  return router
}

/** Of what the reader of the body throws, and of secrets whose key is not known. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof SecretError) return 409
  const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined
}

/** The parser's own message would quote the body. */
function messageOf(error: unknown): string {
  if (error instanceof SecretError) return `its secrets: ${error.message}`
  return statusOf(error) === 413 ? `the body is larger than ${MAX_BODY_BYTES} bytes` : 'the body is not JSON'
}
