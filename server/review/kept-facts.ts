import { readRequestV1 } from '../concur/read-request-v1.ts'
import { readRequestV4 } from '../concur/read-request-v4.ts'
import type { Pickable } from '../policy/file/selector.ts'
import type { TravelRequest } from '../request/travel-request.ts'
import type { Database } from '../store/database.ts'
import { keptReading } from '../store/reviews/kept-reading.ts'
import { pastReviewNumbered } from '../store/reviews/past-reviews.ts'
import { requestFacts } from './travel-requests.ts'

/**
 * What a scope picks a review by: of a report its facts, of a travel request the document that was decided on.
 * @returns `undefined` where that is not kept any more.
 */
export async function keptFacts(db: Database, reviewId: number): Promise<Pickable | undefined> {
  const past = await pastReviewNumbered(db, reviewId)
  if (past !== undefined) return past.facts.kind === 'report' ? past.facts.report : undefined
  const request = await keptRequest(db, reviewId)
  return request && requestFacts(request)
}

/** The travel request that was decided on, from the document that is kept of it; `undefined` where there is none. */
export async function keptRequest(db: Database, reviewId: number): Promise<TravelRequest | undefined> {
  const { document } = await keptReading(db, reviewId)
  if (document === undefined) return undefined
  // One is JSON and the other XML, so that one of them understands it.
  const v4 = readRequestV4(document)
  const read = v4.ok ? v4 : readRequestV1(document)
  return read.ok ? read.value : undefined
}
