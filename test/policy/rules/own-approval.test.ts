import { buildReport } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

describe('the rule own-approval', () => {
  const cases: readonly RuleCase[] = [
    [
      'is content with another approver',
      'own-approval',
      buildReport({ approverLoginId: 'robin.example@example.co' }),
      [],
    ],
    [
      'finds the employee, whatever the letter case',
      'own-approval',
      buildReport({ approverLoginId: ' Robin.Example@EXAMPLE.com' }),
      ['nReportKey0001: Robin.Example@EXAMPLE.com | -'],
    ],
    [
      'says that v1.1 names no approver',
      'own-approval',
      buildReport(),
      ['cannot tell: not evaluated, field ApproverLoginID absent from the report (v1.1)'],
    ],
    [
      'cannot tell without the login of the employee',
      'own-approval',
      buildReport({ approverLoginId: 'lee@example.com', employee: {} }),
      ['cannot tell: the report has no login of its employee'],
    ],
  ]
  itSays(cases)
})
