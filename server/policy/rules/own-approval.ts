import { foldCase } from '../../report/fold.ts'
import { reportObject } from '../facts/expenses.ts'
import { defineRule, fieldAbsent, judged, notEvaluated } from '../rule.ts'

export const ownApproval = defineRule({
  type: 'own-approval',
  summary:
    'The approver of the report is the employee whose report it is. Logins are compared whatever their letter case.',
  fields: ['ApproverLoginID', 'X_UserID'],
  example: 'rule: own-approval\nseverity: stop',
  message: {
    en: '{object}: {observed} submitted it and is its approver too.',
    de: '{object}: {observed} hat den Bericht eingereicht und soll ihn auch genehmigen.',
    fr: '{object} : {observed} l’a soumise et doit aussi l’approuver.',
    es: '{object}: {observed} lo presentó y también debe aprobarlo.',
  },
  parameters: {},
  untold: () => ({ v1: ['ApproverLoginID'], v4: ['ApproverLoginID'] }),
  *check(report) {
    const { approverLoginId: approver, employee } = report
    const object = reportObject(report)
    if (approver === undefined) yield fieldAbsent(report, 'ApproverLoginID')
    else if (employee.loginId === undefined) yield notEvaluated('the report has no login of its employee')
    else yield judged(foldCase(approver) === foldCase(employee.loginId), object, approver.trim(), '-')
  },
})
