import type { Person } from '../record/person.ts'
import { type ReviewFilter, readReviewFilter } from '../record/review-filter.ts'
import type { ReviewLine } from '../record/review-line.ts'
import type { Database } from '../store/database.ts'
import { createOverview } from '../store/operators/overview.ts'
import type { ConsoleActor } from './actor.ts'
import { inScope } from './in-scope.ts'

/** A page of reviews, newest first; or what is wrong with the wish, each beginning with the name of its field. */
export type ListedReviews =
  | {
      readonly ok: true
      readonly reviews: readonly ReviewLine[]
      /** The `before` of the next page; absent on the last one. */
      readonly next?: number
    }
  | { readonly ok: false; readonly problems: readonly string[] }

/** What listing needs. */
export interface ListServiceDeps {
  readonly db: Database
  /** An IANA name. */
  readonly timeZone: string
  readonly now: () => Date
}

/** Lists reviews, as far as they are in the scope of who asks. */
export interface ListService {
  /** @param wish Untrusted: see `readReviewFilter`. */
  list(actor: ConsoleActor, wish: unknown): Promise<ListedReviews>
}

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200
/** Reviews that are looked at for one page: of a narrow scope a page may be short, and yet not the last. */
const MAX_LOOKED_AT = 2000

/** The lists of that database. */
export function createListService({ db, timeZone, now }: ListServiceDeps): ListService {
  return {
    async list({ person }, wish) {
      const basis = { now: now(), timeZone, defaultLimit: DEFAULT_LIMIT, maxLimit: MAX_LIMIT }
      const read = readReviewFilter(wish, basis)
      return read.ok ? { ok: true, ...(await pageOf(db, person, read.filter)) } : read
    },
  }
}

async function pageOf(
  db: Database,
  person: Person,
  { limit, ...filter }: ReviewFilter,
): Promise<{ readonly reviews: readonly ReviewLine[]; readonly next?: number }> {
  const overview = createOverview(db)
  const reviews: ReviewLine[] = []
  let { before } = filter
  // One more than is wanted, to know whether there is another page.
  for (let lookedAt = 0; lookedAt < MAX_LOOKED_AT; lookedAt += limit + 1) {
    const some = await overview.reviews({
      ...filter,
      ...(before !== undefined && { before }),
      limit: limit + 1,
    })
    reviews.push(...(await inScope(db, person, some)))
    if (reviews.length > limit) return { reviews: reviews.slice(0, limit), ...nextAfter(reviews[limit - 1]) }
    if (some.length <= limit) return { reviews }
    before = some.at(-1)?.id
  }
  return { reviews, ...(before !== undefined && { next: before }) }
}

function nextAfter(last: ReviewLine | undefined): { readonly next?: number } {
  return last === undefined ? {} : { next: last.id }
}
