import { factsKey } from '../../../server/policy/facts/fingerprints.ts'
import { buildEntry, buildReport, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const RULE = 'unchanged-resubmission'
const sentBack = { expenses: [], sentBackAs: factsKey(buildReport()) }

describe('the rule unchanged-resubmission', () => {
  const cases: readonly RuleCase[] = [
    [
      'finds a report that is as it was sent back',
      RULE,
      buildReport(),
      ['nReportKey0001: 0 | ≥ 1'],
      sentBack,
    ],
    [
      'does not take for a change what Concur did to it',
      RULE,
      buildReport({ submittedAt: '2026-05-25T08:00:00', hasException: true, everSentBack: true }),
      ['nReportKey0001: 0 | ≥ 1'],
      sentBack,
    ],
    [
      'is content with a changed amount',
      RULE,
      buildReport({ entries: [buildEntry({ posted: money('18.49999999') })] }),
      [],
      sentBack,
    ],
    ['is content without an entry', RULE, buildReport({ entries: [] }), [], sentBack],
    ['has nothing to say of a first submission', RULE, buildReport(), []],
    [
      'has nothing to say of a report that only people sent back',
      RULE,
      buildReport({ everSentBack: true }),
      [],
    ],
  ]
  itSays(cases)
})
