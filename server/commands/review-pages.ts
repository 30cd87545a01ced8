import type { ReviewFilter } from '../record/review-filter.ts'
import type { ReviewLine } from '../record/review-line.ts'
import type { Overview } from '../store/operators/overview.ts'

/** A piece of a long list. */
const PAGE = 500

/** The reviews of a filter, newest first: a page in memory at a time, none that is empty. */
export async function* pagesOf(
  overview: Pick<Overview, 'reviews'>,
  { limit, ...filter }: ReviewFilter,
): AsyncGenerator<readonly ReviewLine[]> {
  let missing = limit
  let { before } = filter
  while (missing > 0) {
    const size = Math.min(PAGE, missing)
    const page = await overview.reviews({ ...filter, ...(before !== undefined && { before }), limit: size })
    if (page.length > 0) yield page
    if (page.length < size) return
    missing -= page.length
    before = page.at(-1)?.id
  }
}
