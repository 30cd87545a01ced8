import { Big } from 'big.js'
import { expect } from 'chai'
import { reasonViews } from '../../../server/console/report/reason-view.ts'
import { reportLines, requestLines } from '../../../server/console/report/report-lines.ts'
import type { FoundObject } from '../../../server/record/decision.ts'
import type { Allocation, Entry } from '../../../server/report/expense-report.ts'
import { decisionOf, finding } from '../../store/operators/kept-reviews.ts'
import {
  buildAllocation,
  buildEntry,
  buildItemization,
  buildReport,
  money,
} from '../../support/build-report.ts'
import { buildPlannedExpense, buildRequest } from '../../support/build-request.ts'

const BASIS = { reason: null, isHeld: true, whys: new Map(), recent: new Map(), said: {} }
const on = (type: FoundObject['type'], id: string, rule = 'cap') => ({
  ...finding(rule),
  object: { type, id, label: id },
})

/** What the page says of a currency that has only a name. */
function paid(amount: string) {
  const transaction = { amount: money(amount).amount, currencyName: 'Dollar, United States' }
  const entry = buildEntry({ posted: money('18.50'), transaction })
  return reportLines(buildReport({ entries: [entry] }), []).others[0]?.paidThere
}

/** How an entry is shared, as the page says. */
function sharesOf(first: Partial<Allocation>, second: Partial<Allocation>, costCentre?: string) {
  const allocations = [
    buildAllocation({ percentage: new Big('60'), accountCode1: 'EXPENSE', ...first }),
    buildAllocation({ percentage: new Big('40'), accountCode1: 'EXPENSE', ...second }),
  ]
  return reportLines(buildReport({ entries: [buildEntry({ allocations })] }), [], costCentre).others[0]
    ?.shares
}

/** Whether the page offers a receipt, and whether it is an electronic one alone. */
function receiptOf(source: 'v1.1' | 'v4', entry: Entry) {
  const { hasImage, isElectronic } =
    reportLines(buildReport({ source, entries: [entry] }), []).others[0] ?? {}
  return [hasImage, isElectronic]
}

describe('lines of a report', () => {
  const entries = [
    buildEntry({ entryId: 'e1' }),
    buildEntry({
      entryId: 'e2',
      itemizations: [buildItemization({ itemizationId: 'i1' }), buildItemization({ itemizationId: 'i2' })],
    }),
    buildEntry({ entryId: 'e3', allocations: [buildAllocation({ allocationId: 'a1' })] }),
  ]
  const report = buildReport({ entries })
  const shown = (found: readonly ReturnType<typeof on>[]) => {
    const lines = reportLines(report, reasonViews(decisionOf({ findings: found }), BASIS))
    return {
      flagged: lines.flagged.map(({ number }) => number),
      others: lines.others.map(({ number }) => number),
      onReport: lines.onReport.map(({ key }) => key),
    }
  }

  it('stand first where they, their items or their shares have a finding, as the report counts them', () => {
    expect(shown([on('Itemization', 'i2'), on('Allocation', 'a1')])).to.deep.equal({
      flagged: ['2', '3'],
      others: ['1'],
      onReport: [],
    })
  })

  it('leave to the report what is about none of them', () => {
    expect(shown([on('Report', 'nReportKey0001'), on('Entry', 'gone')])).to.deep.equal({
      flagged: [],
      others: ['1', '2', '3'],
      onReport: ['cap@nReportKey0001', 'cap@gone'],
    })
  })

  it('show what was cut, what was paid in another currency, and attendees by name', () => {
    const entry = buildEntry({
      posted: money('18.50'),
      approved: money('10.00'),
      transaction: { amount: money('17.10').amount, currency: 'EUR' },
      attendees: [
        { attendeeId: 'a', firstName: 'Sam', lastName: 'Sample', company: 'Sample Ltd', custom: {} },
        { attendeeId: 'b', type: 'SYSEMP', isDeleted: true, custom: {} },
      ],
    })

    expect(reportLines(buildReport({ entries: [entry] }), []).others[0]).to.deep.include({
      posted: { amount: '18.5', currency: 'USD' },
      approved: { amount: '10', currency: 'USD' },
      paidThere: { amount: '17.1', currency: 'EUR' },
      attendees: ['Sam Sample, Sample Ltd'],
    })
  })

  it('share by cost centre, or else by the fields of the company, and by the account where that alone differs', () => {
    const [sales, tax] = [
      { custom: { custom1: '(4711) Sales', custom2: 'Basel' } },
      { custom: { custom1: '(4712) Tax', custom2: 'Bern' } },
    ]
    expect(sharesOf(sales, tax, 'custom1')).to.deep.equal(['60.00 % (4711) Sales', '40.00 % (4712) Tax'])
    expect(sharesOf(sales, tax, 'custom7')).to.deep.equal([
      '60.00 % (4711) Sales, Basel',
      '40.00 % (4712) Tax, Bern',
    ])
    expect(sharesOf(sales, { ...sales, accountCode1: '4900' }, 'custom1')).to.deep.equal([
      '60.00 % (4711) Sales EXPENSE',
      '40.00 % (4711) Sales 4900',
    ])
    expect(sharesOf({ custom: {} }, { custom: {} })).to.deep.equal(['60.00 % EXPENSE', '40.00 % EXPENSE'])
  })

  it('offer no receipt of their own where version 4 has an electronic one alone', () => {
    const { receiptImageId: _image, ...rest } = buildEntry({ eReceiptId: 'r1' })
    expect(receiptOf('v4', rest)).to.deep.equal([false, true])
    expect(receiptOf('v1.1', rest)).to.deep.equal([true, false])
    expect(receiptOf('v4', { ...rest, receiptImageId: 'i1' })).to.deep.equal([true, false])
  })

  it('say nothing of another currency where Concur names it in words and the amount is the same', () => {
    expect(paid('18.5')).to.equal(undefined)
    expect(paid('20')).to.deep.equal({ amount: '20', currency: 'Dollar, United States' })
  })
})

