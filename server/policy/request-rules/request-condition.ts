import { conditionRule } from '../conditions/condition-rule.ts'
import { REQUEST_SUBJECTS, REQUEST_VARIABLES, requestSubjectsOf } from '../conditions/request-subjects.ts'

/** A rule for travel requests of the customer's own, written in CEL. */
export const requestCondition = conditionRule({
  type: 'request-condition',
  summary:
    'A condition of your own holds, for the request or for one of its planned expenses. Where a field that it needs is absent, or amounts are in two currencies, it is not evaluated.',
  example:
    "rule: request-condition\nid: long-trip\nseverity: stop\non: request\nwhen: daysBetween(request.startDate, request.endDate) > 30\nmessage: '{object}: trips of more than a month are approved by a person.'",
  subjects: REQUEST_SUBJECTS,
  variables: REQUEST_VARIABLES,
  subjectsOf: requestSubjectsOf,
})
