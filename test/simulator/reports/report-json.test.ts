import { expect } from 'chai'
import { draftEntry, draftItemization, draftReport } from '../../../server/simulator/reports/draft-report.ts'
import { expenseDetailJson } from '../../../server/simulator/reports/expense-json.ts'
import { expensesOf } from '../../../server/simulator/reports/expenses.ts'
import type { EntryDraft, ReportDraft } from '../../../server/simulator/reports/report-draft.ts'
import { reportJson } from '../../../server/simulator/reports/report-json.ts'
import { sentBack, submitted } from '../../../server/simulator/reports/simulated-report.ts'

const TODAY = '2026-03-02'
const NOW = new Date('2026-03-02T09:30:15Z')

function contextOf(changes: Partial<ReportDraft>) {
  const report = submitted(draftReport(TODAY, changes), NOW)
  return { report, exceptions: [], origin: 'http://127.0.0.1' }
}

/** The details of the expenses of one entry, with its itemizations, as a client reads them. */
function detailsOf(changes: Partial<EntryDraft>): readonly unknown[] {
  const context = contextOf({ entries: [draftEntry(TODAY, changes)] })
  return expensesOf(context.report).map(
    (expense) => JSON.parse(JSON.stringify(expenseDetailJson(context, expense))) as unknown,
  )
}

describe('simulator: the JSON of a report', () => {
  it('says who paid: the company’s card, a card of one’s own, nobody’s', () => {
    const [company] = detailsOf({ isCreditCardCharge: true })
    const [own] = detailsOf({ isCreditCardCharge: true, isPersonalCardCharge: true })
    const [cash] = detailsOf({})

    expect(company)
      .to.have.nested.property('expenseSourceIdentifiers.creditCardTransactionId')
      .that.matches(/^[\dA-F]{32}$/)
    expect(company).to.have.nested.property('expenseSourceIdentifiers.personalCardTransactionId', null)
    expect(own).to.have.nested.property('expenseSourceIdentifiers.creditCardTransactionId', null)
    expect(own)
      .to.have.nested.property('expenseSourceIdentifiers.personalCardTransactionId')
      .that.matches(/^[\dA-F]{32}$/)
    expect(cash).to.have.property('expenseSourceIdentifiers', null)
  })

  it('has the tax of an entry, and none for its parts', () => {
    const [hotel, room] = detailsOf({
      transactionAmount: '119.00',
      taxAmount: '19.00',
      itemizations: [draftItemization(TODAY, { transactionAmount: '119.00' })],
    })

    expect(hotel).to.deep.nested.include({
      'expenseTaxSummary.totalTaxPostedAmount': { value: 19, currencyCode: 'USD' },
      'expenseTaxSummary.netTaxAmount': { value: 100, currencyCode: 'USD' },
    })
    expect(room).to.deep.nested.include({
      'expenseTaxSummary.totalTaxPostedAmount': { value: 0, currencyCode: 'USD' },
      'expenseTaxSummary.vatTaxTotal': null,
    })
  })

  it('has the journey, the declaration and the rejection of the draft', () => {
    const journey = {
      totalDistance: 120,
      personalDistance: 20,
      passengerCount: 1,
      odometerStart: 5000,
      odometerEnd: 5120,
    }
    const [entry] = detailsOf({ mileage: journey, hasReceiptDeclaration: true, isRejected: true })

    expect(entry).to.deep.include({ hasMissingReceiptDeclaration: true, isExpenseRejected: true })
    expect(entry).to.have.property('mileage').that.includes(journey)
  })

  const images: readonly [string, Partial<EntryDraft>[], string][] = [
    ['an image that is wanted', [{}], 'RECEIVED'],
    ['one of two that are wanted', [{}, { receiptImageId: '' }], 'NOT_RECEIVED'],
    ['one that nobody wants', [{ imageRequired: false }], 'RECEIVED_NOT_REQUIRED'],
    ['none, and none is wanted', [{ imageRequired: false, receiptImageId: '' }], 'NOT_REQUIRED'],
  ]
  for (const [title, entries, imageStatus] of images) {
    it(`says ${imageStatus} of ${title}`, () => {
      const drafts = entries.map((changes) => draftEntry(TODAY, changes))

      expect(reportJson(contextOf({ entries: drafts }))).to.include({ imageStatus })
    })
  }

  it('is for reading alone while it is submitted', () => {
    const context = contextOf({})
    const back = sentBack(context.report, { action: 'Send Back to Employee', comment: 'no' }, NOW)

    expect(reportJson(context)).to.include({ canAddExpense: false, defaultFieldAccess: 'RO' })
    expect(reportJson({ ...context, report: back })).to.include({
      canAddExpense: true,
      defaultFieldAccess: 'RW',
    })
  })
})