describe('lines of a travel request', () => {
  it('are what is planned to be spent, with what was found beside it', () => {
    const entries = [
      buildPlannedExpense(),
      buildPlannedExpense({ entryId: 'nPlan0002', description: 'Hotel' }),
    ]
    const reasons = reasonViews(decisionOf({ findings: [on('Planned expense', 'nPlan0002')] }), BASIS)

    const { flagged, others, onReport } = requestLines(buildRequest({ entries }), reasons)

    expect(flagged.map(({ number, purpose }) => [number, purpose])).to.deep.equal([['2', 'Hotel']])
    expect(others).to.have.lengthOf(1)
    expect(others[0]).to.deep.include({
      number: '1',
      type: 'Airfare',
      day: '2026-09-28',
      posted: { amount: '640', currency: 'USD' },
    })
    expect(onReport).to.deep.equal([])
  })
})

describe('reasons on the page', () => {
  it('are the findings with what is known of each, then what is only on trial', () => {
    const decision = decisionOf({ findings: [finding('trial-rule', 'observe'), finding('cap')] })
    const recent = new Map([['cap', { judged: 4, overridden: 3 }]])

    expect(reasonViews(decision, { ...BASIS, recent, said: { 'cap@e1': 'exception' } })).to.deep.equal([
      {
        index: 0,
        key: 'cap@e1',
        rule: 'cap',
        message: 'too much',
        finding: finding('cap'),
        isNotApplied: false,
        isForEmployee: true,
        isTrial: false,
        objectId: 'e1',
        seen: '1',
        limit: '0',
        severity: 'high',
        verdicts: { judged: 4, overridden: 3 },
        verdict: 'exception',
      },
      {
        index: 1,
        key: 'trial 0',
        rule: 'trial-rule',
        message: 'too much',
        finding: finding('trial-rule', 'observe'),
        isNotApplied: false,
        isForEmployee: true,
        isTrial: true,
        objectId: 'e1',
        seen: '1',
        limit: '0',
        severity: 'high',
      },
    ])
  })

  it('are told apart from rules that could not be applied', () => {
    const decision = decisionOf({
      findings: [finding('cap')],
      notEvaluated: [{ rule: 'limit', enforce: 'act', reason: 'no amount is given for ISK' }],
    })
    expect(reasonViews(decision, BASIS).map(({ rule, isNotApplied }) => [rule, isNotApplied])).to.deep.equal([
      ['cap', false],
      ['limit', true],
    ])
  })

  it('are one where no rule is the reason, as long as it is held', () => {
    const basis = { ...BASIS, reason: 'Concur refused an exception' }

    expect(reasonViews(decisionOf(), basis).map(({ key, message }) => [key, message])).to.deep.equal([
      ['exceptions', 'Concur refused an exception'],
    ])
    expect(reasonViews(decisionOf(), { ...basis, isHeld: false })).to.deep.equal([])
  })
})
