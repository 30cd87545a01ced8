import { entriesOf } from '../expenses.ts'
import { fold } from '../fingerprints.ts'
import { defineRule, judged, notEvaluated } from '../rule.ts'

/** The second and every later one is flagged. Two entries without a vendor count as the same vendor. */
export const duplicateEntry = defineRule({
  type: 'duplicate-entry',
  summary:
    'The same expense stands in the report twice: same expense type, day, posted amount and vendor, whatever the case and spacing of the vendor.',
  fields: ['ExpKey', 'TransactionDate', 'PostedAmount', 'VendorDescription'],
  example: 'rule: duplicate-entry\nseverity: warning\nexceptionCode: DUPENTRY',
  message: {
    en: '{object}: the same expense stands at {observed}; it may be claimed once.',
    de: '{object}: dieselbe Ausgabe steht bei {observed}; sie darf nur einmal abgerechnet werden.',
    fr: '{object} : la même dépense figure à {observed} ; elle ne peut être déclarée qu’une fois.',
    es: '{object}: el mismo gasto figura en {observed}; solo puede declararse una vez.',
  },
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
      yield judged(first !== undefined, object, first ?? '-', '1')
    }
  },
})
