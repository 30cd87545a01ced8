import type { Entry, ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildPast } from '../../support/build-past-expense.ts'
import { buildEntry, buildReport, type Changes, money } from '../../support/build-report.ts'
import { itSays, type RuleCase } from '../apply-rule.ts'
import { itRefuses } from './refuses.ts'

const RULE = 'card-claimed-as-cash'
const cash: Changes<Entry> = { paymentType: 'CASH' }
const card: Changes<Entry> = { paymentType: 'CBCP', isCreditCardCharge: true }
const untold: Changes<Entry> = { isCreditCardCharge: undefined }

function reportOf(...entries: readonly Changes<Entry>[]): ExpenseReport {
  return buildReport({
    entries: entries.map((changes, index) => buildEntry({ entryId: `n${index + 1}`, ...changes })),
  })
}

describe('the rule card-claimed-as-cash', () => {
  const FOUND = ['n1: entry 2, Taxi 18.50 USD on 2026-05-19 | 1']
  const onDay = (transactionDate: string) => reportOf(cash, { ...card, transactionDate })
  const cases: readonly RuleCase[] = [
    ['is content with two cash entries', RULE, reportOf(cash, cash), []],
    ['is content with two card charges', RULE, reportOf(card, card), []],
    ['finds the cash entry', RULE, reportOf(cash, card), FOUND],
    [
      'takes a card charge for one whatever its payment type',
      RULE,
      reportOf(cash, { ...card, ...cash }),
      FOUND,
    ],
    [
      'compares amounts, not their digits',
      RULE,
      reportOf({ ...cash, posted: money('18.50000000') }, card),
      FOUND,
    ],
    ['lets 0.00000001 more pass', RULE, reportOf({ ...cash, posted: money('18.50000001') }, card), []],
    ['lets another currency pass', RULE, reportOf({ ...cash, posted: money('18.50', 'EUR') }, card), []],
    ['lets another day pass', RULE, onDay('2026-05-20'), []],
    [
      'allows the card to be charged some days later',
      `${RULE}, days: 2`,
      onDay('2026-05-21'),
      ['n1: entry 2, Taxi 18.50 USD on 2026-05-21 | 1'],
    ],
    [
      'allows it to be charged before',
      `${RULE}, days: 2`,
      onDay('2026-05-17'),
      ['n1: entry 2, Taxi 18.50 USD on 2026-05-17 | 1'],
    ],
    ['lets a day more pass', `${RULE}, days: 2`, onDay('2026-05-22'), []],
    ['lets what the company paid pass', RULE, reportOf({ paymentType: 'COPD' }, card), []],
    [
      'takes other payment types for cash where it is told so',
      `${RULE}, cashPaymentTypes: [cash, pers]`,
      reportOf({ paymentType: 'PERS' }, card),
      FOUND,
    ],
    [
      'lets credits pass',
      RULE,
      reportOf({ ...cash, posted: money('-5') }, { ...card, posted: money('-5') }),
      [],
    ],
    [
      'lets a personal expense pass of which nothing is approved',
      RULE,
      reportOf({ ...cash, isPersonal: true, approved: money('0') }, card),
      [],
    ],
    [
      'finds a card charge of an earlier report',
      RULE,
      reportOf(cash),
      ['n1: Earlier trip (11111111111111111111) | 1'],
      buildPast({ isCardCharge: true }),
    ],
    [
      'finds a card charge that was claimed as cash earlier',
      RULE,
      reportOf(card),
      ['n1: Earlier trip (11111111111111111111) | 1'],
      buildPast({}),
    ],
    ['lets two cash entries of two reports pass', RULE, reportOf(cash), [], buildPast({})],
    [
      'lets reports of others pass',
      RULE,
      reportOf(cash),
      [],
      buildPast({ isCardCharge: true, isSameEmployee: false }),
    ],
    [
      'compares entries, not their itemizations',
      RULE,
      reportOf(cash),
      [],
      buildPast({ isCardCharge: true, type: 'Itemization' }),
    ],
    [
      'cannot tell without the payment type where it matters',
      RULE,
      reportOf({}, card),
      ['cannot tell: entry 1, Taxi 18.50 USD on 2026-05-19, has no payment type'],
    ],
    ['does not need it elsewhere', RULE, reportOf({}, { ...card, posted: money('20') }), []],
    [
      'cannot tell without an amount or a date',
      RULE,
      reportOf({ ...cash, posted: undefined }, { ...card, transactionDate: '2026-02-30' }),
      [
        'cannot tell: entry 1, Taxi on 2026-05-19, has no amount',
        'cannot tell: entry 2, Taxi 18.50 USD on 2026-02-30, has no valid transaction date',
      ],
    ],
    [
      'needs no more where the payment type says that each was paid in cash',
      RULE,
      reportOf({ ...untold, ...cash }, { ...untold, ...cash }),
      [],
    ],
    [
      'cannot tell where it is not said whether one is a card charge',
      RULE,
      reportOf({ ...untold, ...cash }, { ...untold, paymentType: 'CBCP' }),
      ['cannot tell: whether entry 2, Taxi 18.50 USD on 2026-05-19 was paid by company card is not said'],
    ],
    [
      'cannot tell where neither a payment type nor a card charge is said',
      RULE,
      reportOf({ ...untold, ...cash }, untold),
      ['cannot tell: whether entry 2, Taxi 18.50 USD on 2026-05-19 was paid by company card is not said'],
    ],
    [
      'does not need it elsewhere either',
      RULE,
      reportOf({ ...untold, ...cash }, { ...untold, paymentType: 'CBCP', posted: money('20') }),
      [],
    ],
    [
      'cannot tell whether an earlier entry was a card charge, where that is not said',
      RULE,
      reportOf(cash),
      ['cannot tell: whether Earlier trip (11111111111111111111) was paid by company card is not said'],
      buildPast({ isCardCharge: undefined }),
    ],
    [
      'cannot tell whether one is a card charge that may have been claimed as cash earlier',
      RULE,
      reportOf({ ...untold, paymentType: 'CBCP' }),
      [
        'cannot tell: whether entry 1, Taxi 18.50 USD on 2026-05-19, was paid by company card is not said: name cardPaymentTypes',
      ],
      buildPast({}),
    ],
    [
      'knows card charges where it is told their payment types',
      `${RULE}, cardPaymentTypes: [CBCP]`,
      reportOf({ ...untold, ...cash }, { ...untold, paymentType: 'CBCP' }),
      FOUND,
    ],
    [
      'knows card charges of v4 where they are told',
      RULE,
      {
        ...reportOf({ ...untold, ...cash }, { paymentType: 'CBCP', isCreditCardCharge: true }),
        source: 'v4',
      },
      FOUND,
    ],
    [
      'leaves a rejected card charge alone: it goes back',
      RULE,
      reportOf(cash, { ...card, isExpenseRejected: true }),
      [],
    ],
  ]
  itSays(cases)

  itRefuses('card-claimed-as-cash, days: 32', 'expected at most 31 days')

  itRefuses(
    'card-claimed-as-cash, cashPaymentTypes: CASH',
    'expected a list of payment types, such as [CASH]',
  )
})
