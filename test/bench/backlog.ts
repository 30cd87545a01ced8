import type { Arrival } from '../../server/store/inbox/receive-batch.ts'

/** Like the callout, as it goes into the inbox. @param objectPath Of a report. */
export function arrivalOf(objectPath: string): Arrival {
  const objectUri = `https://www.concursolutions.com${objectPath}`
  const notification = { door: 'callout', objectType: 'EXPRPT', objectUri, objectPath } as const
  return { notification, raw: Buffer.from(`<Notification>${objectUri}</Notification>`), at: new Date() }
}
