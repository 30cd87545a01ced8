import { Big } from 'big.js'
import { expect } from 'chai'
import { employeeKey, factsKey, matchKey, vendorKey } from '../../../server/policy/facts/fingerprints.ts'
import type { Attendee, Entry, ExpenseReport, Itemization } from '../../../server/report/expense-report.ts'
import { fold } from '../../../server/report/fold.ts'
import { decodeFacts, encodeFacts, FACTS_VERSION } from '../../../server/report/report-facts.ts'
import {
  buildAllocation,
  buildAttendee,
  buildEntry,
  buildItemization,
  buildReport,
  type Changes,
  money,
} from '../../support/build-report.ts'

const ITEM: Changes<Itemization> = {
  allocations: [buildAllocation({ accountCode1: '4711' })],
  attendees: [buildAttendee()],
}
const ENTRY: Changes<Entry> = {
  posted: money('18.50'),
  itemizations: [buildItemization(ITEM)],
  allocations: [buildAllocation()],
  attendees: [buildAttendee()],
}
const withEntry = (changes: Changes<Entry>): ExpenseReport =>
  buildReport({ entries: [buildEntry({ ...ENTRY, ...changes })] })
const withItem = (changes: Changes<Itemization>): ExpenseReport =>
  withEntry({ itemizations: [buildItemization({ ...ITEM, ...changes })] })
const withAttendee = (changes: Changes<Attendee>): ExpenseReport =>
  withEntry({ attendees: [buildAttendee(changes)] })

