import { Big } from 'big.js'
import type { Allocation, Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import {
  buildAllocation,
  buildEntry,
  buildItemization,
  buildReport,
  type Changes,
} from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'

const withEntry = (changes: Changes<Entry>): ExpenseReport => buildReport({ entries: [buildEntry(changes)] })
const shares = (...percentages: readonly string[]): readonly Allocation[] =>
  percentages.map((percentage) => buildAllocation({ percentage: new Big(percentage) }))

describe('the rule allocation-sum', () => {
  const cases: readonly RuleCase[] = [
    ['is content with none', 'allocation-sum', buildReport(), []],
    ['is content with halves', 'allocation-sum', withEntry({ allocations: shares('50', '50.00000000') }), []],
    [
      'is content with rounded thirds',
      'allocation-sum',
      withEntry({ allocations: shares('33.33', '33.33', '33.33') }),
      [],
    ],
    [
      'finds 0.00000001 beyond the tolerance',
      'allocation-sum',
      withEntry({ allocations: shares('99.98999999') }),
      ['nEntry0001: 99.98999999 % | 100.00 %'],
    ],
    [
      'finds too much',
      'allocation-sum, tolerance: 0',
      withEntry({ allocations: shares('50', '50.00000001') }),
      ['nEntry0001: 100.00000001 % | 100.00 %'],
    ],
    [
      'finds them on an itemization',
      'allocation-sum',
      withEntry({ itemizations: [buildItemization({ allocations: shares('60', '30') })] }),
      ['nItem0001: 90.00 % | 100.00 %'],
    ],
    [
      'cannot tell without a percentage',
      'allocation-sum',
      withEntry({ allocations: [buildAllocation({ percentage: undefined })] }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has an allocation without a percentage'],
    ],
  ]
  itSays(cases)
})
