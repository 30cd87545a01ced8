import { randomUUID } from 'node:crypto'
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import type { Log } from '../server/log.ts'
import type { LoadedInstance, Managed } from '../server/polling/manage-instances.ts'
import type { Polling } from '../server/polling/polling.ts'
import { SecretError } from '../server/polling/secret-box.ts'
import { readWhichDeliveries } from '../server/polling/which-deliveries.ts'
import { DISABLED_BY_CALLER, type StoredInstance } from '../server/store/polling/instances.ts'
import { instanceAnswer, pollingAnswer, resourceAnswer } from './instance-answer.ts'
import { type Caller, callerOf, elementsLogin } from './login/elements-login.ts'

/** What the routes need. */
export interface InstanceRoutesDeps {
  readonly polling: Pick<Polling, 'instances' | 'manager' | 'keys' | 'deliveries' | 'wake'>
  readonly log: Log
  readonly now: () => Date
}

/** Where Cloud Elements has them. */
export const INSTANCES_BASE = '/elements/api-v2'

const MAX_BODY_BYTES = 262_144
const DEFAULT_PAGE = 200
const LARGEST_PAGE = 1000

/**
 * Creates, shows, changes and removes instances, for programs that know Cloud Elements. Bodies are bounded, secrets
 * are never answered, and mistakes are named by their field.
 * @see FACTS of polling, section 11.
 */
