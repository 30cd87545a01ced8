import type { Log } from '../log.ts'
import type { DeliveryLine } from '../record/delivery-line.ts'
import type { StoredInstance } from '../record/instance-line.ts'
import type { ResourceLine } from '../record/resource-line.ts'
import { DISABLED_BY_CALLER } from '../store/polling/instances.ts'
import type { LoadedInstance, Managed } from './manage-instances.ts'
import type { Polling } from './polling.ts'
import { SecretError } from './secret-box.ts'
import { readWhichDeliveries } from './which-deliveries.ts'

/** Who is calling: somebody for all instances, or for one. */
export type Caller =
  | { readonly kind: 'organization' }
  | { readonly kind: 'element'; readonly instance: StoredInstance }

/** Why a caller does not get what was asked for. */
export interface Refused {
  readonly ok: false
  /**
   * `wrong`: what was sent, or what is kept and cannot be read any more. `declared`: a file says what the instance is,
   * and would undo the change.
   */
  readonly reason: 'wrong' | 'not allowed' | 'not found' | 'declared'
  /** For the caller; at least one. */
  readonly problems: readonly string[]
}

/** What was asked for, or why not. */
export type Served<Value> = { readonly ok: true; readonly value: Value } | Refused

/**
 * Decides what a caller may see and do with instances and their callbacks. An `id` comes from an address and is untrusted;
 * `undefined` means the instance of the caller's own token.
 */
