import { expect } from 'chai'
import { gapOfReport } from '../../server/report/completeness.ts'
import type { Entry, ExpenseReport } from '../../server/report/expense-report.ts'
import { buildEntry, buildItemization, buildReport, type Changes, money } from '../support/build-report.ts'

/** Paid in the currency of the report, or of the purchase. */
function entry(amount: string, changes: Changes<Entry> = {}): Entry {
  const posted = money(amount)
  return buildEntry({ posted, transaction: { amount: posted.amount, currency: 'USD' }, ...changes })
}

const abroad = (amount: string) =>
  entry(amount, { transaction: { amount: money('1').amount, currency: 'CHF' } })

const itemized = (amount: string, ...parts: readonly Parameters<typeof buildItemization>[0][]) =>
  entry(amount, { itemizations: parts.map((part) => buildItemization(part)) })

function report(total: string | undefined, entries: readonly Entry[], changes: Changes<ExpenseReport> = {}) {
  return buildReport({ total: total === undefined ? undefined : money(total), entries, ...changes })
}

describe('a report was seen whole', () => {
  const whole: readonly (readonly [string, ExpenseReport])[] = [
    ['where its entries sum to its total', report('129', [entry('115'), entry('14.00000000')])],
    ['where it has no entry and a total of 0', report('0E-8', [])],
    ['where it has no entry, and says so', report('0', [], { entryCount: 0, listedEntries: 0 })],
    ['where a credit takes from the total', report('100', [entry('115'), entry('-15')])],
    [
      'where the total holds what is personal',
      report('50', [entry('30'), entry('20', { isPersonal: true })], { personalExpenses: money('20') }),
    ],
    ['where it does not', report('30', [entry('30'), entry('20', { isPersonal: true })])],
    [
      'where a part of an entry is personal',
      report('100', [itemized('115', { posted: money('15'), isPersonal: true }, { posted: money('100') })]),
    ],
    [
      'where only the header tells what is personal',
      report('90', [entry('100')], { personalExpenses: money('10') }),
    ],
    [
      'where an itemized entry counts once',
      report('129', [
        itemized('115', { posted: money('8') }, { posted: money('107') }),
        itemized('14', { posted: money('14') }),
      ]),
    ],
    ['where EntryCount is that of the entries', report('30', [entry('10'), entry('20')], { entryCount: 2 })],
    [
      'where EntryCount counts itemizations too',
      report('14', [itemized('14', { posted: money('4') }, { posted: money('10') })], { entryCount: 3 }),
    ],
    [
      'where the company has paid it all',
      report('30', [entry('30', { isCreditCardCharge: true })], {
        amountDueCompanyCard: money('30'),
        amountDueEmployee: money('0'),
      }),
    ],
    ['where an advance has paid it', report('30', [entry('30')], { amountDueEmployee: money('0') })],
    ['where two entries abroad were rounded', report('30.02', [abroad('10'), abroad('20')])],
    ['where amounts have more decimals than people see', report('30', [entry('10.00400000'), entry('20')])],
  ]
  for (const [title, seen] of whole) {
    it(title, () => {
      expect(gapOfReport(seen)).to.equal(undefined)
    })
  }

  const gaps: readonly (readonly [string, ExpenseReport, ReturnType<typeof gapOfReport>])[] = [
    [
      'no entry came',
      report('792.72', [], { entryCount: 2 }),
      { kind: 'count', expected: '2 entries', seen: '0 entries' },
    ],
    [
      'no entry came, and no count',
      report('52500', []),
      { kind: 'amount', expected: '52500.00 USD', seen: '0.00 USD' },
    ],
    [
      'the list says that it has more',
      report('20', [entry('20')], { listedEntries: 2 }),
      { kind: 'count', expected: '2 entries', seen: '1 entry' },
    ],
    [
      'EntryCount is between the two that are right',
      report('14', [itemized('14', { posted: money('4') }, { posted: money('10') })], { entryCount: 2 }),
      { kind: 'count', expected: '2 entries', seen: '1 entry' },
    ],
    [
      'one of two entries came',
      report('129', [entry('115')]),
      { kind: 'amount', expected: '129.00 USD', seen: '115.00 USD' },
    ],
    [
      'more came than the total holds',
      report('115', [entry('115'), entry('14')]),
      { kind: 'amount', expected: '115.00 USD', seen: '129.00 USD' },
    ],
    [
      'a cent is missing, and nothing was bought abroad',
      report('30.01', [entry('10'), entry('20')]),
      { kind: 'amount', expected: '30.01 USD', seen: '30.00 USD' },
    ],
    [
      'more than rounding is missing abroad',
      report('30.04', [abroad('10'), abroad('20')]),
      { kind: 'amount', expected: '30.04 USD', seen: '30.00 USD' },
    ],
    [
      'there is no total',
      report(undefined, [entry('20')]),
      { kind: 'amount', expected: 'a total', seen: 'none' },
    ],
    [
      'an entry has no amount',
      report('20', [entry('20'), entry('5', { posted: undefined })]),
      { kind: 'amount', expected: 'an amount in USD for each of 2 entries', seen: 'none for 1' },
    ],
    [
      'an amount is in another currency than the total',
      report('20', [entry('20', { posted: money('20', 'EUR') })]),
      { kind: 'amount', expected: 'an amount in USD for each of 1 entry', seen: 'none for 1' },
    ],
    [
      'the itemizations of an entry did not come',
      report('115', [entry('115', { isItemized: true })]),
      { kind: 'count', expected: 'itemizations of 1 entry', seen: 'none' },
    ],
  ]
  for (const [title, seen, gap] of gaps) {
    it(`is not so where ${title}`, () => {
      expect(gapOfReport(seen)).to.deep.equal(gap)
    })
  }

  it('takes a yen, and not a cent, for the smallest unit of a report in yen', () => {
    const bought = { amount: money('1').amount, currency: 'EUR' }
    const inYen = (total: string) =>
      buildReport({
        currency: 'JPY',
        total: money(total, 'JPY'),
        entries: [buildEntry({ posted: money('1200', 'JPY'), transaction: bought })],
      })

    expect(gapOfReport(inYen('1201'))).to.equal(undefined)
    expect(gapOfReport(inYen('1202'))).to.have.property('seen', '1200.00 JPY')
  })
})
