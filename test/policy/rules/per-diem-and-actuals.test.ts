import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildPast } from '../../support/build-past-expense.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const RULE = 'per-diem-and-actuals, perDiemTypes: [perdi], actualTypes: [LUNCH, DINNR]'
const perDiem: Changes<Entry> = { expenseType: { code: 'PERDI' } }
const lunch: Changes<Entry> = { expenseType: { code: 'lunch' } }

function reportOf(...entries: readonly Changes<Entry>[]): ExpenseReport {
  return buildReport({
    entries: entries.map((changes, index) => buildEntry({ entryId: `n${index + 1}`, ...changes })),
  })
}

describe('the rule per-diem-and-actuals', () => {
  const LUNCH_FOUND = ['n1: entry 2, PERDI 18.50 USD on 2026-05-19 | 2026-05-19']
  const EARLIER = 'Earlier trip (11111111111111111111)'
  const cases: readonly RuleCase[] = [
    ['is content with per diems alone', RULE, reportOf(perDiem, perDiem), []],
    ['is content with actual costs alone', RULE, reportOf(lunch, lunch), []],
    ['finds the actual costs of a day with a per diem', RULE, reportOf(lunch, perDiem), LUNCH_FOUND],
    ['lets another day pass', RULE, reportOf(lunch, { ...perDiem, transactionDate: '2026-05-20' }), []],
    ['lets other expense types pass', RULE, reportOf({}, perDiem), []],
    [
      'finds an itemization, on its own day or that of its entry',
      RULE,
      reportOf(
        {
          transactionDate: '2026-05-20',
          itemizations: [
            buildItemization({ expenseType: { code: 'DINNR' } }),
            buildItemization({
              itemizationId: 'nSecond',
              expenseType: { code: 'DINNR' },
              transactionDate: undefined,
            }),
          ],
        },
        { ...perDiem, transactionDate: '2026-05-20' },
      ),
      ['nSecond: entry 2, PERDI 18.50 USD on 2026-05-20 | 2026-05-20'],
    ],
    [
      'takes a type that is both for a per diem',
      'per-diem-and-actuals, perDiemTypes: [LUNCH], actualTypes: [LUNCH]',
      reportOf(lunch, lunch),
      [],
    ],
    [
      'leaves credits and personal expenses out',
      RULE,
      reportOf(
        { ...lunch, posted: money('-5') },
        { ...lunch, isPersonal: true, approved: money('0') },
        perDiem,
      ),
      [],
    ],
    ['leaves per diems of zero out', RULE, reportOf(lunch, { ...perDiem, posted: money('0E-8') }), []],
    [
      'finds a per diem of an earlier report',
      RULE,
      reportOf(lunch),
      [`n1: ${EARLIER} | 2026-05-19`],
      buildPast({ expenseType: 'PERDI' }),
    ],
    [
      'finds a per diem after actual costs of an earlier report',
      RULE,
      reportOf(perDiem),
      [`n1: ${EARLIER} | 2026-05-19`],
      buildPast({ expenseType: 'LUNCH', type: 'Itemization' }),
    ],
    [
      'leaves the rest of earlier reports out',
      RULE,
      reportOf(lunch),
      [],
      buildPast(
        { expenseType: 'PERDI', isSameEmployee: false },
        { expenseType: 'PERDI', day: '2026-05-20' },
        { expenseType: 'PERDI', isItemized: true },
        { expenseType: 'PERDI', posted: money('-5') },
        { expenseType: 'PERDI', day: undefined },
        { expenseType: 'LUNCH' },
      ),
    ],
    [
      'cannot tell without a date',
      RULE,
      reportOf({ ...lunch, transactionDate: undefined }),
      ['cannot tell: entry 1, lunch 18.50 USD, has no valid transaction date'],
    ],
  ]
  itSays(cases)
})
