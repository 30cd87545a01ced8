import type { StoredInstance } from '../record/instance-line.ts'
import type { Instances } from '../store/polling/instances.ts'
import { newSecret, secretHash } from '../store/secret.ts'
import { type Instance, type InstanceRules, readInstance } from './instance-configuration.ts'
import { instanceContents, startsOf } from './instance-content.ts'
import { nextPollAt } from './next-poll.ts'
import { membersOf } from './resource-configuration.ts'
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

/** Manages the instances that are kept there. */
export function createInstanceManager({ instances, box, rules }: ManagerDeps): InstanceManager {
  const contents = instanceContents(box)

  return {
    async create(body, now) {
      const token = newSecret()
      return { ...(await add({ tokenHash: secretHash(token) }, body, now)), token }
    },

    async declare(file, known, body, now) {
      if (known === undefined) return add({ file }, body, now)
      const read = readInstance(body, rules)
      // Every process looks at the files, also when it starts.
      if (read.ok && contents.isSame(known, read)) return { ...read, stored: known }
      return replace(known, body, now)
    },

    change(stored, patch, now) {
      const { name, tags, configuration } = membersOf(patch) ?? {}
      const before = contents.bodyOf(stored)
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
      const result = readInstance(contents.bodyOf(stored), rules)
      if (!result.ok) return result
      const { instance, configuration, warnings } = result
      return { ok: true, stored, instance, configuration, warnings }
    },

    enable: ({ stored, instance }, isFromNow, now) =>
      instances.enable(
        stored.id,
        nextPollAt(stored.id, instance.intervalMinutes, now),
        isFromNow ? startsOf(instance, now) : undefined,
        now,
      ),

    async reseal({ id, secrets }) {
      const resealed = contents.resealed(secrets)
      if (resealed === undefined) return false
      await instances.reseal(id, secrets, resealed)
      return true
    },
  }

  async function add(owner: Parameters<Instances['create']>[0], body: unknown, now: Date): Promise<Managed> {
    const read = readInstance(body, rules)
    if (!read.ok) return read
    const { intervalMinutes } = read.instance
    const stored = await instances.create(
      owner,
      contents.contentOf(read, now),
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
      contents.contentOf(read, now),
      nextPollAt(known.id, read.instance.intervalMinutes, now),
      now,
    )
    const stored = await instances.find(known.id)
    return stored === undefined ? { ok: false, problems: ['it was removed'] } : { ...read, stored }
  }
}
