import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const ALLOWED = 'vendor-out-of-policy, listed: allowed, vendors: { list: cars }, expenseTypes: [CARRT]'
const BLOCKED = 'vendor-out-of-policy, listed: blocked, vendors: { list: cars }'
const LISTS = { cars: 'id,cars\n1,Example  Rentals\n2,"Sample Cars, Inc."\n' }

const rental = (vendor: string | undefined, changes: Changes<Entry> = {}): ExpenseReport =>
  buildReport({ entries: [buildEntry({ expenseType: { code: 'CARRT' }, vendor, ...changes })] })

describe('the rule vendor-out-of-policy', () => {
  const cases: readonly RuleCase[] = [
    ['is content with an allowed vendor', ALLOWED, rental(' EXAMPLE Rentals '), []],
    ['is content with a name that has a comma', ALLOWED, rental('sample cars, inc.'), []],
    [
      'finds a vendor that is not in the list',
      ALLOWED,
      rental('Example Rentals Berlin '),
      ['nEntry0001: Example Rentals Berlin | -'],
    ],
    [
      'cannot tell without a vendor',
      ALLOWED,
      rental(undefined),
      ['cannot tell: entry 1, CARRT 18.50 USD on 2026-05-19, has no vendor'],
    ],
    [
      'finds a blocked vendor whatever its accents',
      'vendor-out-of-policy, listed: blocked, vendors: [CAFE DE PARIS]',
      rental('Café de Paris'),
      ['nEntry0001: Café de Paris | -'],
    ],
    [
      'finds a blocked vendor whatever its apostrophe',
      `vendor-out-of-policy, listed: blocked, vendors: ["Joe's"]`,
      rental('JOE’S'),
      ['nEntry0001: JOE’S | -'],
    ],
    ['leaves other expense types alone', ALLOWED, buildReport(), []],
    [
      'looks at an entry of which an itemization has the type',
      ALLOWED,
      rental('Others', {
        expenseType: { code: 'TRIP' },
        itemizations: [buildItemization({ expenseType: { code: 'carrt' } })],
      }),
      ['nEntry0001: Others | -'],
    ],
    [
      'leaves a personal expense alone of which nothing is paid',
      ALLOWED,
      rental('Others', { isPersonal: true, approved: money('0') }),
      [],
    ],
    ['is content with a vendor that is not blocked', BLOCKED, rental('Others'), []],
    [
      'finds a blocked vendor in any expense type',
      BLOCKED,
      rental('Example Rentals', { expenseType: { code: 'TAXIX' } }),
      ['nEntry0001: Example Rentals | -'],
    ],
  ]
  itSays(cases, LISTS)
  itRefuses('vendor-out-of-policy, listed: no, vendors: [Others]', 'expected allowed or blocked')
})
