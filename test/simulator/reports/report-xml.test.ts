import { expect } from 'chai'
import { childText, readXml } from '../../../server/simulator/http/read-xml.ts'
import {
  draftAllocation,
  draftAttendee,
  draftEntry,
  draftItemization,
  draftReport,
} from '../../../server/simulator/reports/draft-report.ts'
import type { ReportDraft } from '../../../server/simulator/reports/report-draft.ts'
import { reportXml } from '../../../server/simulator/reports/report-xml.ts'
import { recalled, submitted } from '../../../server/simulator/reports/simulated-report.ts'
import { textsOf } from '../simulator-calls.ts'

const TODAY = '2026-03-02'
const NOW = new Date('2026-03-02T09:30:15Z')

function xmlOf(changes: Partial<ReportDraft>): string {
  return reportXml(submitted(draftReport(TODAY, changes), NOW))
}

const PARTS = [
  draftItemization(TODAY, { transactionAmount: '80.00' }),
  draftItemization(TODAY, { transactionAmount: '20.00', isPersonal: true }),
]

describe('simulator: the XML of a report', () => {
  it('starts as in the documentation: no declaration, the namespace bound to a prefix', () => {
    expect(xmlOf({})).to.match(
      /^<ReportDetails xmlns:ns="http:\/\/www\.concursolutions\.com\/api\/expense\/expensereport\/2011\/03" xmlns:i="http:\/\/www\.w3\.org\/2001\/XMLSchema-instance">\n<X_UserID>/,
    )
  })

  it('has the header of the documentation, in its order', () => {
    const names = readXml(xmlOf({}))
      ?.children.map(({ name }) => name)
      .filter((name) => !/^(Custom|OrgUnit)\d+$/.test(name))

    expect(names?.join(' ')).to.equal(
      'X_UserID ReportId ReportName Purpose CrnCode ApsKey ReportDate CreationDate ReceiptImageUrl HasException EverSentBack EmployeeName ApvStatusName PayKey PayStatusName PaidDate SubmitDate EntryCount LedgerName PolKey RptKey ReportTotal PersonalExpenses AmountDueEmployee AmountDueCompanyCard TotalClaimedAmount TotalApprovedAmount WorkflowActionURL Entries',
    )
  })

  it('has the fields of an entry in the order of the documentation', () => {
    const entry = readXml(xmlOf({ entries: [draftEntry(TODAY, { attendees: [draftAttendee()] })] }))
      ?.children.at(-1)
      ?.children.at(0)
    const names = entry?.children
      .map(({ name }) => name)
      .filter((name) => !/^(Custom|OrgUnit)\d+$/.test(name))

    expect(names?.join(' ')).to.equal(
      'ReceiptRequired ImageRequired EreceiptId RpeKey RptKey X_UserID ExpKey FormKey ReceiptImageId ExpName BusinessPurpose HasVat ExchangeRate TransactionAmount PostedAmount ApprovedAmount TransactionCurrencyName VendorDescription LocationName LocationSubdivision LocationCountry SpendCategory HasComments CommentCount PaymentTypeKey IsItemized HasExceptions IsPersonal HasAttendees HasAllocation IsCreditCardCharge AttendeeCount IsPersonalCardCharge TransactionDate LastModifiedDate ItemizationList Allocations AttendeeDetails',
    )
  })

  it('writes amounts with 8 decimals, rates with 14, percentages with their sign', () => {
    const xml = xmlOf({ entries: [draftEntry(TODAY, { transactionAmount: '350', exchangeRate: '0.04' })] })

    expect(textsOf(xml, 'TransactionAmount')).to.deep.equal(['350.00000000'])
    expect(textsOf(xml, 'PostedAmount')).to.deep.equal(['14.00000000'])
    expect(textsOf(xml, 'ExchangeRate')).to.deep.equal(['0.04000000000000'])
    expect(textsOf(xml, 'Percentage')).to.deep.equal(['100.00000000%'])
  })

  it('adds up the header: personal parts are not claimed, the company card is owed to its bank', () => {
    const xml = xmlOf({
      entries: [
        draftEntry(TODAY, { transactionAmount: '100.00', itemizations: PARTS }),
        draftEntry(TODAY, { transactionAmount: '30.10', isCreditCardCharge: true }),
        draftEntry(TODAY, { transactionAmount: '9.90', isPersonal: true }),
      ],
    })

    expect(textsOf(xml, 'ReportTotal')).to.deep.equal(['140.00000000'])
    expect(textsOf(xml, 'PersonalExpenses')).to.deep.equal(['29.90000000'])
    expect(textsOf(xml, 'AmountDueCompanyCard')).to.deep.equal(['30.10000000'])
    expect(textsOf(xml, 'AmountDueEmployee')).to.deep.equal(['80.00000000'])
    expect(textsOf(xml, 'TotalClaimedAmount')).to.deep.equal(['110.10000000'])
    expect(textsOf(xml, 'TotalApprovedAmount')).to.deep.equal(['110.10000000'])
  })

  it('lets a draft say other totals than its entries add up to', () => {
    expect(textsOf(xmlOf({ totals: { reportTotal: '1' } }), 'ReportTotal')).to.deep.equal(['1.00000000'])
  })

  it('names the list of itemizations and the keys of allocations as the documentation does', () => {
    const plain = xmlOf({ entries: [draftEntry(TODAY, { allocations: [draftAllocation({ key: 'nA' })] })] })
    const itemized = xmlOf({
      entries: [
        draftEntry(TODAY, {
          itemizations: [draftItemization(TODAY, { allocations: [draftAllocation({ key: 'nB' })] })],
        }),
      ],
    })

    expect(plain).to.include('<ItemizationList />').and.include('<allocKey>nA</allocKey>')
    expect(itemized).to.include('<ItemizationsList>').and.include('<AllocationKey>nB</AllocationKey>')
    expect(itemized).to.include('<Allocations />').and.include('<ApprovedAmount />')
  })

  it('writes what is not set the way Concur does', () => {
    const xml = xmlOf({
      purpose: '',
      entries: [draftEntry(TODAY, { transactionDate: '', receiptImageId: '' })],
    })

    expect(xml).to.include('<Purpose />').and.include('<ReceiptImageId />')
    expect(xml).to.include('<PaidDate i:nil="true"/>')
    expect(xml).to.include('<TransactionDate>0001-01-01T00:00:00</TransactionDate>')
  })

  it('escapes text and keeps blanks at its end', () => {
    const root = readXml(xmlOf({ name: 'R&D <2026> ' }))

    expect(root?.children.find(({ name }) => name === 'ReportName')?.text).to.equal('R&D <2026> ')
  })

  it('numbers custom fields and org units', () => {
    const xml = xmlOf({ custom: { custom20: '(1234) Project 1234' }, orgUnits: { orgUnit1: 'EU' } })

    expect(xml).to.include('<Custom20>(1234) Project 1234</Custom20>\n<PolKey>')
    expect(xml).to.include('<OrgUnit1>EU</OrgUnit1>\n<OrgUnit2 />')
  })

  it('gives the header, the entries and the URI of a report keys that all differ', () => {
    const report = submitted(draftReport(TODAY), NOW)
    const [header, entry] = textsOf(reportXml(report), 'RptKey')

    expect(new Set([header, entry, report.objectKey]).size).to.equal(3)
    expect(header).to.equal(report.reportKey)
  })

  it('links to the workflow action on the old host, and to nothing when no action is possible', () => {
    const report = submitted(draftReport(TODAY), NOW)
    const root = readXml(reportXml(report))
    const stepKey = report.stepKeys[0]

    expect(root && childText(root, 'WorkflowActionURL')).to.equal(
      `http://www.concursolutions.com/api/expense/expensereport/v1.1/report/${stepKey}/WorkFlowAction`,
    )
    expect(reportXml(recalled(report))).to.include('<WorkflowActionURL />')
  })
})
