import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildPast } from '../../support/build-past-expense.ts'
import { buildEntry, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { documentedReport } from '../documented-report.ts'

const RULE = 'affidavits-too-often, per: month, atMost: 2'
const declared: Changes<Entry> = { hasMissingReceiptDeclaration: true }
const withReceipt: Changes<Entry> = { hasMissingReceiptDeclaration: false }

function reportOf(...entries: readonly Changes<Entry>[]): ExpenseReport {
  return buildReport({
    source: 'v4',
    entries: entries.map((changes, index) => buildEntry({ entryId: `n${index + 1}`, ...changes })),
  })
}

describe('the rule affidavits-too-often', () => {
  const two = buildPast({ hasAffidavit: true }, { hasAffidavit: true, day: '2026-05-01' })
  const cases: readonly RuleCase[] = [
    ['is content with the number that is allowed', RULE, reportOf(declared, withReceipt, declared), []],
    [
      'flags the first one too many',
      RULE,
      reportOf(declared, declared, declared, declared),
      ['n3: 4 (2026-05) | 2'],
    ],
    ['counts those of earlier reports', RULE, reportOf(withReceipt, declared), ['n2: 3 (2026-05) | 2'], two],
    [
      'is content where earlier reports are of another month',
      RULE,
      reportOf({ ...declared, transactionDate: '2026-06-01' }),
      [],
      two,
    ],
    [
      'leaves earlier expenses with a receipt out',
      RULE,
      reportOf(declared, declared),
      [],
      buildPast({ hasAffidavit: false }),
    ],
    [
      'leaves reports of others out',
      RULE,
      reportOf(declared, declared),
      [],
      buildPast({ hasAffidavit: true, isSameEmployee: false }),
    ],
    [
      'counts an itemized entry of an earlier report once',
      RULE,
      reportOf(declared),
      [],
      buildPast(
        { hasAffidavit: true, isItemized: true },
        { hasAffidavit: true, type: 'Itemization' },
        { hasAffidavit: true, type: 'Itemization' },
      ),
    ],
    [
      'leaves personal expenses out of which nothing is approved',
      RULE,
      reportOf(declared, declared, { ...declared, isPersonal: true, approved: money('0') }),
      [],
    ],
    [
      'allows none where it is told so',
      'affidavits-too-often, per: year, atMost: 0',
      reportOf(declared),
      ['n1: 1 (2026) | 0'],
    ],
    [
      'cannot tell where earlier reports do not say',
      RULE,
      reportOf(declared),
      [
        'cannot tell: not evaluated, field hasMissingReceiptDeclaration absent from earlier reports of 2026-05',
      ],
      buildPast({}),
    ],
    [
      'is certain of too many even where one earlier report does not say',
      RULE,
      reportOf(declared),
      ['n1: 3 (2026-05) | 2'],
      { expenses: [...two.expenses, ...buildPast({}).expenses] },
    ],
    [
      'does not mind what earlier reports leave open where there is no affidavit now',
      RULE,
      reportOf(withReceipt),
      [],
      buildPast({}),
    ],
    [
      'cannot tell without a date',
      RULE,
      reportOf({ ...declared, transactionDate: undefined }),
      ['cannot tell: entry 1, Taxi 18.50 USD, has no valid transaction date'],
    ],
    [
      'says once that v1.1 does not tell, as in the documented report',
      RULE,
      documentedReport(),
      ['cannot tell: not evaluated, field hasMissingReceiptDeclaration absent from the report (v1.1)'],
    ],
  ]
  itSays(cases)
})
