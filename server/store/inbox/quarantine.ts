import { hash } from 'node:crypto'
import type { Door } from '../../notification/notification.ts'
import type { Database } from '../database.ts'

const MAX_CONTENT_TYPE = 200

/** See `Inbox.quarantine`. */
export async function keepInQuarantine(
  db: Database,
  door: Door,
  raw: Uint8Array,
  problems: readonly string[],
  now: Date,
  contentType: string | undefined,
): Promise<void> {
  await db
    .insertInto('quarantine')
    .values({
      door,
      raw,
      received_at: now.getTime(),
      content_hash: hash('sha256', raw),
      content_type: contentType?.slice(0, MAX_CONTENT_TYPE) ?? null,
      problems: JSON.stringify(problems),
    })
    .onConflict((conflict) =>
      conflict.column('content_hash').doUpdateSet((eb) => ({
        times_seen: eb('quarantine.times_seen', '+', 1),
        received_at: now.getTime(),
      })),
    )
    .execute()
}
