import { expect } from 'chai'
import { draftEntry, draftItemization, draftReport } from '../../../server/simulator/reports/draft-report.ts'
import { expenseJson } from '../../../server/simulator/reports/expense-json.ts'
import { expensesOf } from '../../../server/simulator/reports/expenses.ts'
import type { ReportDraft } from '../../../server/simulator/reports/report-draft.ts'
import { reportJson } from '../../../server/simulator/reports/report-json.ts'
import { reportXml } from '../../../server/simulator/reports/report-xml.ts'
import { submitted } from '../../../server/simulator/reports/simulated-report.ts'
import { textsOf } from '../simulator-calls.ts'

const TODAY = '2026-03-02'
const NOW = new Date('2026-03-02T09:30:15Z')

const ride = (changes: Parameters<typeof draftEntry>[1]) => draftEntry(TODAY, changes)
const part = (changes: Parameters<typeof draftItemization>[1]) => draftItemization(TODAY, changes)

const V11 = [
  'ReportTotal',
  'PersonalExpenses',
  'AmountDueEmployee',
  'AmountDueCompanyCard',
  'TotalClaimedAmount',
  'TotalApprovedAmount',
]
const V4 = [
  'reportTotal',
  'personalAmount',
  'amountDueEmployee',
  'amountDueCompanyCard',
  'claimedAmount',
  'approvedAmount',
]
const V4_ALONE = ['amountCompanyPaid', 'amountDueCompany', 'amountNotApproved']

const HOTEL = [
  part({ transactionAmount: '104.00' }),
  part({ transactionAmount: '14.00' }),
  part({ transactionAmount: '9.50', isPersonal: true }),
]

/** The sums are those of {@link V11}, which v4 has too, and behind the bar of {@link V4_ALONE}. */
const CASES: readonly [title: string, draft: Partial<ReportDraft>, sums: string][] = [
  ['one entry', { entries: [ride({})] }, '18.50 0.00 18.50 0.00 18.50 18.50 | 0.00 0.00 0.00'],
  ['no entry', { entries: [] }, '0.00 0.00 0.00 0.00 0.00 0.00 | 0.00 0.00 0.00'],
  [
    'a personal entry among others',
    {
      entries: [ride({ transactionAmount: '100.00' }), ride({ transactionAmount: '9.90', isPersonal: true })],
    },
    '109.90 9.90 100.00 0.00 100.00 100.00 | 0.00 0.00 0.00',
  ],
  [
    'an itemized entry, which counts once, with a personal part',
    { entries: [ride({ transactionAmount: '127.50', itemizations: HOTEL }), ride({})] },
    '146.00 9.50 136.50 0.00 136.50 136.50 | 0.00 0.00 0.00',
  ],
  [
    'an entry in another currency, posted in that of the report',
    {
      currency: 'EUR',
      entries: [
        ride({
          transactionAmount: '350.00',
          exchangeRate: '0.04',
          currencyName: 'Koruna, Czech Republic',
        }),
        ride({ transactionAmount: '46.00', currencyName: 'Euro' }),
      ],
    },
    '60.00 0.00 60.00 0.00 60.00 60.00 | 0.00 0.00 0.00',
  ],
  [
    'the company’s card, a card of one’s own and cash',
    {
      entries: [
        ride({ transactionAmount: '30.10', isCreditCardCharge: true }),
        ride({ transactionAmount: '20.00', isCreditCardCharge: true, isPersonalCardCharge: true }),
        ride({ transactionAmount: '5.00' }),
      ],
    },
    '55.10 0.00 25.00 30.10 55.10 55.10 | 0.00 0.00 0.00',
  ],
  [
    'what the company has paid, a part of it personal',
    {
      entries: [
        ride({ transactionAmount: '127.50', itemizations: HOTEL, isCompanyPaid: true }),
        ride({ transactionAmount: '5.00' }),
      ],
    },
    '132.50 9.50 5.00 0.00 123.00 123.00 | 118.00 9.50 0.00',
  ],
  [
    'a cash advance that covers a part',
    { cashAdvance: '50.00', entries: [ride({ transactionAmount: '80.00' })] },
    '80.00 0.00 30.00 0.00 80.00 80.00 | 0.00 0.00 0.00',
  ],
  [
    'a cash advance that is more than what was spent',
    { cashAdvance: '100.00', entries: [ride({ transactionAmount: '80.00' })] },
    '80.00 0.00 0.00 0.00 80.00 80.00 | 0.00 20.00 0.00',
  ],
  [
    'less approved than claimed',
    { entries: [ride({ transactionAmount: '80.00', approvedAmount: '60.00' })] },
    '80.00 0.00 80.00 0.00 80.00 60.00 | 0.00 0.00 20.00',
  ],
]

function readings(draft: Partial<ReportDraft>) {
  const report = submitted(draftReport(TODAY, draft), NOW)
  const context = { report, exceptions: [], origin: 'http://127.0.0.1' }
  const posted = expensesOf(report)
    .filter(({ parent }) => !parent)
    .map((expense) => JSON.stringify(expenseJson(context, expense)))
  return { xml: reportXml(report), json: JSON.stringify(reportJson(context)), posted }
}

/** The value of an amount in JSON, to the cent. */
function valueOf(json: string, name: string): string {
  return Number(new RegExp(`"${name}":\\{"value":([\\dE.-]+)`).exec(json)?.[1]).toFixed(2)
}

function textOf(xml: string, name: string): string {
  return Number(textsOf(xml, name)[0]).toFixed(2)
}

describe('simulator: what a report adds up to', () => {
  for (const [title, draft, sums] of CASES) {
    it(`is the same in v1.1 and v4 for ${title}`, () => {
      const { xml, json } = readings(draft)
      const inBoth = V4.map((name) => valueOf(json, name)).join(' ')
      const inV4 = V4_ALONE.map((name) => valueOf(json, name)).join(' ')

      expect(`${inBoth} | ${inV4}`).to.equal(sums)
      expect(V11.map((name) => textOf(xml, name)).join(' ')).to.equal(inBoth)
    })

    it(`is the sum of what is posted for ${title}`, () => {
      const { posted, json } = readings(draft)
      const sum = (name: string) =>
        posted.reduce((total, expense) => total + Number(valueOf(expense, name)), 0).toFixed(2)

      expect(sum('postedAmount')).to.equal(valueOf(json, 'reportTotal'))
      expect(sum('claimedAmount')).to.equal(valueOf(json, 'claimedAmount'))
    })
  }

  it('counts entries without their parts, or with them if the draft wants it', () => {
    const entries = [ride({ transactionAmount: '127.50', itemizations: HOTEL }), ride({})]
    const without = readings({ entries }).xml
    const withParts = readings({ entries, countsItemizations: true }).xml

    expect(textsOf(without, 'EntryCount')).to.deep.equal(['2'])
    expect(textsOf(withParts, 'EntryCount')).to.deep.equal(['5'])
    expect(without).to.include('<Entries Count="2">')
    expect(withParts).to.include('<Entries Count="2">')
  })
})