export function instanceRoutes({ polling, log, now }: InstanceRoutesDeps): Router {
  const { instances, manager, deliveries } = polling
  const router = Router()
  router.use(elementsLogin({ keys: polling.keys, instances, log }))
  // Whatever the Content-Type: the body is JSON or it is refused.
  router.use(express.json({ limit: MAX_BODY_BYTES, type: () => true }))

  router.post('/instances', async (req, res) => {
    if (!isForAll(req, res)) return
    const created = await manager.create(req.body, now())
    if (!created.ok) {
      refuse(res, created.problems)
      return
    }
    log.info('instance.created', { instance: created.stored.id, element: created.stored.element })
    polling.wake()
    res.json({ ...instanceAnswer(created), token: created.token })
  })
  router.get('/instances', async (req, res) => {
    const caller = callerOf(req)
    const found = caller.kind === 'element' ? [caller.instance] : await instances.list(pageOf(req))
    res.json(found.map(shown))
  })
  for (const path of ['/instances/polling-disabled', '/jobs/polling-disabled']) {
    router.get(path, async (req, res) => {
      if (!isForAll(req, res)) return
      const disabled = (await instances.list()).filter(({ state }) => state === 'disabled')
      res.json(disabled.map((stored) => ({ id: stored.id, name: stored.name, ...pollingAnswer(stored) })))
    })
  }
  for (const path of ['/instances/event-poller-records', '/instances/:id/event-poller-records']) {
    router.get(path, async (req, res) => {
      const stored = await chosen(req, res)
      if (stored !== undefined) res.json((await instances.resources(stored.id)).map(resourceAnswer))
    })
  }
  for (const path of ['/instances/enabled', '/instances/:id/enabled']) {
    router.put(path, async (req, res) => {
      const stored = await chosen(req, res)
      const loaded = stored && loadedOr(res, stored)
      if (loaded === undefined) return
      // What changed meanwhile is told unless the caller does not want it.
      await manager.enable(loaded, req.query['from'] === 'now', now())
      await answerFresh(res, loaded.stored)
    })
    router.delete(path, async (req, res) => {
      const stored = await chosen(req, res)
      if (stored === undefined) return
      await instances.disable(stored.id, DISABLED_BY_CALLER, now())
      await answerFresh(res, stored)
    })
  }
  for (const path of ['/instances/events', '/instances/:id/events']) {
    router.get(path, async (req, res) => {
      const stored = await chosen(req, res)
      if (stored !== undefined) {
        res.json(await deliveries.list({ instanceId: stored.id, limit: limitOf(req) }))
      }
    })
    router.get(`${path}/:eventId`, async (req, res) => {
      const stored = await chosen(req, res)
      if (stored === undefined) return
      const { eventId } = req.params
      const found = typeof eventId === 'string' ? await deliveries.find(eventId) : undefined
      if (found?.line.instance_id === stored.id) {
        res.type('application/json').send(Buffer.from(found.body))
      } else {
        fail(res, 404, 'there is no such event')
      }
    })
  }
  router.get('/instances/:id/configuration', async (req, res) => {
    const stored = await chosen(req, res)
    const loaded = stored && loadedOr(res, stored)
    if (loaded !== undefined) res.json(loaded.configuration)
  })
  router.patch('/instances/:id/configuration', (req, res) =>
    change(req, res, (body) => ({ configuration: body })),
  )
  router.patch('/instances/:id/configuration/:key', (req, res) =>
    change(req, res, (body) => ({ configuration: { [req.params.key]: memberOf(body, 'propertyValue') } })),
  )
  router.get('/instances/:id', async (req, res) => {
    const stored = await chosen(req, res)
    if (stored === undefined) return
    const loaded = loadedOr(res, stored)
    if (loaded === undefined) return
    const resources = await instances.resources(stored.id)
    res.json({ ...instanceAnswer(loaded), resources: resources.map(resourceAnswer) })
  })
  for (const path of ['/instances', '/instances/:id']) {
    router.patch(path, (req, res) => change(req, res, (body) => body))
  }
  router.delete('/instances/:id', async (req, res) => {
    const stored = await chosen(req, res)
    if (stored === undefined) return
    if (stored.file !== undefined) {
      fail(res, 409, `a file declares it: remove ${stored.file}`)
      return
    }
    await instances.remove(stored.id)
    log.info('instance.removed', { instance: stored.id })
    res.status(200).end()
  })
  router.get('/notifications/subscriptions/deliveries', async (req, res) => {
    const meant = await meantBy(req, res)
    if (meant === undefined) return
    const lines = await Promise.all(
      meant.map(({ id }) => deliveries.list({ instanceId: id, state: 'dead', limit: limitOf(req) })),
    )
    res.json(lines.flat())
  })
  router.put('/notifications/subscriptions/deliveries', async (req, res) => {
    const meant = await meantBy(req, res)
    if (meant === undefined) return
    let delivering = 0
    for (const { id } of meant) delivering += await deliveries.retry({ instanceId: id }, now())
    polling.wake()
    res.json({ delivering })
  })

  router.use((_req, res) => fail(res, 404, 'there is nothing at this address'))
  const failed: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
    const status = statusOf(error)
    if (status === undefined) log.error('request.failed', { error })
    fail(res, status ?? 500, status === undefined ? 'cannot be done now, try again' : messageOf(error))
  }
  router.use(failed)
  return router

  async function change(req: Request, res: Response, patchOf: (body: unknown) => unknown): Promise<void> {
    const stored = await chosen(req, res)
    if (stored === undefined) return
    if (stored.file !== undefined) {
      fail(res, 409, `a file declares it: change ${stored.file}`)
      return
    }
    const changed = await manager.change(stored, patchOf(req.body), now())
    if (!changed.ok) {
      refuse(res, changed.problems)
      return
    }
    log.info('instance.changed', { instance: stored.id })
    polling.wake()
    res.json(instanceAnswer(changed))
  }

  /** The instance of the address, or of the token; answers itself if the caller may not have it. */
  async function chosen(req: Request, res: Response): Promise<StoredInstance | undefined> {
    const caller = callerOf(req)
    const { id } = req.params
    const stored = await instanceOf(caller, typeof id === 'string' ? id : undefined)
    if (stored === undefined) fail(res, 404, 'there is no such instance')
    return stored
  }

  async function instanceOf(caller: Caller, id: string | undefined): Promise<StoredInstance | undefined> {
    if (caller.kind === 'element') {
      return id === undefined || id === String(caller.instance.id) ? caller.instance : undefined
    }
    return id !== undefined && /^[1-9]\d{0,14}$/.test(id) ? instances.find(Number(id)) : undefined
  }

  /** Instances whose deliveries have stopped, as far as the `where` of the request means them. */
  async function meantBy(req: Request, res: Response): Promise<readonly StoredInstance[] | undefined> {
    const { where } = req.query
    const which = readWhichDeliveries(typeof where === 'string' ? where : '')
    if (!which.ok) {
      refuse(res, [which.problem])
      return undefined
    }
    const caller = callerOf(req)
    const own = caller.kind === 'element' ? [caller.instance] : await instances.list()
    return own.filter((stored) => {
      if (stored.stopped === undefined) return false
      const loaded = which.url === undefined ? undefined : load(stored)
      return loaded === undefined || (loaded.ok && loaded.instance.callback?.url === which.url)
    })
  }

  function loadedOr(res: Response, stored: StoredInstance): LoadedInstance | undefined {
    const loaded = load(stored)
    if (loaded.ok) return loaded
    refuse(res, loaded.problems)
    return undefined
  }

  function shown(stored: StoredInstance) {
    const loaded = load(stored)
    if (loaded.ok) return instanceAnswer(loaded)
    return { id: stored.id, name: stored.name, valid: false, problems: loaded.problems }
  }

  /** One whose secrets cannot be read is no reason to show none of the others. */
  function load(stored: StoredInstance): Managed {
    try {
      return manager.load(stored)
    } catch (error) {
      if (!(error instanceof SecretError)) throw error
      return { ok: false, problems: [`its secrets: ${error.message}`] }
    }
  }

  async function answerFresh(res: Response, { id }: StoredInstance): Promise<void> {
    polling.wake()
    const stored = await instances.find(id)
    const loaded = stored && loadedOr(res, stored)
    if (loaded !== undefined) res.json(instanceAnswer(loaded))
  }
}

function isForAll(req: Request, res: Response): boolean {
  const isAllowed = callerOf(req).kind === 'organization'
  if (!isAllowed) fail(res, 403, 'the token of one instance does not do for this')
  return isAllowed
}

function pageOf(req: Request) {
  const after = Number(req.query['after'] ?? 0)
  return { after: Number.isSafeInteger(after) ? after : 0, limit: limitOf(req) }
}

function limitOf(req: Request): number {
  const size = Number(req.query['pageSize'] ?? DEFAULT_PAGE)
  return Number.isSafeInteger(size) && size > 0 ? Math.min(size, LARGEST_PAGE) : DEFAULT_PAGE
}

function refuse(res: Response, problems: readonly string[]): void {
  res.status(400).json({ message: problems.join('; '), requestId: randomUUID(), problems })
}

function fail(res: Response, status: number, message: string): void {
  res.status(status).json({ message, requestId: randomUUID() })
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

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}