export interface InstanceService {
  /** @param body Parsed JSON; untrusted. @returns With the token, which nobody can read again later. */
  create(caller: Caller, body: unknown): Promise<Served<LoadedInstance & { readonly token: string }>>
  /** Those that the caller may see, also where one cannot be read. */
  list(
    caller: Caller,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly { readonly stored: StoredInstance; readonly managed: Managed }[]>
  listDisabled(caller: Caller): Promise<Served<readonly StoredInstance[]>>
  find(caller: Caller, id: string | undefined): Promise<Served<LoadedInstance>>
  /** How far each of its resources has been read. */
  resources(caller: Caller, id: string | undefined): Promise<Served<readonly ResourceLine[]>>
  /** @param patch As for {@link InstanceManager.change}. @throws {SecretError} If its secrets cannot be read. */
  change(caller: Caller, id: string | undefined, patch: unknown): Promise<Served<LoadedInstance>>
  /** Polls it again. @param isFromNow What changed meanwhile is left out. */
  enable(caller: Caller, id: string | undefined, isFromNow: boolean): Promise<Served<LoadedInstance>>
  disable(caller: Caller, id: string | undefined): Promise<Served<LoadedInstance>>
  remove(caller: Caller, id: string | undefined): Promise<Served<undefined>>
  /** Its callbacks, newest first. */
  events(caller: Caller, id: string | undefined, limit: number): Promise<Served<readonly DeliveryLine[]>>
  /** @returns The body of a callback, as it is sent. */
  event(caller: Caller, id: string | undefined, eventId: string | undefined): Promise<Served<Uint8Array>>
  /** The callbacks that were given up. @param where As for {@link readWhichDeliveries}. @param limit Of each instance. */
  givenUp(caller: Caller, where: string, limit: number): Promise<Served<readonly DeliveryLine[]>>
  /** Sends those again. @returns How many, with what waits behind them. */
  sendAgain(caller: Caller, where: string): Promise<Served<number>>
}

/** What the service needs. */
export interface InstanceServiceDeps {
  readonly polling: Pick<Polling, 'instances' | 'manager' | 'deliveries' | 'wake'>
  readonly log: Log
  readonly now: () => Date
}

/** Decides over the instances and callbacks of that polling. */
export function createInstanceService({ polling, log, now }: InstanceServiceDeps): InstanceService {
  const { instances, manager, deliveries } = polling
  const { storedOf, loadedOf, freshOf, changeableOf, stoppedOf, load } = chooser(polling)

  return {
    async create(caller, body) {
      if (caller.kind !== 'organization') return notForOne()
      const created = await manager.create(body, now())
      if (!created.ok) return wrong(created.problems)
      log.info('instance.created', { instance: created.stored.id, element: created.stored.element })
      polling.wake()
      return served(created)
    },

    async list(caller, page) {
      const found = caller.kind === 'element' ? [caller.instance] : await instances.list(page)
      return found.map((stored) => ({ stored, managed: load(stored) }))
    },

    async listDisabled(caller) {
      if (caller.kind !== 'organization') return notForOne()
      return served((await instances.list()).filter(({ state }) => state === 'disabled'))
    },

    find: loadedOf,

    resources: async (caller, id) =>
      andThen(await storedOf(caller, id), async (stored) => served(await instances.resources(stored.id))),

    change: async (caller, id, patch) =>
      andThen(await changeableOf(caller, id, 'change'), async (stored) => {
        const changed = await manager.change(stored, patch, now())
        if (!changed.ok) return wrong(changed.problems)
        log.info('instance.changed', { instance: stored.id })
        polling.wake()
        return served(changed)
      }),

    enable: async (caller, id, isFromNow) =>
      andThen(await loadedOf(caller, id), async (loaded) => {
        await manager.enable(loaded, isFromNow, now())
        polling.wake()
        return freshOf(loaded.stored.id)
      }),

    disable: async (caller, id) =>
      andThen(await storedOf(caller, id), async (stored) => {
        await instances.disable(stored.id, DISABLED_BY_CALLER, now())
        polling.wake()
        return freshOf(stored.id)
      }),

    remove: async (caller, id) =>
      andThen(await changeableOf(caller, id, 'remove'), async (stored) => {
        await instances.remove(stored.id)
        log.info('instance.removed', { instance: stored.id })
        return served(undefined)
      }),

    events: async (caller, id, limit) =>
      andThen(await storedOf(caller, id), async (stored) =>
        served(await deliveries.list({ instanceId: stored.id, limit })),
      ),

    event: async (caller, id, eventId) =>
      andThen(await storedOf(caller, id), async (stored) => {
        const found = eventId === undefined ? undefined : await deliveries.find(eventId)
        const isOfInstance = found?.line.instanceId === stored.id
        return isOfInstance ? served(found.body) : notFound('there is no such event')
      }),

    givenUp: async (caller, where, limit) =>
      andThen(await stoppedOf(caller, where), async (stopped) => {
        const lines = await Promise.all(
          stopped.map(({ id }) => deliveries.list({ instanceId: id, state: 'dead', limit })),
        )
        return served(lines.flat())
      }),

    sendAgain: async (caller, where) =>
      andThen(await stoppedOf(caller, where), async (stopped) => {
        let count = 0
        for (const { id } of stopped) {
          count += await deliveries.retry({ instanceId: id }, now())
          log.info('instance.sent-again', { instance: id })
        }
        polling.wake()
        return served(count)
      }),
  }
}

/** Finds what a caller means, as far as the caller may have it. */
function chooser({ instances, manager }: Pick<Polling, 'instances' | 'manager'>) {
  return { storedOf, loadedOf, freshOf, changeableOf, stoppedOf, load }

  async function storedOf(caller: Caller, id: string | undefined): Promise<Served<StoredInstance>> {
    const stored = await instanceOf(caller, id)
    return stored === undefined ? notFound('there is no such instance') : served(stored)
  }

  async function instanceOf(caller: Caller, id: string | undefined): Promise<StoredInstance | undefined> {
    if (caller.kind === 'element') {
      return id === undefined || id === String(caller.instance.id) ? caller.instance : undefined
    }
    return id !== undefined && /^[1-9]\d{0,14}$/.test(id) ? instances.find(Number(id)) : undefined
  }

  async function loadedOf(caller: Caller, id: string | undefined): Promise<Served<LoadedInstance>> {
    const found = await storedOf(caller, id)
    return found.ok ? readable(found.value) : found
  }

  /** As it is after a change; the login may have read it before. */
  async function freshOf(id: number): Promise<Served<LoadedInstance>> {
    const stored = await instances.find(id)
    return stored === undefined ? notFound('there is no such instance') : readable(stored)
  }

  function readable(stored: StoredInstance): Served<LoadedInstance> {
    const managed = load(stored)
    return managed.ok ? served(managed) : wrong(managed.problems)
  }

  async function changeableOf(
    caller: Caller,
    id: string | undefined,
    what: 'change' | 'remove',
  ): Promise<Served<StoredInstance>> {
    const found = await storedOf(caller, id)
    if (!found.ok || found.value.file === undefined) return found
    return { ok: false, reason: 'declared', problems: [`a file declares it: ${what} ${found.value.file}`] }
  }

  /** Instances whose callbacks have stopped, as far as `where` means them. */
  async function stoppedOf(caller: Caller, where: string): Promise<Served<readonly StoredInstance[]>> {
    const which = readWhichDeliveries(where)
    if (!which.ok) return wrong([which.problem])
    const own = caller.kind === 'element' ? [caller.instance] : await instances.list()
    return served(own.filter((stored) => stored.stopped !== undefined && isMeant(stored, which.url)))
  }

  function isMeant(stored: StoredInstance, url: string | undefined): boolean {
    if (url === undefined) return true
    const managed = load(stored)
    return managed.ok && managed.instance.callback?.url === url
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
}

async function andThen<Before, After>(
  before: Served<Before>,
  next: (value: Before) => Promise<Served<After>>,
): Promise<Served<After>> {
  return before.ok ? next(before.value) : before
}

function served<Value>(value: Value): Served<Value> {
  return { ok: true, value }
}

function wrong(problems: readonly string[]): Refused {
  return { ok: false, reason: 'wrong', problems }
}

function notFound(problem: string): Refused {
  return { ok: false, reason: 'not found', problems: [problem] }
}

function notForOne(): Refused {
  return { ok: false, reason: 'not allowed', problems: ['the token of one instance does not do for this'] }
}
