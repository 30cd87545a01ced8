import { bulkSums } from '../record/bulk-decision.ts'
import { decidesOnReports } from '../record/may-decide.ts'
import type { BulkNews, News } from '../record/news.ts'
import { judgeByKept } from '../review/judge-by-kept.ts'
import type { Database } from '../store/database.ts'
import { createPeople } from '../store/people/people.ts'
import type { UntoldBulk } from '../store/telling/untold-bulks.ts'

/**
 * A decision on several reviews waits for a second person, or that one has spoken. Pure.
 * @param mayConfirm Logins of those who can confirm it.
 * @returns `undefined` where nobody need be told.
 */
export function bulkNewsOf(
  { bulk, reviews }: UntoldBulk,
  mayConfirm: readonly string[],
  now: Date,
): News | undefined {
  const { id, by, state, content, proposedAt, endedBy = by, endedAt = now } = bulk
  const about: BulkNews = {
    bulkId: id,
    action: content.action,
    count: content.reviews.length,
    sums: bulkSums(reviews),
    ...(content.reason !== undefined && { reason: content.reason }),
  }
  const named = { id: `bulk-${id}-${state}`, bulk: about }
  if (state === 'proposed')
    return { kind: 'to confirm', ...named, at: proposedAt.toISOString(), by, of: [...mayConfirm] }
  if (state !== 'confirmed' && state !== 'rejected') return undefined
  return { kind: state, ...named, at: endedAt.toISOString(), by: endedBy, of: by }
}

/** Logins of those who may decide on each of the reviews, but for who proposed it. */
export async function whoMayConfirm(db: Database, { bulk }: UntoldBulk): Promise<readonly string[]> {
  if (bulk.state !== 'proposed') return []
  const judge = judgeByKept(db)
  const logins: string[] = []
  for (const person of await createPeople(db).list()) {
    if (person.login === bulk.by || !decidesOnReports(person)) continue
    let mayAll = true
    for (const { id } of bulk.content.reviews) mayAll &&= (await judge(person, id)) === undefined
    if (mayAll) logins.push(person.login)
  }
  return logins
}
