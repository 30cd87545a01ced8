import type { Entry, ExpenseReport } from '../report/expense-report.ts'
import { type Decimal, type Money, sumOf } from '../report/money.ts'
import type { Decision } from './decision.ts'
import type { Amount } from './listing.ts'

/** A part of a report that can have a finding; what is inside of one that has is not counted again. */
interface Part {
  readonly ids: readonly string[]
  readonly amount?: Money | undefined
  readonly parts: readonly Part[]
}

const HUNDREDTH = '0.01'

/**
 * What is in question of a report: the sum of its parts that have a finding with consequences, each counted once, by
 * currency. All of the report where something was found of it as a whole. Pure.
 */
export function amountsInQuestion(
  report: Pick<ExpenseReport, 'total' | 'entries'>,
  { findings }: Pick<Decision, 'findings'>,
): readonly Amount[] {
  const found = new Set(
    findings.flatMap(({ enforce, object }) => (enforce === 'act' ? [keyOf(object.type, object.id)] : [])),
  )
  if (found.size === 0) return []
  const { total } = report
  const isWhole = findings.some(({ enforce, object }) => enforce === 'act' && object.type === 'Report')
  if (isWhole && total !== undefined) return sumsOf([total])
  return sumsOf(report.entries.flatMap((entry) => within(partOf(entry), found)))
}

/** Adds amounts exactly, those of each currency apart, in the order of the currencies' codes. */
export function sumsOf(amounts: readonly Money[]): readonly Amount[] {
  return [...Map.groupBy(amounts, ({ currency }) => currency)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, all]) => ({ currency, amount: sumOf(all.map(({ amount }) => amount)).toFixed() }))
}

function within({ ids, amount, parts }: Part, found: ReadonlySet<string>): readonly Money[] {
  if (amount !== undefined && ids.some((id) => found.has(id))) return [amount]
  return parts.flatMap((part) => within(part, found))
}

function partOf({ entryId, posted, transaction, itemizations, allocations }: Entry): Part {
  const { amount, currency } = transaction ?? {}
  const purchase = amount !== undefined && currency !== undefined ? { amount, currency } : undefined
  return {
    ids: [keyOf('Entry', entryId)],
    amount: posted ?? purchase,
    parts: [
      ...itemizations.map((item) => ({
        ids: [keyOf('Itemization', item.itemizationId)],
        amount: item.posted,
        parts: item.allocations.map((each) => shareOf(each, item.posted)),
      })),
      ...allocations.map((each) => shareOf(each, posted)),
    ],
  }
}

/** Without a percentage it may be all of it. */
function shareOf(
  { allocationId, percentage }: { readonly allocationId: string; readonly percentage?: Decimal },
  of: Money | undefined,
): Part {
  const amount =
    of === undefined || percentage === undefined
      ? of
      : { ...of, amount: of.amount.times(percentage).times(HUNDREDTH) }
  return { ids: [keyOf('Allocation', allocationId)], amount, parts: [] }
}

/** An itemization that has no id of its own must not be taken for an entry. */
function keyOf(type: string, id: string): string {
  return `${type} ${id}`
}
