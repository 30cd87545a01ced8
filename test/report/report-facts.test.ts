import { Big } from 'big.js'
import { expect } from 'chai'
import { assert, bigInt, nat, property } from 'fast-check'
import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import { decodeFacts, encodeFacts, FACTS_VERSION } from '../../server/report/report-facts.ts'
import { fixture } from '../concur/fixture.ts'
import {
  buildAllocation,
  buildAttendee,
  buildEntry,
  buildItemization,
  buildReport,
  money,
} from '../support/build-report.ts'

describe('the facts of a report', () => {
  it('come back as they were, every field of every part', () => {
    const report = buildReport({
      source: 'v4',
      employee: { employeeId: 'E-1001' },
      ownerUserId: '4b7c9e10-52aa-4c1e-9d55-0d6f3a7e8b21',
      hasBlockingExceptions: true,
      hasRejectedExpenses: true,
      notRead: ['report.startDate is not a date'],
      comments: ['as agreed'],
      group: 'Sales',
      country: 'DE',
      startDate: '2026-05-01',
      endDate: '2026-05-31',
      approverLoginId: 'kim@example.com',
      total: money('0.00000001'),
      entries: [
        buildEntry({
          location: { name: 'Berlin', city: 'Berlin', country: 'DE' },
          transaction: { amount: new Big('1E-8'), currency: 'JPY' },
          exchangeRate: new Big('1.00000000000001'),
          hasMissingReceiptDeclaration: false,
          requestExpense: { id: 'R1', approved: money('5') },
          mileage: { distance: new Big('12.5'), unit: 'K' },
          isExpenseRejected: true,
          comments: ['why not'],
          attendees: [
            buildAttendee({ amount: money('3.33'), people: 3, totalYearToDate: new Big('1000.10') }),
          ],
          itemizations: [
            buildItemization({ transactionAmount: new Big('7'), allocations: [buildAllocation()] }),
          ],
        }),
      ],
    })

    expect(decodeFacts(encodeFacts(report), FACTS_VERSION)).to.deep.equal(report)
  })

  it('come back from the sample report', () => {
    const reading = readReportV11(new TextEncoder().encode(fixture('report-full-details.xml')))
    if (!reading.ok) throw new Error(reading.problem)

    expect(decodeFacts(encodeFacts(reading.value), FACTS_VERSION)).to.deep.equal(reading.value)
  })

  it('keep every digit of any amount', () => {
    assert(
      property(bigInt(), nat(14), (digits, scale) => {
        const amount = new Big(`${digits}e-${scale}`)
        const report = buildReport({ total: { amount, currency: 'USD' } })
        const back = decodeFacts(encodeFacts(report), FACTS_VERSION)
        expect(back?.total?.amount.eq(amount)).to.equal(true)
      }),
    )
  })

  it('of the first version come back without what it said of every report of v4', () => {
    const attendees = [buildAttendee()]
    const kept = buildReport({
      source: 'v4',
      entries: [buildEntry({ attendees, itemizations: [buildItemization({ attendees })] })],
    })
    const [entry] = decodeFacts(encodeFacts(kept), 1)?.entries ?? []
    const constants = ['hasVat', 'isCreditCardCharge', 'isPersonalCardCharge']

    expect(entry).to.include({ entryId: 'nEntry0001' }).and.not.have.any.keys(constants)
    for (const attendee of [...(entry?.attendees ?? []), ...(entry?.itemizations[0]?.attendees ?? [])]) {
      expect(attendee)
        .to.include({ firstName: 'Sam' })
        .and.not.have.any.keys('isDeleted', 'hasExceptionsPreviousYear', 'hasExceptionsYearToDate')
    }
  })

  it('of the first version come back as they were where v1.1 told them', () => {
    const kept = buildReport({ entries: [buildEntry({ attendees: [buildAttendee()] })] })

    expect(decodeFacts(encodeFacts(kept), 1)).to.deep.equal(kept)
  })

  const unreadable: readonly (readonly [string, string, number])[] = [
    ['of a version that is not known', '{}', 3],
    ['that are not whole', '{"source":"v1.1"', 1],
    ['that lack a field', '{"source":"v1.1"}', 1],
  ]
  for (const [title, json, version] of unreadable) {
    it(`are not read ${title}`, () => {
      expect(decodeFacts(json, version)).to.equal(undefined)
    })
  }
})
