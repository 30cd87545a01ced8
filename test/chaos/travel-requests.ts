import { setTimeout as sleep } from 'node:timers/promises'
import type { Front } from './front.ts'

const EVERY_MS = 10

/** The load: notifications that the connector has to keep, each another, and need not review. */
export async function sendTravelRequests(front: Front, forMs: number): Promise<void> {
  const end = Date.now() + forMs
  for (let count = 0; Date.now() < end; count += 1) {
    const objectUri = `https://www.concursolutions.com/api/travelrequest/v1.0/requests/nTravel${count}`
    const xml = `<Notification><ObjectType>TRAVELREQ</ObjectType><ObjectURI>${objectUri}</ObjectURI></Notification>`
    front.deliver({ objectUri, xml })
    await sleep(EVERY_MS)
  }
}
