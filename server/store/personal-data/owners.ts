import { type Owner, peopleIn } from '../../personal-data/people-in-document.ts'
import { unpack } from '../../report/packed.ts'
import type { Database } from '../database.ts'

/** A review, and whose report or request it is. */
export interface OwnedReview {
  readonly reviewId: number
  readonly owner: Owner
}

/** Documents in memory at one time. */
const BATCH = 100

/** All reviews that name somebody, by number. */
export async function* ownedReviews(db: Database): AsyncGenerator<OwnedReview> {
  let after = 0
  for (;;) {
    const rows = await reviewsWithFacts(db)
      .where('review.id', '>', after)
      .where('review.erased_at', 'is', null)
      .orderBy('review.id')
      .limit(BATCH)
      .execute()
    for (const row of rows) yield { reviewId: row.id, owner: await ownerOf(db, row) }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
  }
}

/** Whose a review is. */
export async function ownerOfReview(db: Database, reviewId: number): Promise<Owner> {
  const row = await reviewsWithFacts(db).where('review.id', '=', reviewId).executeTakeFirstOrThrow()
  return ownerOf(db, row)
}

function reviewsWithFacts(db: Database) {
  return db
    .selectFrom('review')
    .leftJoin('report_facts', 'report_facts.review_id', 'review.id')
    .select(['review.id', 'review.employee', 'report_facts.facts'])
}

type Row = Awaited<ReturnType<ReturnType<typeof reviewsWithFacts>['execute']>>[number]

/** By the facts of a report, else by what was read last; of what is kept no longer only by the name that was shown. */
async function ownerOf(db: Database, { id, employee, facts }: Row): Promise<Owner> {
  const document = facts ?? (await lastDocument(db, id))
  const owner = document === undefined ? { ids: [] } : peopleIn(await unpack(document)).owner
  const name = owner.name ?? employee
  return { ids: owner.ids, ...(name !== null && { name }) }
}

async function lastDocument(db: Database, reviewId: number): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('review_event')
    .select('document')
    .where('review_id', '=', reviewId)
    .where('document', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.document ?? undefined
}
