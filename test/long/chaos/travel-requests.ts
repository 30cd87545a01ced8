import { setTimeout as sleep } from 'node:timers/promises'
import { travelRequest } from '../../connector/travel-request.ts'
import type { Front } from './front.ts'

const EVERY_MS = 20

let count = 0

/** The load: each is another. */
export async function sendTravelRequests(front: Front, forMs: number): Promise<void> {
  const end = Date.now() + forMs
  while (Date.now() < end) {
    front.deliver(travelRequest((count += 1)))
    await sleep(EVERY_MS)
  }
}
