import type { QueueEntry } from '../record/queue-entry.ts'
import { workingDaysSince } from '../record/working-days.ts'
import { decimalOrder } from '../report/decimal-order.ts'
import { parseDecimal } from '../report/money.ts'
import type { QueueView } from './queue-views.ts'

/** Views of what has ended: what came last is looked at first. */
const NEWEST_FIRST = new Set<QueueView>(['sent-back', 'trial', 'decided'])

/**
 * Sorts the entries of a view: what has waited longest first, by working days; on one day by currency, and within it
 * the greatest amount first, since amounts of different currencies cannot be compared. Pure.
 */
export function inQueueOrder(
  view: QueueView,
  entries: readonly QueueEntry[],
  now: Date,
  timeZone: string,
): readonly QueueEntry[] {
  if (NEWEST_FIRST.has(view)) return entries.toSorted((a, b) => b.id - a.id)
  return entries
    .map((entry) => ({
      entry,
      age: workingDaysSince(entry.startedAt, now, timeZone),
      ...greatest(entry),
    }))
    .toSorted(
      (a, b) =>
        b.age - a.age ||
        compare(a.currency, b.currency) ||
        compare(b.order, a.order) ||
        a.entry.id - b.entry.id,
    )
    .map(({ entry }) => entry)
}

/** What is in question, or the total where nothing is. */
function greatest({ isIncomplete, listing, total, currency }: QueueEntry) {
  const [first] = isIncomplete ? [] : (listing?.inQuestion ?? [])
  const amount = parseDecimal(first?.amount ?? total ?? '')
  return {
    currency: first?.currency ?? currency,
    order: amount === undefined ? '' : decimalOrder(amount),
  }
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
