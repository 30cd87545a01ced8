import { z } from 'zod'
import type { Database } from '../database.ts'

/** A view of the queue that a person has made. */
export interface SavedView {
  readonly id: number
  readonly name: string
  /** What it is narrowed to, as it was typed, by the fields of a filter. */
  readonly filter: Readonly<Record<string, string>>
}

/** The views that people have made of the queue, each person their own. */
export interface SavedViews {
  /** By name. */
  of(personId: number): Promise<readonly SavedView[]>
  /** @returns False if they have one of that name, or as many as one can have. */
  add(personId: number, view: Omit<SavedView, 'id'>, now: Date): Promise<boolean>
  /** Nothing is done if it is not theirs. */
  remove(personId: number, id: number): Promise<void>
}

/** More would not be found again. */
export const MAX_SAVED_VIEWS = 20

const content = z.record(z.string(), z.string())

/** The views in that database. */
export function createSavedViews(db: Database): SavedViews {
  return {
    async of(personId) {
      const rows = await db
        .selectFrom('saved_view')
        .select(['id', 'name', 'content'])
        .where('person_id', '=', personId)
        .execute()
      return rows
        .map(({ id, name, content: kept }) => ({ id, name, filter: content.parse(JSON.parse(kept)) }))
        .toSorted((a, b) => a.name.localeCompare(b.name))
    },
    async add(personId, { name, filter }, now) {
      return await db.transaction().execute(async (trx) => {
        const { count } = await trx
          .selectFrom('saved_view')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('person_id', '=', personId)
          .executeTakeFirstOrThrow()
        if (count >= MAX_SAVED_VIEWS) return false
        const { numInsertedOrUpdatedRows = 0n } = await trx
          .insertInto('saved_view')
          .values({
            person_id: personId,
            name,
            content: JSON.stringify(filter),
            created_at: now.getTime(),
          })
          .onConflict((conflict) => conflict.columns(['person_id', 'name']).doNothing())
          .executeTakeFirst()
        return numInsertedOrUpdatedRows > 0n
      })
    },
    async remove(personId, id) {
      await db.deleteFrom('saved_view').where('person_id', '=', personId).where('id', '=', id).execute()
    },
  }
}
