import { reportObject } from '../facts/expenses.ts'
import { factsKey } from '../facts/fingerprints.ts'
import { defineRule, judged } from '../rule.ts'

/** What counts as a change, `factsKey` says. */
export const unchangedResubmission = defineRule({
  type: 'unchanged-resubmission',
  summary:
    'The connector sent the report back, and it was submitted again with nothing changed that the employee can change: header, entries, itemizations, allocations, attendees, receipts or comments on them. Reports that were sent back by people alone are left alone.',
  fields: ['ReportId', 'ExpenseEntry', 'ItemizationEntryDetails', 'Allocations', 'AttendeeDetails'],
  example: 'rule: unchanged-resubmission\nseverity: stop',
  message: {
    en: '{object}: submitted again without any change after it was sent back.',
    de: '{object}: nach der Rücksendung ohne jede Änderung erneut eingereicht.',
    fr: '{object} : soumise à nouveau sans aucune modification après son renvoi.',
    es: '{object}: enviado de nuevo sin ningún cambio después de su devolución.',
  },
  parameters: {},
  asksFor: () => ({ kind: 'sent back' }),
  *check(report, _parameters, { sentBackAs }) {
    if (sentBackAs === undefined) return
    const isUnchanged = sentBackAs === factsKey(report)
    yield judged(isUnchanged, reportObject(report), isUnchanged ? '0' : '≥ 1', '≥ 1')
  },
})
