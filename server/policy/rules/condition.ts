import { conditionRule } from '../conditions/condition-rule.ts'
import { SUBJECTS, subjectsOf, VARIABLES } from '../conditions/subjects.ts'

/** A rule for reports of the customer's own, written in CEL. */
export const condition = conditionRule({
  type: 'condition',
  summary:
    'A condition of your own holds, for the report, or for an entry, itemization, allocation or attendee. Where a field that it needs is absent, or amounts are in two currencies, it is not evaluated.',
  example:
    "rule: condition\nid: big-alcohol\nseverity: warning\nexceptionCode: ALCOHOL\non: entry\nwhen: entry.expenseType.code in ['ALCOH'] && entry.posted > money('50', 'USD')\nobserved: entry.posted\nmessage: '{object}: alcohol above 50 USD.'",
  subjects: SUBJECTS,
  variables: VARIABLES,
  subjectsOf,
})