describe('the key of the facts of a report', () => {
  const before = factsKey(withEntry({}))

  const corrections: readonly (readonly [string, ExpenseReport])[] = [
    ['the name of the report', { ...withEntry({}), name: 'Another visit' }],
    ['the purpose of the report', { ...withEntry({}), purpose: 'Another visit' }],
    ['the dates of the report', { ...withEntry({}), startDate: '2026-05-18' }],
    ['the policy of the report', { ...withEntry({}), policyKey: 'nPolicy' }],
    ['an org unit', { ...withEntry({}), orgUnits: { orgUnit1: '(10) Sales' } }],
    ['a custom field', { ...withEntry({}), custom: { custom3: 'P-17' } }],
    ['no entry any more', { ...withEntry({}), entries: [] }],
    [
      'the same entry once more',
      { ...withEntry({}), entries: [...withEntry({}).entries, ...withEntry({}).entries] },
    ],
    ['the expense type', withEntry({ expenseType: { code: 'PARKG' } })],
    ['the purpose of an entry', withEntry({ businessPurpose: 'Ride to the airport' })],
    ['the vendor', withEntry({ vendor: 'Town Cabs' })],
    ['the place', withEntry({ location: { name: 'Tacoma' } })],
    ['the day', withEntry({ transactionDate: '2026-05-18' })],
    ['the amount, by the smallest part', withEntry({ posted: money('18.50000001') })],
    ['the amount of the purchase', withEntry({ transaction: { amount: new Big('20'), currency: 'CAD' } })],
    ['the payment type', withEntry({ paymentType: 'CASH' })],
    ['another receipt image', withEntry({ receiptImageId: 'ReceiptImage0002' })],
    ['no receipt image', withEntry({ receiptImageId: undefined })],
    ['an e-receipt', withEntry({ eReceiptId: 'EReceipt0001' })],
    ['an affidavit for the receipt', withEntry({ hasMissingReceiptDeclaration: true })],
    ['a comment', withEntry({ hasComments: true, commentCount: 1 })],
    ['the text of a comment', withEntry({ comments: ['The machine was broken.'] })],
    ['that it is personal', withEntry({ isPersonal: true })],
    ['the line of a request', withEntry({ requestExpense: { id: 'nRequest0001' } })],
    ['the distance', withEntry({ mileage: { distance: new Big('12.5'), unit: 'K' } })],
    ['a custom field of an entry', withEntry({ custom: { custom1: 'x' } })],
    ['how many attendees there are, where they are not listed', withEntry({ attendeeCount: 3 })],
    ['no attendee any more', withEntry({ attendees: [] })],
    ['an attendee who is deleted', withAttendee({ isDeleted: true })],
    ['the name of an attendee', withAttendee({ lastName: 'Other' })],
    ['the company of an attendee', withAttendee({ company: 'Other Ltd' })],
    [
      'the share of an allocation',
      withEntry({ allocations: [buildAllocation({ percentage: new Big(50) })] }),
    ],
    ['no itemization any more', withEntry({ itemizations: [] })],
    ['the amount of an itemization', withItem({ posted: money('18.49') })],
    ['the purpose of an itemization', withItem({ businessPurpose: 'Breakfast alone' })],
    ['that an itemization is personal', withItem({ isPersonal: true })],
    [
      'the cost object of an itemization',
      withItem({ allocations: [buildAllocation({ accountCode1: '4712' })] }),
    ],
  ]
  for (const [title, changed] of corrections) {
    it(`changes with ${title}`, () => {
      expect(factsKey(changed)).not.to.equal(before)
    })
  }

  const byConcur: readonly (readonly [string, ExpenseReport])[] = [
    ['the submission', { ...withEntry({}), submittedAt: '2026-05-25T08:00:00', reportDate: '2026-05-25' }],
    ['statuses', { ...withEntry({}), approvalStatus: { code: 'A_RESU' }, paymentStatus: { code: 'P_NOTP' } }],
    ['exceptions', { ...withEntry({ hasExceptions: true }), hasException: true }],
    ['that it was sent back', { ...withEntry({}), everSentBack: true }],
    [
      'keys and addresses',
      {
        ...withEntry({ entryId: 'nOther', formKey: 'nForm' }),
        reportKey: 'nOther',
        workflowActionUrl: 'https://www.concursolutions.com/x',
      },
    ],
    ['totals', { ...withEntry({}), total: money('18.50'), totalApproved: money('0'), entryCount: 2 }],
    ['the approver', { ...withEntry({}), approverLoginId: 'kim@example.com' }],
    ['what is approved', withEntry({ approved: money('0') })],
    ['what is approved of an itemization', withItem({ approved: undefined })],
    ['when an entry was changed last', withEntry({ lastModifiedAt: '2026-05-25T08:00:00' })],
    [
      'names of codes',
      withEntry({ expenseType: { code: 'TAXIX', name: 'Taxi (Ortsverkehr)' }, spendCategory: 'Transport' }),
    ],
    ['what is required', withEntry({ receiptRequired: true, imageRequired: true })],
    [
      'keys of parts',
      withItem({
        itemizationId: 'nOther',
        allocations: [buildAllocation({ allocationId: 'nOther', accountCode1: '4711' })],
      }),
    ],
    [
      "what Concur knows of an attendee's other meals",
      withAttendee({
        attendeeId: 'nOther',
        versionNumber: 7,
        totalYearToDate: new Big('99'),
        hasExceptionsYearToDate: true,
      }),
    ],
    ['blanks around texts', { ...withEntry({ vendor: 'City Cabs  ' }), purpose: ' Visit to a client' }],
    ['digits that say nothing', withEntry({ posted: money('18.50000000') })],
  ]
  for (const [title, changed] of byConcur) {
    it(`does not change with ${title}`, () => {
      expect(factsKey(changed)).to.equal(before)
    })
  }

  it('does not depend on the order of the parts', () => {
    const entries = [
      buildEntry({
        attendees: [buildAttendee(), buildAttendee({ lastName: 'Other' })],
        allocations: [
          buildAllocation({ percentage: new Big(30) }),
          buildAllocation({ percentage: new Big(70) }),
        ],
        itemizations: [buildItemization(), buildItemization({ posted: money('1') })],
      }),
      buildEntry({ posted: money('5') }),
    ]
    const turned = entries.toReversed().map((entry) => ({
      ...entry,
      attendees: entry.attendees.toReversed(),
      allocations: entry.allocations.toReversed(),
      itemizations: entry.itemizations.toReversed(),
    }))

    expect(factsKey(buildReport({ entries: turned }))).to.equal(factsKey(buildReport({ entries })))
  })

  it('does not change with what the request allows', () => {
    const [five, six] = [money('5'), money('6')]

    expect(factsKey(withEntry({ requestExpense: { id: 'R1', approved: five } }))).to.equal(
      factsKey(withEntry({ requestExpense: { id: 'R1', approved: six } })),
    )
  })

  it('tells attendees without names apart by their keys', () => {
    const nobody = { firstName: undefined, lastName: undefined }

    expect(factsKey(withAttendee({ ...nobody, attendeeId: 'n1' }))).not.to.equal(
      factsKey(withAttendee({ ...nobody, attendeeId: 'n2' })),
    )
  })

  it('is the same for a report that was kept and read back', () => {
    const report = withEntry({ requestExpense: { id: 'R1', approved: money('5') }, comments: ['why'] })
    const back = decodeFacts(encodeFacts(report), FACTS_VERSION)

    expect(back && factsKey(back)).to.equal(factsKey(report))
  })
})

