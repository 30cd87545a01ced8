import { Big } from 'big.js'
import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildEntry, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const RULE = 'exchange-rate, within: 5%, rates: { list: rates }'
const LISTS = {
  rates: [
    'currency,report,rate,from,until',
    'EUR,,1.00,,',
    '"Euro",USD,1.20,,2026-05-18',
    '"Euro",USD,1.00,2026-05-19,',
    '"Dollar, United States",USD,1,,',
  ].join('\n'),
}

const abroad = (rate: string | undefined, changes: Changes<Entry> = {}): ExpenseReport =>
  buildReport({
    entries: [
      buildEntry({
        posted: money('105'),
        transaction: { amount: new Big('100'), currencyName: 'euro ' },
        exchangeRate: rate === undefined ? undefined : new Big(rate),
        ...changes,
      }),
    ],
  })

describe('the rule exchange-rate', () => {
  const cases: readonly RuleCase[] = [
    ['is content at the percentage', RULE, abroad('1.05000000000000'), []],
    ['finds 0.00000001 more', RULE, abroad('1.05000001'), ['nEntry0001: 1.05000001 | 1']],
    ['finds a rate that is too low', RULE, abroad('0.94'), ['nEntry0001: 0.94 | 1']],
    ['takes the reference rate of the day', RULE, abroad('1.2', { transactionDate: '2026-05-18' }), []],
    ['divides the amounts where there is no rate', RULE, abroad(undefined), []],
    [
      'finds a rate in the amounts',
      RULE,
      abroad(undefined, { posted: money('106') }),
      ['nEntry0001: 1.06 | 1'],
    ],
    [
      'cannot tell without rate and amounts',
      RULE,
      abroad(undefined, { transaction: { amount: new Big(0), currency: 'EUR' } }),
      ['cannot tell: entry 1, Taxi 105.00 USD on 2026-05-19, has no exchange rate'],
    ],
    [
      'knows a currency by its code',
      RULE,
      abroad('1.2', { transaction: { amount: new Big(100), currency: 'EUR' } }),
      ['nEntry0001: 1.2 | 1'],
    ],
    [
      'leaves an amount alone that is in the currency of the report',
      RULE,
      abroad('1', { transaction: { amount: new Big(105), currency: 'USD' } }),
      [],
    ],
    [
      'cannot tell of a currency without a reference rate',
      RULE,
      abroad('1', { transaction: { amount: new Big(105), currencyName: 'US, Dollar' } }),
      ['cannot tell: no rate is given for US, Dollar to USD'],
    ],
    [
      'cannot tell of a report currency that the rate is not for',
      RULE,
      abroad('1', { posted: money('100', 'CHF') }),
      ['cannot tell: no rate is given for euro to CHF'],
    ],
    [
      'cannot tell without a currency',
      RULE,
      buildReport(),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has no transaction currency'],
    ],
    [
      'leaves a personal expense alone of which nothing is paid',
      RULE,
      abroad('9', { isPersonal: true, approved: money('0') }),
      [],
    ],
  ]
  itSays(cases, LISTS)
  itRefuses(RULE, 'list rates, line 2: rate: expected a rate above zero, such as 1.0825', {
    rates: 'currency,rate\nEUR,0\n',
  })
})
