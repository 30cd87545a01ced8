import type { Person } from '../record/person.ts'
import { scopeOf } from '../review/judge-person.ts'
import type { Database } from '../store/database.ts'
import { headersOf } from '../store/reviews/headers-of.ts'

/**
 * Those of the reviews, in their order, that are in the scope of a person; all of them where the person has none.
 * Where it cannot be told whether one is, it is not.
 */
export async function inScope<Review extends { readonly id: number }>(
  db: Database,
  person: Pick<Person, 'scope'>,
  reviews: readonly Review[],
): Promise<readonly Review[]> {
  if (person.scope === undefined) return reviews
  const isInScope = scopeOf(person)
  const headers = await headersOf(
    db,
    reviews.map(({ id }) => id),
  )
  return reviews.filter(({ id }) => {
    const header = headers.get(id)
    return header !== undefined && isInScope(header.scope)
  })
}
