import { z } from 'zod'
import { type Decimal, type Money, parseDecimal } from '../report/money.ts'
import { sumsOf } from './amounts-in-question.ts'
import { HUMAN_ACTIONS, VERDICTS } from './human-decision.ts'
import type { Amount } from './listing.ts'

/** By currency, the sum up to which one person alone decides on several reports at once. */
export type BulkLimits = ReadonlyMap<string, Decimal>

const saidVerdict = z.object({ on: z.string(), verdict: z.enum(VERDICTS) })

/** One decision on several reviews, as it is kept. */
export const bulkContent = z.object({
  /** With the readings that the person has decided on, and the verdicts on the reasons that each was held for then. */
  reviews: z.array(
    z.object({
      id: z.number().int(),
      readingKey: z.string(),
      verdicts: z.array(saidVerdict).exactOptional(),
    }),
  ),
  action: z.enum(HUMAN_ACTIONS),
  verdicts: z.array(saidVerdict),
  reason: z.string().exactOptional(),
  comment: z.string().exactOptional(),
})
/** One decision on several reviews. */
export type BulkContent = z.infer<typeof bulkContent>

/**
 * Where a decision on several reviews stands. `decided`: one person alone was enough. `void`: whoever proposed it has no
 * account any more.
 *
 *   decided
 *   proposed ──> confirmed | withdrawn | rejected
 *      └──> void ──> rejected
 */
export const BULK_STATES = ['decided', 'proposed', 'confirmed', 'withdrawn', 'rejected', 'void'] as const
/** One of {@link BULK_STATES}. */
export type BulkState = (typeof BULK_STATES)[number]

/** Those of its reviews on which nothing was decided, and why, each as a sentence in English. */
export const bulkRefusals = z.array(
  z.object({ id: z.number().int(), problems: z.array(z.string()).readonly() }),
)
/** See {@link bulkRefusals}. */
export type BulkRefusals = z.infer<typeof bulkRefusals>

/** A decision on several reviews. */
export interface KeptBulk {
  readonly id: number
  readonly content: BulkContent
  /** Login of the person who decides. */
  readonly by: string
  readonly proposedAt: Date
  readonly state: BulkState
  /** Login of whoever confirmed, withdrew or rejected it. */
  readonly endedBy?: string
  readonly endedAt?: Date
  readonly refusals: BulkRefusals
}

/** What is known of a review that is decided on together with others. */
export interface BulkReview {
  readonly id: number
  /** Exact decimal; absent where the report has none. */
  readonly total?: string
  readonly currency: string
  readonly readingKey?: string
  readonly startedAt: Date
}

/** The sums of the reports' totals, by currency; what has no total counts as nothing here. Pure. */
export function bulkSums(reviews: readonly BulkReview[]): readonly Amount[] {
  return sumsOf(reviews.flatMap(moneyOf))
}

/**
 * The sums that one person alone does not decide on: those above the limit of their currency, and those in a currency
 * that has none. A report that gives money back makes no room for others. Where a report has no total nobody can tell, so that its currency is among them. Pure.
 * @param limits Absent where nobody has set any: then one person is enough.
 */
export function needSecond(
  reviews: readonly BulkReview[],
  limits: BulkLimits | undefined,
): readonly Amount[] {
  if (limits === undefined || reviews.length < 2) return []
  const withoutTotal = new Set(reviews.flatMap((each) => (moneyOf(each).length === 0 ? each.currency : [])))
  const sums = bulkSums(reviews.filter((each) => moneyOf(each).every(({ amount }) => amount.gte('0'))))
  const missing = [...withoutTotal]
    .filter((currency) => sums.every((each) => each.currency !== currency))
    .map((currency) => ({ currency, amount: '0' }))
  return [...sums, ...missing].filter(({ amount, currency }) => {
    const limit = limits.get(currency)
    return limit === undefined || withoutTotal.has(currency) || parseDecimal(amount)?.lte(limit) !== true
  })
}

function moneyOf({ total = '', currency }: BulkReview): readonly Money[] {
  const amount = parseDecimal(total)
  return amount === undefined ? [] : [{ amount, currency }]
}

/** What makes handing in each of them twice one decision, see `CallerKey`. */
export function bulkKey(bulkId: number, reviewId: number): string {
  return `bulk-${bulkId}-${reviewId}`
}
