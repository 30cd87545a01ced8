import { Router } from 'express'
import type { InstanceService } from '../../server/polling/instance-service.ts'
import { callerOf } from '../login/elements-login.ts'
import { answerServed, refuse } from './answer-json.ts'
import { limitOf, pathPart } from './request-parts.ts'

/** The callbacks of an instance: a list, and the body of each. */
export function eventRouter(service: InstanceService): Router {
  const router = Router()
  for (const path of ['/instances/events', '/instances/:id/events']) {
    router.get(path, async (req, res) => {
      const events = await service.events(callerOf(req), pathPart(req, 'id'), limitOf(req))
      answerServed(res, events, (lines) => lines)
    })
    router.get(`${path}/:eventId`, async (req, res) => {
      const event = await service.event(callerOf(req), pathPart(req, 'id'), pathPart(req, 'eventId'))
      if (event.ok) res.type('application/json').send(Buffer.from(event.value))
      else refuse(res, event)
    })
  }
  return router
}
