import { setTimeout as sleep } from 'node:timers/promises'
import { travelRequest } from '../../connector/travel-request.ts'
import type { Front } from './front.ts'

const EVERY_MS = 10

/** The load. */
export async function sendTravelRequests(front: Front, forMs: number): Promise<void> {
  const end = Date.now() + forMs
  for (let count = 0; Date.now() < end; count += 1) {
    front.deliver(travelRequest(count))
    await sleep(EVERY_MS)
  }
}
