import { newSecret, secretHash } from '../store/polling/elements-keys.ts'
import type { InstanceContent, Instances, StoredInstance } from '../store/polling/instances.ts'
import {
  type Instance,
  type InstanceResult,
  type InstanceRules,
  readInstance,
} from './instance-configuration.ts'
import { nextPollAt } from './next-poll.ts'
import { initialState } from './poll-outcome.ts'
import { membersOf } from './resource-configuration.ts'
import { writeState } from './resource-state.ts'
import type { SecretBox } from './secret-box.ts'

/** An instance that was kept, as the parser reads it today. */
export interface LoadedInstance {
  readonly stored: StoredInstance
  readonly instance: Instance
  /** As the API answers it: texts, no secrets. */
  readonly configuration: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
}

/** An instance, or every problem of the body, each named by its field. */
export type Managed =
  | ({ readonly ok: true } & LoadedInstance)
  | { readonly ok: false; readonly problems: readonly string[] }

/** Creates and changes instances, for the API and for those that files declare. */
export interface InstanceManager {
  /** @param body Parsed JSON; untrusted. @returns With the token, which nobody can read again later. */
  create(body: unknown, now: Date): Promise<Managed & { readonly token: string }>
  /** What a file declares, whether it is new or was changed. */
  declare(file: string, known: StoredInstance | undefined, body: unknown, now: Date): Promise<Managed>
  /**
   * Changes some of it. @param patch `name`, `tags` and members of `configuration`, of which null removes one; parsed
   * JSON, untrusted.
   */
  change(stored: StoredInstance, patch: unknown, now: Date): Promise<Managed>
  /** @throws {SecretError} If its secrets cannot be read. */
  load(stored: StoredInstance): Managed
  /** Polls one again that was disabled. @param isFromNow What changed meanwhile is left out. */
  enable(loaded: LoadedInstance, isFromNow: boolean, now: Date): Promise<boolean>
  /** Encrypts with the first key what another one has encrypted. @throws {SecretError} If its key is not known. */
  reseal(stored: StoredInstance): Promise<boolean>
}

/** What managing needs. */
export interface ManagerDeps {
  readonly instances: Instances
  readonly box: SecretBox
  readonly rules: InstanceRules
}

type ReadInstance = Extract<InstanceResult, { readonly ok: true }>

/** For {@link SecretBox}. */
const PURPOSE = 'instance'

/** Manages the instances that are kept there. */
export function createInstanceManager({ instances, box, rules }: ManagerDeps): InstanceManager {
  return {
    async create(body, now) {
      const token = newSecret()
      return { ...(await add({ tokenHash: secretHash(token) }, body, now)), token }
    },

    async declare(file, known, body, now) {
      if (known === undefined) return add({ file }, body, now)
      const read = readInstance(body, rules)
      // Every process looks at the files, also when it starts.
      if (read.ok && isSame(known, read)) return { ...read, stored: known }
      return replace(known, body, now)
    },

    change(stored, patch, now) {
      const { name, tags, configuration } = membersOf(patch) ?? {}
      const before = bodyOf(stored)
      const members = configuration === undefined ? {} : membersOf(configuration)
      if (members === undefined) {
        return Promise.resolve({ ok: false, problems: ['configuration: must be an object'] })
      }
      const after = {
        ...before,
        ...(name !== undefined && { name }),
        ...(tags !== undefined && { tags }),
        configuration: { ...before.configuration, ...members },
      }
      return replace(stored, after, now)
    },

    load(stored) {
      const result = readInstance(bodyOf(stored), rules)
      if (!result.ok) return result
      const { instance, configuration, warnings } = result
      return { ok: true, stored, instance, configuration, warnings }
    },

    enable: ({ stored, instance }, isFromNow, now) =>
      instances.enable(
        stored.id,
        nextPollAt(stored.id, instance.intervalMinutes, now),
        isFromNow ? startsOf(instance, now) : undefined,
      ),

    async reseal({ id, secrets }) {
      if (box.isCurrent(secrets)) return false
      await instances.reseal(id, secrets, box.seal(box.open(secrets, PURPOSE), PURPOSE))
      return true
    },
  }

  function isSame(known: StoredInstance, { instance, configuration, secrets }: ReadInstance): boolean {
    return (
      bodyText(instance, configuration) === known.body &&
      JSON.stringify(secrets) === box.open(known.secrets, PURPOSE)
    )
  }

  async function add(owner: Parameters<Instances['create']>[0], body: unknown, now: Date): Promise<Managed> {
    const read = readInstance(body, rules)
    if (!read.ok) return read
    const { intervalMinutes } = read.instance
    const stored = await instances.create(
      owner,
      contentOf(read, now),
      (id) => nextPollAt(id, intervalMinutes, now),
      now,
    )
    if (stored === undefined) return { ok: false, problems: ['another process has just created it'] }
    return { ...read, stored }
  }

  async function replace(known: StoredInstance, body: unknown, now: Date): Promise<Managed> {
    const read = readInstance(body, rules)
    if (!read.ok) return read
    if (read.instance.element !== known.element) {
      return { ok: false, problems: [`element.key: it is ${known.element}, and cannot be changed`] }
    }
    await instances.change(
      known.id,
      contentOf(read, now),
      nextPollAt(known.id, read.instance.intervalMinutes, now),
      now,
    )
    const stored = await instances.find(known.id)
    return stored === undefined ? { ok: false, problems: ['it was removed'] } : { ...read, stored }
  }

  function contentOf({ instance, configuration, secrets }: ReadInstance, now: Date): InstanceContent {
    return {
      element: instance.element,
      name: instance.name,
      body: bodyText(instance, configuration),
      secrets: box.seal(JSON.stringify(secrets), PURPOSE),
      isActive: instance.enabled,
      resources: startsOf(instance, now),
    }
  }

  /** As it was given, secrets and all. */
  function bodyOf({ body, secrets }: StoredInstance) {
    const known = membersOf(body) ?? {}
    const configuration = { ...membersOf(known['configuration']), ...membersOf(box.open(secrets, PURPOSE)) }
    return { ...known, configuration }
  }
}

function bodyText({ element, name, tags }: Instance, configuration: ReadInstance['configuration']): string {
  return JSON.stringify({ element: { key: element }, name, tags, configuration })
}

/** What a first poll begins from: nothing older is sent. */
function startsOf({ resources }: Instance, baseline: Date) {
  const state = writeState(initialState(baseline))
  return resources.map(({ name }) => ({ name, state }))
}
