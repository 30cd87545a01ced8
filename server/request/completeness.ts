import { type Gap, gapOf } from '../report/completeness.ts'
import type { TravelRequest } from './travel-request.ts'

const NOUNS = ['planned expense', 'planned expenses'] as const

/**
 * Whether a travel request was seen whole: pure. On v1.0 `EntryCount`, where it is given, is the number of planned
 * expenses, and their posted amounts sum to `RequestTotal`, as they do in the documented example; cash advances are
 * not part of it there. On v4 the planned expenses are links that are not read; that there are none where the total is
 * not 0 is the only gap that can be seen.
 * @see SAP Concur, Travel Request v1, "Get travel request details"; Travel Request v4, "Request Resources".
 */
export function gapOfRequest({ entries, entryCount, total, currency }: TravelRequest): Gap | undefined {
  if (entries !== undefined) {
    const parts = entries.map(({ posted, foreign }) => ({
      ...(posted !== undefined && { posted }),
      ...(foreign !== undefined && { transaction: foreign }),
    }))
    const counts = [[entryCount, [parts.length]]] as const
    return gapOf({ parts, nouns: NOUNS, total, counts, deductions: [] }, currency ?? '')
  }
  const isEmpty = entryCount === 0 && total !== undefined && !total.amount.eq(0)
  return isEmpty
    ? gapOf({ parts: [], nouns: NOUNS, total, counts: [], deductions: [] }, total.currency)
    : undefined
}
