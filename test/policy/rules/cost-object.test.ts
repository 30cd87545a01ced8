import type { ExpenseReport, Itemization } from '../../../server/report/expense-report.ts'
import {
  buildAllocation,
  buildEntry,
  buildItemization,
  buildReport,
  type Changes,
  money,
} from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const ON_ENTRY = 'cost-object, on: entry, field: custom1, costObjects: { list: objects }'
const ON_ALLOCATION = ON_ENTRY.replace('on: entry', 'on: allocation')
const ON_REPORT = 'cost-object, on: report, field: orgUnit1, costObjects: { list: objects }'
const LISTS = {
  objects: [
    'code,from,until,status',
    '4711,,,',
    '4712,2026-05-01,2026-05-19,Open',
    'p-1,,,closed',
    '4714,,2026-01-31,open',
    '4714,2026-05-01,,open',
  ].join('\n'),
}

const charged = (custom1: string, changes: Parameters<typeof buildEntry>[0] = {}): ExpenseReport =>
  buildReport({ entries: [buildEntry({ custom: { custom1 }, ...changes })] })
const allocated = (...values: readonly string[]): ExpenseReport =>
  buildReport({
    entries: [buildEntry({ allocations: values.map((custom1) => buildAllocation({ custom: { custom1 } })) })],
  })
const item = (changes: Changes<Itemization>) => buildItemization(changes)

describe('the rule cost-object', () => {
  const cases: readonly RuleCase[] = [
    ['is content with a cost object of the list', ON_ENTRY, charged('4711'), []],
    ['takes the code of a list value', ON_ENTRY, charged('(4711) 9999'), []],
    ['takes the code of a list value without a blank', ON_ENTRY, charged('(4711)Fair'), []],
    [
      'finds one that is not in the list, whatever its name',
      ON_ENTRY,
      charged('(9999) 4711 '),
      ['nEntry0001: (9999) 4711 | -'],
    ],
    ['is content on the last day', ON_ENTRY, charged('4712', { transactionDate: '2026-05-19' }), []],
    [
      'finds one on the day after its last',
      ON_ENTRY,
      charged('4712', { transactionDate: '2026-05-20' }),
      ['nEntry0001: 4712 | -'],
    ],
    [
      'finds one on the day before its first',
      ON_ENTRY,
      charged('4712', { transactionDate: '2026-04-30' }),
      ['nEntry0001: 4712 | -'],
    ],
    ['finds a closed one', ON_ENTRY, charged('P-1'), ['nEntry0001: P-1 | -']],
    ['is content with one that was opened again', ON_ENTRY, charged('4714'), []],
    [
      'finds one between two times',
      ON_ENTRY,
      charged('4714', { transactionDate: '2026-02-01' }),
      ['nEntry0001: 4714 | -'],
    ],
    [
      'cannot tell without a day',
      ON_ENTRY,
      charged('4712', { transactionDate: undefined }),
      ['cannot tell: entry 1, Taxi 18.50 USD, has no transaction date'],
    ],
    ['needs no day where there are no bounds', ON_ENTRY, charged('4711', { transactionDate: undefined }), []],
    [
      'cannot tell without a cost object',
      ON_ENTRY,
      buildReport(),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has no custom1'],
    ],
    [
      'takes that of the entry for an itemization without one',
      ON_ENTRY,
      charged('4712', {
        itemizations: [
          item({ itemizationId: 'nOwn', custom: { custom1: '4711' } }),
          item({ itemizationId: 'nLate', transactionDate: '2026-05-20' }),
        ],
      }),
      ['nLate: 4712 | -'],
    ],
    [
      'cannot tell of a list item that v4 gives the id of',
      ON_ENTRY,
      { ...charged('AB8596D91C994F4DBBD820D6DCBDC599'), source: 'v4' },
      ['cannot tell: custom1 holds the id of a list item, not its code'],
    ],
    [
      'leaves a personal expense alone of which nothing is paid',
      ON_ENTRY,
      charged('9999', { isPersonal: true, approved: money('0') }),
      [],
    ],
    ['finds an allocation', ON_ALLOCATION, allocated('4711', '9999'), ['nEntry0001: 9999 | -']],
    ['leaves alone what is not allocated', ON_ALLOCATION, buildReport(), []],
    [
      'cannot tell of allocations that Concur did not list',
      ON_ALLOCATION,
      buildReport({ entries: [buildEntry({ hasAllocation: 'F' })] }),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has allocations that Concur did not list'],
    ],
    [
      'says that allocations have no org units',
      ON_ALLOCATION.replace('custom1', 'orgUnit1'),
      allocated('4711'),
      ['cannot tell: not evaluated, field orgUnit1 of Allocations absent from the report (v1.1)'],
    ],
    [
      'finds that of the report where it is closed on the day of one expense',
      ON_REPORT,
      buildReport({
        orgUnits: { orgUnit1: '4712' },
        entries: [buildEntry(), buildEntry({ transactionDate: '2026-05-20' })],
      }),
      ['nReportKey0001: 4712 | -'],
    ],
    ['is content with that of the report', ON_REPORT, buildReport({ orgUnits: { orgUnit1: '4712' } }), []],
  ]
  itSays(cases, LISTS)
  itRefuses(ON_ENTRY, 'list objects, line 2: status: expected open or closed', {
    objects: 'code,status\n4711,gone\n',
  })
  itRefuses(ON_ENTRY.replace('on: entry', 'on: line'), 'expected allocation, entry or report', LISTS)
})
