import { z } from 'zod'
import { entriesOf, isClaimed, reportObject } from '../expenses.ts'
import { defineRule, hit } from '../rule.ts'

const PLACES = 'expected report, entry or both, such as [report, entry]'

/**
 * The business purpose of the report or of an entry is blank. Where an itemized entry has none, each of its
 * itemizations needs one. Personal expenses that are not claimed need none.
 * Fields: `Purpose` of the report, `BusinessPurpose`, `IsPersonal`.
 */
export const purposeMissing = defineRule({
  type: 'purpose-missing',
  message: '{object}: the business purpose is missing.',
  parameters: { on: z.array(z.enum(['report', 'entry'], PLACES), PLACES).min(1, PLACES) },
  *check(report, { on }) {
    if (on.includes('report') && isBlank(report.purpose)) yield hit(reportObject(report), 'empty', 'required')
    if (!on.includes('entry')) return

    for (const { entry, object, itemizations } of entriesOf(report)) {
      if (!isClaimed(entry) || !isBlank(entry.businessPurpose)) continue
      const parts = itemizations.length > 0 ? itemizations : [{ expense: entry, object }]
      for (const part of parts) {
        if (isClaimed(part.expense) && isBlank(part.expense.businessPurpose)) {
          yield hit(part.object, 'empty', 'required')
        }
      }
    }
  },
})

function isBlank(text = ''): boolean {
  return text.trim() === ''
}
