import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEventIdentity, type EventIdentity } from '../../server/simulator/events/event-identity.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'

/** What the simulator signs events with, and the settings of a connector that takes them. */
export interface EventDoor {
  readonly identity: () => EventIdentity
  readonly environment: () => Readonly<Record<string, string>>
}

/** Call in a suite. */
export function useEventDoor(): EventDoor {
  let identity: EventIdentity | undefined
  let keys = ''
  before(async () => {
    identity = await createEventIdentity(new Date())
    keys = mkdtempSync(join(tmpdir(), 'connector-keys-'))
    writeFileSync(join(keys, 'simulator.pem'), identity.publicKey)
  })
  after(() => rmSync(keys, { recursive: true }))
  return {
    identity() {
      if (identity === undefined) throw new Error('there is an identity only while tests run')
      return identity
    },
    environment: () => ({ ESS_AUTH: 'signature', ESS_KEYS_DIR: keys }),
  }
}

/** Sends events of the simulator to the connector there. */
export function sendEventsTo(simulator: Simulator, { url }: { readonly url: string }): void {
  simulator.connectEventsTo({ url: `${url}/concur/v4.0/events` })
}
