import { openDatabase } from '../../server/store/database.ts'
import { type Arrival, receiveBatch } from '../../server/store/inbox/receive-batch.ts'

/** Like the callout, as it goes into the inbox. @param objectPath Of a report. */
export function arrivalOf(objectPath: string): Arrival {
  const objectUri = `https://www.concursolutions.com${objectPath}`
  const notification = { door: 'callout', objectType: 'EXPRPT', objectUri, objectPath } as const
  return { notification, raw: Buffer.from(`<Notification>${objectUri}</Notification>`), at: new Date() }
}

/** Stores notifications of these reports past a connector that uses the database. */
export async function store(databaseUrl: string, paths: readonly string[]): Promise<void> {
  const db = await openDatabase(databaseUrl)
  try {
    for (let from = 0; from < paths.length; from += 250) {
      await receiveBatch(db, paths.slice(from, from + 250).map(arrivalOf))
    }
  } finally {
    await db.destroy()
  }
}
