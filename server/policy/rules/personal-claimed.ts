import { Big } from 'big.js'
import type { FoundObject } from '../../record/decision.ts'
import { type Money, signOf } from '../../report/money.ts'
import { approvedOf, entriesOf } from '../facts/expenses.ts'
import { defineRule, judged, notEvaluated, type Remark } from '../rule.ts'

/** A personal entry is judged as a whole; of other entries each itemization is. */
export const personalClaimed = defineRule({
  type: 'personal-claimed',
  summary: 'An entry or itemization is marked as personal, and yet an amount of it is approved for payment.',
  fields: ['IsPersonal', 'ApprovedAmount'],
  example: 'rule: personal-claimed\nseverity: error\nexceptionCode: PERSONAL',
  message: {
    en: '{object}: marked as personal, but {observed} would be paid instead of {limit}.',
    de: '{object}: als privat gekennzeichnet, doch es würden {observed} statt {limit} erstattet.',
    fr: '{object} : marquée comme personnelle, mais {observed} seraient remboursés au lieu de {limit}.',
    es: '{object}: marcado como personal, pero se pagarían {observed} en lugar de {limit}.',
  },
  parameters: {},
  *check(report) {
    for (const { entry, object, itemizations } of entriesOf(report)) {
      if (entry.isPersonal) {
        yield judge(object, approvedOf(entry))
        continue
      }
      for (const item of itemizations) {
        if (item.expense.isPersonal) yield judge(item.object, approvedOf(item.expense))
      }
    }
  },
})

function judge(object: FoundObject, approved: Money | undefined): Remark {
  if (approved === undefined) return notEvaluated(`${object.label}, has no approved amount`)
  return judged(signOf(approved.amount) > 0, object, approved, {
    amount: new Big(0),
    currency: approved.currency,
  })
}