describe('the key of a purchase', () => {
  const taxi = buildEntry()

  it('does not depend on spelling, digits or the expense type', () => {
    const other = buildEntry({
      entryId: 'nOther',
      vendor: 'CITY  cabs ',
      posted: money('18.50000000'),
      expenseType: { code: 'PARKG' },
    })

    expect(matchKey(other)).to.equal(matchKey(taxi))
  })

  it('is that of an entry for an itemization with its day and amount', () => {
    expect(matchKey(buildItemization({ transactionDate: undefined }), taxi)).to.equal(matchKey(taxi))
  })

  const different: readonly (readonly [string, Changes<Entry>])[] = [
    ['day', { transactionDate: '2026-05-20' }],
    ['amount', { posted: money('18.50000001') }],
    ['sign', { posted: money('-18.50') }],
    ['currency', { posted: money('18.50', 'EUR') }],
    ['vendor', { vendor: 'Town Cabs' }],
  ]
  for (const [title, changes] of different) {
    it(`differs for another ${title}`, () => {
      expect(matchKey(buildEntry(changes))).not.to.equal(matchKey(taxi))
    })
  }

  const none: readonly (readonly [string, Changes<Entry>])[] = [
    ['without a day', { transactionDate: undefined }],
    ['without an amount', { posted: undefined }],
    ['of nothing', { posted: money('0E-8') }],
  ]
  for (const [title, changes] of none) {
    it(`is not there for one ${title}`, () => {
      expect(matchKey(buildEntry(changes))).to.equal(undefined)
    })
  }
})

describe('the keys of people and vendors', () => {
  it('say nothing of who they are', () => {
    expect(employeeKey(buildReport())).to.match(/^[0-9a-f]{32}$/)
    expect(vendorKey(buildEntry())).to.match(/^[0-9a-f]{32}$/)
  })

  it('do not depend on letter case', () => {
    const shouting = buildReport({ employee: { loginId: 'ROBIN.EXAMPLE@example.com' } })

    expect(employeeKey(shouting)).to.equal(employeeKey(buildReport()))
  })

  it('are there where the report has only the user’s id', () => {
    const owned = buildReport({ employee: {}, ownerUserId: '4b7c9e10-52aa' })

    expect(employeeKey(owned)).to.match(/^[0-9a-f]{32}$/)
    expect(employeeKey({ ...owned, ownerUserId: '4B7C9E10-52AA' })).to.equal(employeeKey(owned))
  })

  it('are not there where the report does not name them', () => {
    expect(employeeKey(buildReport({ employee: {} }))).to.equal(undefined)
    expect(vendorKey(buildEntry({ vendor: ' ' }))).to.equal(undefined)
    expect(vendorKey(buildItemization())).to.equal(undefined)
  })
})

describe('folded text', () => {
  it('has neither letter case nor wide letters nor doubled blanks', () => {
    expect(fold('  Ｅxample \t\n VENDOR ')).to.equal('example vendor')
  })
})
