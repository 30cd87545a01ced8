import type { Effect, EffectContent } from '../../server/record/effect.ts'
import type { Review } from '../../server/record/review.ts'
import type { Database } from '../../server/store/database.ts'

/** Puts a write into the journal that was never sent, as earlier versions have left it after a crash. */
export async function planWrite(
  db: Database,
  review: Review,
  content: EffectContent,
  now: Date,
): Promise<Effect> {
  const { id } = await db
    .insertInto('effect')
    .values({
      review_id: review.id,
      kind: content.kind,
      state: 'planned',
      content: JSON.stringify(content),
      planned_at: now.getTime(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, state: 'planned', content }
}
