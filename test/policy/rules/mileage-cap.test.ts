import { Big } from 'big.js'
import type { Entry } from '../../../server/report/expense-report.ts'
import { buildEntry, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const PER_ENTRY = 'mileage-cap, expenseTypes: [MILEG], most: 100, unit: km'
const PER_DAY = `${PER_ENTRY}, per: day`
const IN_FIELD = `${PER_ENTRY}, field: custom7`

const drive = (distance: string, changes: Changes<Entry> = {}): Entry =>
  buildEntry({
    expenseType: { code: 'MILEG' },
    mileage: { distance: new Big(distance), unit: 'K' },
    ...changes,
  })
const drives = (...entries: readonly Entry[]) => buildReport({ entries })

describe('the rule mileage-cap', () => {
  const cases: readonly RuleCase[] = [
    ['is content at the limit', PER_ENTRY, drives(drive('100.00000000')), []],
    [
      'finds 0.00000001 more',
      PER_ENTRY,
      drives(drive('100.00000001')),
      ['nEntry0001: 100.00000001 km | 100 km'],
    ],
    [
      'brings miles to kilometres',
      PER_ENTRY,
      drives(drive('1', { mileage: { distance: new Big('62.5'), unit: 'M' } })),
      ['nEntry0001: 100.584 km | 100 km'],
    ],
    [
      'brings kilometres to miles, exactly',
      'mileage-cap, expenseTypes: [MILEG], most: 300, unit: mi',
      drives(drive('482.8032')),
      [],
    ],
    ['judges entries one by one', PER_ENTRY, drives(drive('60'), drive('60', { entryId: 'nSecond' })), []],
    [
      'adds the entries of one day where told to, and finds the last',
      PER_DAY,
      drives(
        drive('60'),
        drive('100', { entryId: 'nNext', transactionDate: '2026-05-20' }),
        drive('40.5', { entryId: 'nLast' }),
      ),
      ['nLast: 100.5 km | 100 km'],
    ],
    [
      'cannot tell which day without a date',
      PER_DAY,
      drives(drive('1', { transactionDate: undefined })),
      ['cannot tell: entry 1, MILEG 18.50 USD, has no transaction date'],
    ],
    [
      'says once that v1.1 gives no distance',
      PER_ENTRY,
      drives(drive('1', { mileage: undefined }), drive('1', { mileage: undefined })),
      ['cannot tell: not evaluated, field Journey.BusinessDistance absent from the report (v1.1)'],
    ],
    [
      'takes a distance without a unit, as v4 has it, to be in that of the limit',
      PER_ENTRY,
      drives(drive('1', { mileage: { distance: new Big('100.1') } })),
      ['nEntry0001: 100.1 km | 100 km'],
    ],
    [
      'takes it so for miles, too',
      'mileage-cap, expenseTypes: [MILEG], most: 100, unit: mi',
      drives(
        drive('1', { mileage: { distance: new Big('100') } }),
        drive('1', { entryId: 'nLast', mileage: { distance: new Big('101') } }),
      ),
      ['nLast: 101 mi | 100 mi'],
    ],
    [
      'names what v4 has not sent',
      PER_ENTRY,
      { ...drives(drive('1', { mileage: undefined })), source: 'v4' },
      ['cannot tell: not evaluated, field mileage absent from the report (v4)'],
    ],
    [
      'takes the distance from a custom field',
      IN_FIELD,
      drives(drive('1', { custom: { custom7: '100.1' } })),
      ['nEntry0001: 100.1 km | 100 km'],
    ],
    [
      'cannot tell where the custom field holds no number',
      IN_FIELD,
      drives(drive('1', { custom: { custom7: 'far' } })),
      ['cannot tell: entry 1, MILEG 18.50 USD on 2026-05-19, has no distance in custom7'],
    ],
    ['leaves other expense types alone', PER_ENTRY, buildReport(), []],
    [
      'leaves a personal expense alone of which nothing is paid',
      PER_ENTRY,
      drives(drive('900', { isPersonal: true, approved: money('0') })),
      [],
    ],
  ]
  itSays(cases)
  itRefuses('mileage-cap, expenseTypes: [MILEG], most: 100, unit: miles', 'expected km or mi')
  itRefuses(`${PER_ENTRY}, per: week`, 'expected entry or day')
})
