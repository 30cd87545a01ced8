import type { RawBuilder } from 'kysely'
import type { UnderClaim } from '../claim-head.ts'
import type { Database } from '../database.ts'
import type { Claimed } from '../inbox/inbox.ts'
import { LeaseLostError } from '../lease-lost-error.ts'
import { prepared } from '../prepared.ts'
import { orElse } from '../statement.ts'
import { together } from '../together.ts'

/** The update that links it, under its claim. @param reviewId May be what finds it. */
export function linking(db: Database, { id, claim }: UnderClaim, reviewId: number | RawBuilder<number>) {
  return db
    .updateTable('notification')
    .set({ review_id: reviewId })
    .where('id', '=', id)
    .where('claim', '=', claim)
}

const linkTo = prepared((db, { id, claim, reviewId }: UnderClaim & { readonly reviewId: number }) =>
  linking(db, { id, claim }, reviewId).compile(),
)

/**
 * Links the notification to a review. Whoever changes both changes the notification first: two that do it in opposite
 * order wait for each other until PostgreSQL ends one of them.
 */
export async function link(db: Database, claimed: Claimed, reviewId: number): Promise<void> {
  const { id, claim } = claimed
  await together(db, [orElse(linkTo(db, { id, claim, reviewId }), () => claimGone(claimed))])
}

/** The server may have lost the claim, and the notification with it: then nobody would end what is opened for it. */
export function claimGone({ id }: Claimed): LeaseLostError {
  return new LeaseLostError(`notification ${id}: the claim is gone`)
}
