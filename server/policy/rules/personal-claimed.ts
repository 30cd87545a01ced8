import { formatMoney, type Money } from '../../report/money.ts'
import type { FoundObject } from '../decision.ts'
import { approvedOf, entriesOf } from '../expenses.ts'
import { defineRule, hit, notEvaluated, type Observation } from '../rule.ts'

/**
 * An entry or itemization is marked as personal, and yet an amount of it is approved for payment. A personal entry
 * is judged as a whole; of other entries each itemization is.
 * Fields: `IsPersonal`, `ApprovedAmount`.
 */
export const personalClaimed = defineRule({
  type: 'personal-claimed',
  message: '{object}: marked as personal, but {observed} would be paid instead of {limit}.',
  parameters: {},
  *check(report) {
    for (const { entry, object, itemizations } of entriesOf(report)) {
      if (entry.isPersonal) {
        yield* judge(object, approvedOf(entry))
        continue
      }
      for (const item of itemizations) {
        if (item.expense.isPersonal) yield* judge(item.object, approvedOf(item.expense))
      }
    }
  },
})

function* judge(object: FoundObject, approved: Money | undefined): Iterable<Observation> {
  if (approved === undefined) yield notEvaluated(`${object.label}, has no approved amount`)
  else if (approved.amount.gt(0)) yield hit(object, formatMoney(approved), `0.00 ${approved.currency}`)
}
