import { unpack } from '../../report/packed.ts'
import type { Database } from '../database.ts'

/** A reading as a review keeps it, as far as it does. */
export interface KeptReading {
  /** Of a report, see `unpackFacts`. */
  readonly facts?: { readonly bytes: Uint8Array; readonly version: number }
  /** As Concur sent it. */
  readonly document?: Uint8Array
}

/** The reading that a review was decided on last: what was read before the last line of its trail that says so. */
export async function keptReading(db: Database, reviewId: number): Promise<KeptReading> {
  const facts = await db
    .selectFrom('report_facts')
    .select(['facts', 'version'])
    .where('review_id', '=', reviewId)
    .executeTakeFirst()
  const read = await db
    .selectFrom('review_event')
    .select('document')
    .where('review_id', '=', reviewId)
    .where('kind', '=', 'read')
    .where('id', '<', (eb) =>
      eb
        .selectFrom('review_event')
        .select((inner) => inner.fn.coalesce(inner.fn.max('id'), inner.lit(0)).as('id'))
        .where('review_id', '=', reviewId)
        .where('kind', '=', 'decided'),
    )
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const document = read?.document ?? undefined
  return {
    ...(facts !== undefined && { facts: { bytes: facts.facts, version: facts.version } }),
    ...(document !== undefined && { document: await unpack(document) }),
  }
}
