import type { Database } from '../database.ts'
import { BEHIND, leadLines, lockLines } from './lead-line.ts'

/** Something that people are told, for one of them. */
export interface NewMessage {
  /** Where it goes, such as `mail:ada@example.com`. */
  readonly line: string
  /** What it is about, for operators. */
  readonly about: string
  /** The same for all who are told the same. */
  readonly eventId: string
  readonly body: Uint8Array
}

/** A message that could not be sent for so long is not news any more. */
export const MESSAGE_LASTS_MS = 24 * 3_600_000

/** Puts messages into their lines. @param trx What makes them news is kept in the same transaction. */
export async function addMessages(trx: Database, messages: readonly NewMessage[], now: Date): Promise<void> {
  const lines = [...new Set(messages.map(({ line }) => line))]
  await lockLines(trx, lines)
  for (const { line, about, eventId, body } of messages) {
    await trx
      .insertInto('delivery')
      .values({
        line,
        instance_id: null,
        resource: about,
        event_id: eventId,
        body,
        events: 1,
        created_at: now.getTime(),
        state: 'waiting',
        due_at: BEHIND,
        give_up_at: now.getTime() + MESSAGE_LASTS_MS,
      })
      .execute()
  }
  await leadLines(trx, lines, now)
}
