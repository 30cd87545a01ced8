import { z } from 'zod'
import type { EvidenceReading, ReviewEvidence } from '../../record/review-evidence.ts'
import { unpack } from '../../report/packed.ts'
import { type Database, inSnapshot } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import { readReview } from '../operators/review-record.ts'
import { createTrail } from '../people/trail.ts'

/** More rows than a review ever has. */
const ALL = 1_000_000

/** What is kept of a document that is gone, see `eraseReview`. */
const erasedDetail = z.object({
  erasedDocument: z.object({ bytes: z.number(), sha256: z.string() }),
})

/** All that is kept of a review, as it is at one moment; `undefined` if there is none of that number. */
export function readEvidence(db: Database, id: number): Promise<ReviewEvidence | undefined> {
  return inSnapshot(db, async (snapshot) => {
    const found = await readReview(snapshot, String(id))
    // A travel request can have a number for its id.
    if (found === undefined || found.review.id !== id) return undefined
    const { report: _last, ...record } = found
    const { erased_at: erasedAt } = await snapshot
      .selectFrom('review')
      .select('erased_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const facts = await snapshot
      .selectFrom('report_facts')
      .select(['facts as bytes', 'version'])
      .where('review_id', '=', id)
      .executeTakeFirst()
    const acts = await createTrail(snapshot).list({ subject: `review ${id}`, limit: ALL })
    return {
      record,
      readings: await readingsOf(snapshot, id),
      received: await receivedFor(snapshot, id),
      ...(facts !== undefined && { facts }),
      acts: acts.toReversed(),
      erasedAt: dateOrNull(erasedAt),
    }
  })
}

async function readingsOf(db: Database, id: number): Promise<readonly EvidenceReading[]> {
  const rows = await db
    .selectFrom('review_event')
    .select(['at', 'summary', 'detail', 'document'])
    .where('review_id', '=', id)
    .where('kind', '=', 'read')
    .orderBy('id')
    .execute()
  const readings: EvidenceReading[] = []
  for (const { at, summary, detail, document } of rows) {
    const gone = erasedDetail.safeParse(detail === null ? undefined : JSON.parse(detail))
    readings.push({
      at: new Date(at),
      summary,
      ...(document !== null && { document: await unpack(document) }),
      ...(gone.success && { erased: gone.data.erasedDocument }),
    })
  }
  return readings
}

function receivedFor(db: Database, id: number): Promise<ReviewEvidence['received']> {
  return db
    .selectFrom('notification')
    .select(['id as notification', 'raw'])
    .where('review_id', '=', id)
    .orderBy('id')
    .execute()
}
