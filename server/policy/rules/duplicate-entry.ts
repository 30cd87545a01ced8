import { entriesOf } from '../expenses.ts'
import { defineRule, hit, notEvaluated } from '../rule.ts'

/**
 * The same expense stands in the report twice: same expense type, day, posted amount and vendor, whatever the case
 * and spacing of the vendor. The second and every later one is flagged. Two entries without a vendor count as the
 * same vendor.
 * Fields: `ExpKey`, `TransactionDate`, `PostedAmount`, `VendorDescription`.
 */
export const duplicateEntry = defineRule({
  type: 'duplicate-entry',
  message: '{object}: the same as {observed}; an expense may be claimed {limit}.',
  parameters: {},
  *check(report) {
    const seen = new Map<string, string>()
    for (const { entry, object } of entriesOf(report)) {
      const { expenseType, transactionDate, posted, vendor = '' } = entry
      if (transactionDate === undefined || posted === undefined) {
        yield notEvaluated(`${object.label}, has no ${posted ? 'transaction date' : 'amount'}`)
        continue
      }
      const key = JSON.stringify([
        expenseType.code,
        transactionDate,
        posted.amount.toFixed(),
        posted.currency,
        fold(vendor),
      ])
      const first = seen.get(key)
      if (first === undefined) seen.set(key, object.label)
      else yield hit(object, first, 'once')
    }
  },
})

function fold(vendor: string): string {
  return vendor.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
