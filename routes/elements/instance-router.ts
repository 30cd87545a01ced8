import { type Request, type Response, Router } from 'express'
import type { InstanceService } from '../../server/polling/instance-service.ts'
import { callerOf } from '../login/elements-login.ts'
import { answerServed, refuse } from './answer-json.ts'
import { instanceAnswer, pollingAnswer, resourceAnswer } from './instance-answer.ts'
import { pageOf, pathPart } from './request-parts.ts'

/** Instances: created, shown, changed, polled or not, and removed. */
export function instanceRouter(service: InstanceService): Router {
  const router = Router()

  router.post('/instances', async (req, res) => {
    const created = await service.create(callerOf(req), req.body)
    answerServed(res, created, (value) => ({ ...instanceAnswer(value), token: value.token }))
  })
  router.get('/instances', async (req, res) => {
    const found = await service.list(callerOf(req), pageOf(req))
    res.json(
      found.map(({ stored: { id, name }, managed }) =>
        managed.ok ? instanceAnswer(managed) : { id, name, valid: false, problems: managed.problems },
      ),
    )
  })
  for (const path of ['/instances/polling-disabled', '/jobs/polling-disabled']) {
    router.get(path, async (req, res) => {
      const disabled = await service.listDisabled(callerOf(req))
      answerServed(res, disabled, (list) =>
        list.map((stored) => ({ id: stored.id, name: stored.name, ...pollingAnswer(stored) })),
      )
    })
  }
  for (const path of ['/instances/event-poller-records', '/instances/:id/event-poller-records']) {
    router.get(path, async (req, res) => {
      const resources = await service.resources(callerOf(req), idOf(req))
      answerServed(res, resources, (lines) => lines.map(resourceAnswer))
    })
  }
  for (const path of ['/instances/enabled', '/instances/:id/enabled']) {
    router.put(path, async (req, res) => {
      // What changed meanwhile is told unless the caller does not want it.
      const enabled = await service.enable(callerOf(req), idOf(req), req.query['from'] === 'now')
      answerServed(res, enabled, instanceAnswer)
    })
    router.delete(path, async (req, res) => {
      answerServed(res, await service.disable(callerOf(req), idOf(req)), instanceAnswer)
    })
  }
  router.get('/instances/:id/configuration', async (req, res) => {
    const found = await service.find(callerOf(req), idOf(req))
    answerServed(res, found, ({ configuration }) => configuration)
  })
  router.patch('/instances/:id/configuration', (req, res) => change(req, res, { configuration: req.body }))
  router.patch('/instances/:id/configuration/:key', (req, res) =>
    change(req, res, { configuration: { [req.params.key]: memberOf(req.body, 'propertyValue') } }),
  )
  router.get('/instances/:id', async (req, res) => {
    const found = await service.find(callerOf(req), idOf(req))
    const resources = found.ok ? await service.resources(callerOf(req), idOf(req)) : found
    if (!found.ok) refuse(res, found)
    else {
      answerServed(res, resources, (lines) => ({
        ...instanceAnswer(found.value),
        resources: lines.map(resourceAnswer),
      }))
    }
  })
  for (const path of ['/instances', '/instances/:id']) {
    router.patch(path, (req, res) => change(req, res, req.body))
  }
  router.delete('/instances/:id', async (req, res) => {
    const removed = await service.remove(callerOf(req), idOf(req))
    if (removed.ok) res.status(200).end()
    else refuse(res, removed)
  })
  return router

  async function change(req: Request, res: Response, patch: unknown): Promise<void> {
    answerServed(res, await service.change(callerOf(req), idOf(req), patch), instanceAnswer)
  }
}

function idOf(req: Request): string | undefined {
  return pathPart(req, 'id')
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}
