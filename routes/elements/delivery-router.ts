import { Router } from 'express'
import type { InstanceService } from '../../server/polling/instance-service.ts'
import { callerOf } from '../login/elements-login.ts'
import { answerServed } from './answer-json.ts'
import { limitOf, whereOf } from './request-parts.ts'

const DELIVERIES = '/notifications/subscriptions/deliveries'

/** The callbacks that were given up: shown, and sent again. */
export function deliveryRouter(service: InstanceService): Router {
  const router = Router()
  router.get(DELIVERIES, async (req, res) => {
    const givenUp = await service.givenUp(callerOf(req), whereOf(req), limitOf(req))
    answerServed(res, givenUp, (lines) => lines)
  })
  router.put(DELIVERIES, async (req, res) => {
    const sent = await service.sendAgain(callerOf(req), whereOf(req))
    answerServed(res, sent, (delivering) => ({ delivering }))
  })
  return router
}
