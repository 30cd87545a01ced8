import type { StoredInstance } from '../../../server/record/instance-line.ts'
import type { Instances } from '../../../server/store/polling/instances.ts'
import type {
  ClaimedInstance,
  NewDelivery,
  PolledResource,
  Polls,
} from '../../../server/store/polling/polls.ts'
import { at } from '../notifications.ts'

/** An instance of that name with a resource `reports`, due at second 10. */
export async function createInstance(instances: Instances, name = 'One'): Promise<StoredInstance> {
  const instance = await instances.create(
    { tokenHash: `hash of ${name}` },
    {
      element: 'concur',
      name,
      body: '{}',
      secrets: 'sealed',
      isActive: true,
      resources: [{ name: 'reports', state: '{"cursor":0}' }],
    },
    () => at(10),
    at(0),
  )
  if (instance === undefined) throw new Error('there is one already')
  return instance
}

/** Claims the instance that is due, with its first resource. */
export async function claimPoll(
  polls: Polls,
  seconds: number,
): Promise<{ readonly claimed: ClaimedInstance; readonly resource: PolledResource }> {
  const claimed = await polls.claim(at(seconds))
  if (claimed === undefined) throw new Error('nothing is due')
  const [resource] = await polls.resources(claimed)
  if (resource === undefined) throw new Error('it has no resource')
  return { claimed, resource }
}

/** A notification of one change. */
export function delivery(eventId: string): NewDelivery {
  return { eventId, body: new TextEncoder().encode(`{"id":"${eventId}"}`), events: 1 }
}

/** A poll that found nothing. */
export const NOTHING_FOUND = {
  state: '{"cursor":1}',
  ledger: [],
  forgetBefore: at(0),
  warnings: [],
  arrivals: [],
} as const
