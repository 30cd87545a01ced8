import type { QueueWish } from './queue.ts'
import { FILTER_FIELDS, type QueueFilter } from './queue-filter.ts'
import { QUEUE_VIEWS, type QueueView } from './queue-views.ts'

/** What an address of the queue says. No name of a person stands in it. */
export interface QueuePlaceInAddress {
  readonly view: QueueView
  readonly savedId?: number | undefined
  readonly filter?: QueueFilter
  readonly page?: number
}

const FIRST_VIEW: QueueView = 'needs-review'

/** The address of a page of the queue; the shortest one that says it. Pure. */
export function queueAddress({ view, savedId, filter = {}, page = 1 }: QueuePlaceInAddress): string {
  const query = new URLSearchParams()
  if (savedId !== undefined) query.set('saved', String(savedId))
  else if (view !== FIRST_VIEW) query.set('view', view)
  if (savedId === undefined)
    for (const field of FILTER_FIELDS) {
      const value = filter[field]
      if (value !== undefined) query.set(field, value)
    }
  if (page > 1) query.set('page', String(page))
  const text = query.toString()
  return text === '' ? '/' : `/?${text}`
}

/** What is wanted by the query of an address. Pure. @param query Untrusted; what cannot be read is left out. */
export function wishOf(query: Readonly<Record<string, unknown>>): QueueWish {
  const saved = numberIn(query['saved'])
  const { view = '' } = query
  const known = QUEUE_VIEWS.find((each) => each === view)
  const isUnknown =
    (known === undefined && view !== '') || (saved === undefined && query['saved'] !== undefined)
  const page = numberIn(query['page'])
  return {
    view: known ?? FIRST_VIEW,
    ...(isUnknown && { isUnknown }),
    filter: query,
    ...(saved !== undefined && { saved }),
    ...(page !== undefined && { page }),
  }
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined
}
