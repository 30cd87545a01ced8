import type { Entry } from '../../report/expense-report.ts'
import { formatDecimal } from '../../report/money.ts'
import { entriesOf, isClaimed } from '../expenses.ts'
import { amountPerCurrency, yesNo } from '../parameters.ts'
import { defineRule, hit, notEvaluated } from '../rule.ts'

/**
 * An entry above an amount has neither a receipt image nor an e-receipt, or Concur itself asks for one and there is
 * none. Credits (negative amounts) and personal expenses that are not claimed need none.
 * Fields: `PostedAmount`, `ReceiptImageId`, `EreceiptId`, `ReceiptRequired`, `ImageRequired`, `IsPersonal`.
 */
export const receiptMissing = defineRule({
  type: 'receipt-missing',
  message: '{object}: {observed}; it is {limit}.',
  parameters: { above: amountPerCurrency, alsoWhenConcurRequires: yesNo.default(true) },
  *check(report, { above, alsoWhenConcurRequires }) {
    for (const { entry, object } of entriesOf(report)) {
      if (!isClaimed(entry) || hasReceipt(entry)) continue
      const currency = entry.posted?.currency ?? report.currency
      const limit = above.get(currency)
      if (alsoWhenConcurRequires && (entry.receiptRequired || entry.imageRequired)) {
        yield hit(object, 'no receipt', 'required by Concur')
      } else if (entry.posted === undefined) {
        yield notEvaluated(`${object.label}, has no amount`)
      } else if (limit === undefined) {
        yield notEvaluated(`no amount is given for ${currency}`)
      } else if (limit.lt(entry.posted.amount)) {
        yield hit(object, 'no receipt', `required above ${formatDecimal(limit)} ${currency}`)
      }
    }
  },
})

function hasReceipt({ receiptImageId, eReceiptId }: Entry): boolean {
  return receiptImageId !== undefined || eReceiptId !== undefined
}
