import type { StoredInstance } from '../record/instance-line.ts'
import type { InstanceContent } from '../store/polling/instance-content.ts'
import type { Instance, InstanceResult } from './instance-configuration.ts'
import { initialState } from './poll-outcome.ts'
import { membersOf } from './resource-configuration.ts'
import { writeState } from './resource-state.ts'
import type { SecretBox } from './secret-box.ts'

/** An instance that the parser has read. */
type ReadInstance = Extract<InstanceResult, { readonly ok: true }>

/** For {@link SecretBox}. */
const PURPOSE = 'instance'

/** Writes instances as they are kept, secrets apart and encrypted, and reads them back. */
export function instanceContents(box: SecretBox) {
  return { isSame, contentOf, bodyOf, resealed }

  /** Whether what is kept is what was read. @throws {SecretError} If its secrets cannot be read. */
  function isSame(known: StoredInstance, { instance, configuration, secrets }: ReadInstance): boolean {
    return (
      bodyText(instance, configuration) === known.body &&
      JSON.stringify(secrets) === box.open(known.secrets, PURPOSE)
    )
  }

  /** What the store is to keep. */
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

  /** The body as it was given, secrets and all. @throws {SecretError} If they cannot be read. */
  function bodyOf({ body, secrets }: StoredInstance) {
    const known = membersOf(body) ?? {}
    const configuration = { ...membersOf(known['configuration']), ...membersOf(box.open(secrets, PURPOSE)) }
    return { ...known, configuration }
  }

  /** Secrets under the first key; `undefined` if they are already. @throws {SecretError} If their key is not known. */
  function resealed(secrets: string): string | undefined {
    return box.isCurrent(secrets) ? undefined : box.seal(box.open(secrets, PURPOSE), PURPOSE)
  }
}

function bodyText({ element, name, tags }: Instance, configuration: ReadInstance['configuration']): string {
  return JSON.stringify({ element: { key: element }, name, tags, configuration })
}

/** What a first poll begins from: nothing older is sent. */
export function startsOf({ resources }: Instance, baseline: Date) {
  const state = writeState(initialState(baseline))
  return resources.map(({ name }) => ({ name, state }))
}
