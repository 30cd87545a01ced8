import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Big } from 'big.js'
import { expect } from 'chai'
import { readReportV4 } from '../../server/concur/read-report-v4.ts'
import { bundleOf } from '../../server/concur/report-bundle.ts'
import type { Entry, ExpenseReport } from '../../server/report/expense-report.ts'
import { documentedSamples } from '../support/documented-samples.ts'
import { fixture } from './fixture.ts'
import {
  bundleOfAnswers,
  COMMENTS_PATH,
  EXPENSES,
  EXPENSES_PATH,
  REPORT_PATH,
  reportAnswers,
} from './report-v4-answers.ts'

const BUNDLE = bundleOfAnswers()
/** The examples of Concur's pages, where they are at hand. */

describe('readReportV4', () => {
  it('reads every field of the header', () => {
    const { entries, ...header } = plain(reportOf(BUNDLE))

    expect(entries).to.have.length(2)
    expect(header).to.deep.equal({
      source: 'v4',
      reportId: '5D1F0C7A9B3E4A62C801',
      reportKey: '5D1F0C7A9B3E4A62C801',
      name: 'Trade fair & visits ',
      purpose: 'Trade fair in Zürich',
      employee: { employeeId: 'E-1001' },
      ownerUserId: '4b7c9e10-52aa-4c1e-9d55-0d6f3a7e8b21',
      currency: 'EUR',
      approvalStatus: { code: 'A_EXTV', name: 'Externe Validierung ausstehend' },
      paymentStatus: { code: 'P_NOTP', name: 'Nicht bezahlt' },
      reportDate: '2026-05-20',
      createdAt: '2026-05-20T08:15:36',
      submittedAt: '2026-05-22T09:30:01',
      hasException: true,
      hasBlockingExceptions: true,
      everSentBack: true,
      ledgerName: 'DEFAULT',
      group: '3F2E1D0C9B8A79685746352413F2E1D0',
      country: 'DE',
      comments: ['Receipts were late'],
      startDate: '2026-05-18',
      endDate: '2026-05-20',
      policyKey: '9A8B7C6D5E4F30211203F4E5D6C7B8A9',
      total: { amount: '310.05000001', currency: 'EUR' },
      personalExpenses: { amount: '0', currency: 'EUR' },
      amountDueEmployee: { amount: '260.05', currency: 'EUR' },
      amountDueCompanyCard: { amount: '50', currency: 'EUR' },
      totalClaimed: { amount: '310.05', currency: 'EUR' },
      totalApproved: { amount: '310.05', currency: 'EUR' },
      orgUnits: { orgUnit1: 'Europe' },
      custom: { custom15: '7F3A6C1E9B2D4805A1C3E5F708192A3B', custom16: 'Fair ' },
      hasRejectedExpenses: false,
    })
  })

  it('reads every field of an expense, its amounts to the last digit', () => {
    const { itemizations, ...entry } = plain(entryOf(BUNDLE))

    expect(itemizations).to.have.length(2)
    expect(entry).to.deep.equal({
      entryId: EXPENSES.hotel,
      expenseType: { code: 'LODNG', name: 'Hotel' },
      paymentType: 'CASH',
      businessPurpose: 'Nights at the fair ',
      vendor: 'Hotel Mitte ',
      location: { name: 'Zürich, Schweiz', city: 'Zürich', subdivision: 'CH-ZH', country: 'CH' },
      transactionDate: '2026-05-19',
      transaction: { amount: '251.36', currency: 'CHF' },
      exchangeRate: '1.03456789012345',
      posted: { amount: '260.04999999', currency: 'EUR' },
      approved: { amount: '260.04999999', currency: 'EUR' },
      receiptRequired: false,
      imageRequired: true,
      receiptImageId: 'RCPT-17',
      eReceiptId: 'ER-9',
      hasMissingReceiptDeclaration: false,
      requestExpense: { id: 'REQ-EXP-1' },
      isExpenseRejected: false,
      hasVat: false,
      hasComments: true,
      commentCount: 2,
      comments: ['Approved by phone', 'Zürich was full'],
      isItemized: true,
      hasExceptions: true,
      isPersonal: false,
      hasAttendees: false,
      attendeeCount: 0,
      hasAllocation: 'N',
      lastModifiedAt: '2026-05-21T14:44:50',
      orgUnits: { orgUnit2: 'Two' },
      custom: { custom9: '0A1B2C3D4E5F60718293A4B5C6D7E8F9' },
      allocations: [],
      attendees: [],
    })
  })

  it('reads an expense with allocations and attendees of which little else is said', () => {
    expect(plain(entryOf(BUNDLE, 1))).to.deep.equal({
      entryId: EXPENSES.dinner,
      expenseType: { code: 'BUSML', name: 'Geschäftsessen' },
      paymentType: 'CBCP',
      businessPurpose: 'Dinner with a client',
      vendor: 'Café Nord',
      location: {},
      transactionDate: '2026-05-19',
      transaction: { amount: '50', currency: 'EUR' },
      posted: { amount: '50', currency: 'EUR' },
      approved: { amount: '50', currency: 'EUR' },
      receiptRequired: true,
      imageRequired: true,
      hasMissingReceiptDeclaration: true,
      isExpenseRejected: false,
      hasVat: true,
      hasComments: false,
      commentCount: 0,
      comments: [],
      isItemized: false,
      hasExceptions: false,
      isPersonal: false,
      isCreditCardCharge: true,
      isPersonalCardCharge: false,
      hasAttendees: true,
      attendeeCount: 2,
      hasAllocation: 'F',
      orgUnits: {},
      custom: {},
      itemizations: [],
      allocations: [
        {
          allocationId: 'E0000000000000000000000000000001',
          percentage: '33.33333333',
          accountCode1: '4711',
          custom: { custom9: 'CC-North' },
        },
        {
          allocationId: 'E0000000000000000000000000000002',
          percentage: '66.66666667',
          accountCode1: '4712',
          custom: { custom9: 'CC-South' },
        },
      ],
      attendees: [
        {
          attendeeId: 'F0000000000000000000000000000001',
          amount: { amount: '33.33', currency: 'EUR' },
          people: 1,
          versionNumber: 1,
          custom: {},
        },
        {
          attendeeId: 'F0000000000000000000000000000002',
          amount: { amount: '16.67', currency: 'EUR' },
          people: 1,
          versionNumber: 2,
          custom: { custom1: 'VIP' },
        },
      ],
    })
  })

  it('reads every field of an itemization, with its allocations and attendees', () => {
    const [room, breakfast] = plain(entryOf(BUNDLE)).itemizations

    expect(room).to.deep.equal({
      itemizationId: EXPENSES.room,
      expenseType: { code: 'ROOMX', name: 'Zimmer' },
      businessPurpose: 'Room',
      transactionDate: '2026-05-18',
      transactionAmount: '232',
      posted: { amount: '240.04999999', currency: 'EUR' },
      approved: { amount: '240', currency: 'EUR' },
      isPersonal: false,
      hasComments: false,
      commentCount: 0,
      comments: [],
      lastModifiedAt: '2026-05-21T14:06:33',
      orgUnits: {},
      custom: { custom1: 'One' },
      allocations: [
        {
          allocationId: 'E0000000000000000000000000000003',
          percentage: '50',
          accountCode1: '4713',
          custom: { custom9: 'CC-East' },
        },
      ],
      attendees: [],
    })
    expect(breakfast).to.include({ itemizationId: EXPENSES.breakfast, isPersonal: true })
    expect(breakfast?.attendees.map(({ attendeeId }) => attendeeId)).to.deep.equal([
      'F0000000000000000000000000000001',
    ])
  })

  it('reads the header alone of a report that does not wait', () => {
    const report = Buffer.from(fixture('v4/report.json').replace('"A_EXTV"', '"A_RESU"'))
    const { entries, approvalStatus, ...header } = reportOf(
      new TextDecoder().decode(bundleOf({ report, parts: new Map() })),
    )

    expect([approvalStatus.code, entries]).to.deep.equal(['A_RESU', []])
    expect(header).to.include({ submittedAt: '2026-05-22T09:30:01', hasBlockingExceptions: false })
  })

  it('reads a bundle that is kept from when each expense was asked for its itemizations and comments', () => {
    const { report, ...bundle } = membersOf(BUNDLE)
    const [hotel, dinner, ...items] = listOf(bundle['expenses'])
    const comments = listOf(JSON.parse(fixture('v4/comments-hotel.json')))
    const kept = {
      report,
      comments: JSON.parse(fixture('v4/comments-report.json')),
      exceptions: bundle['exceptions'],
      expenses: [hotel, dinner],
      parts: Object.fromEntries(
        Object.entries(membersOf(JSON.stringify(bundle['parts']))).map(([id, answers]) => {
          const isHotel = id === EXPENSES.hotel
          const asked = { itemizations: isHotel ? items : [], comments: isHotel ? comments : [] }
          return [id, { ...membersOf(JSON.stringify(answers)), ...asked }]
        }),
      ),
    }
    expect(shown(reportOf(JSON.stringify(kept)))).to.deep.equal(shown(reportOf(BUNDLE)))
  })

  it('counts an itemization whose expense the list does not have', () => {
    const itemizations = fixture('v4/itemizations.json')

    expect(
      reportOf(changed(EXPENSES_PATH, () => itemizations)).entries.map(({ entryId }) => entryId),
    ).to.deep.equal([EXPENSES.room, EXPENSES.breakfast])
  })

  const told: readonly (readonly [string, string, string, Partial<Entry>])[] = [
    [
      'a charge of a company card',
      '"expenseSourceIdentifiers": null',
      '"expenseSourceIdentifiers": {"creditCardTransactionId": "C1"}',
      { isCreditCardCharge: true, isPersonalCardCharge: false },
    ],
    [
      'a charge of a personal card',
      '"expenseSourceIdentifiers": null',
      '"expenseSourceIdentifiers": {"creditCardTransactionId": null, "personalCardTransactionId": "C2"}',
      { isCreditCardCharge: false, isPersonalCardCharge: true },
    ],
    [
      'an expense of another source',
      '"expenseSourceIdentifiers": null',
      '"expenseSourceIdentifiers": {"quickExpenseId": "Q1"}',
      { isCreditCardCharge: false, isPersonalCardCharge: false },
    ],
    [
      'a journey',
      '"mileage": null',
      '"mileage": {"totalDistance": 412, "vehicleId": "V1", "personalDistance": 12}',
      { mileage: { distance: new Big('412') } },
    ],
    [
      'a rejected expense',
      '"isExpenseRejected": false',
      '"isExpenseRejected": true',
      { isExpenseRejected: true },
    ],
    [
      'a payment type that has an id alone',
      /"paymentType": .*,/.exec(fixture('v4/detail-hotel.json'))?.[0] ?? '',
      '"paymentType": {"id": "1022"},',
      { paymentType: '1022' },
    ],
    [
      'a purchase of nothing in no currency',
      /"transactionAmount": .*,/.exec(fixture('v4/detail-hotel.json'))?.[0] ?? '',
      '"transactionAmount": {"value": 0E-8, "currencyCode": null},',
      { transaction: { amount: new Big('0'), currency: 'EUR' } },
    ],
  ]
  for (const [name, text, other, expected] of told) {
    it(`tells ${name}`, () => {
      const bundle = changed(`/expenses/${EXPENSES.hotel}`, (detail) => detail.replace(text, other))

      expect(bundle).not.to.equal(BUNDLE)
      expect(plain(entryOf(bundle))).to.deep.include(plain(expected))
    })
  }

  const untold: readonly (readonly [string, RegExp, string, readonly (keyof Entry)[]])[] = [
    [
      'whether it is a card charge where no source is said',
      /"expenseSourceIdentifiers": .*,/,
      '"expenseSourceIdentifiers": null,',
      ['isCreditCardCharge', 'isPersonalCardCharge'],
    ],
    [
      'whether there is tax without a summary',
      /"expenseTaxSummary": .*,/,
      '"expenseTaxSummary": null,',
      ['hasVat'],
    ],
    ['whether it is rejected where that is not said', /"isExpenseRejected": .*,/, '', ['isExpenseRejected']],
    [
      'how far a journey was that has no distance',
      /"mileage": .*,/,
      '"mileage": {"vehicleId": "V1"},',
      ['mileage'],
    ],
  ]
  for (const [name, text, other, absent] of untold) {
    it(`does not tell ${name}`, () => {
      const bundle = changed(`/expenses/${EXPENSES.dinner}`, (detail) => detail.replace(text, other))

      expect(entryOf(bundle, 1)).not.to.have.any.keys(...absent)
    })
  }

  it('tells that an expense is rejected, or an itemization of one, in the header', () => {
    for (const id of [EXPENSES.dinner, EXPENSES.room]) {
      const bundle = changed(`/expenses/${id}`, (detail) =>
        detail.replace('"isExpenseRejected": false', '"isExpenseRejected": true'),
      )

      expect(reportOf(bundle).hasRejectedExpenses).to.equal(true)
    }
  })

  it('leaves out a rate to divide by: what was posted tells the rate', () => {
    expect(fixture('v4/detail-dinner.json')).to.include('DIVIDE')
    expect(entryOf(BUNDLE, 1)).not.to.have.property('exchangeRate')
  })

  it('does not tell whether there are comments where Concur does not know any', () => {
    const answers = reportAnswers()
    answers.delete(COMMENTS_PATH)
    const { entries, ...report } = reportOf(bundleOfAnswers(answers))

    expect(report).not.to.have.property('comments')
    expect(entries.map(({ hasComments, comments }) => [hasComments, comments])).to.deep.equal([
      [undefined, undefined],
      [undefined, undefined],
    ])
  })

  for (const [name, exceptions, hasException, hasBlockingExceptions] of [
    ['none', '[]', false, false],
    ['one that does not block', '[{"exceptionCode":"LATE","isBlocking":false}]', true, false],
    ['one that blocks', '[{"exceptionCode":"LATE","isBlocking":true}]', true, true],
  ] as const) {
    it(`tells from the list of exceptions: ${name}`, () => {
      expect(reportOf(changed('/exceptions', () => exceptions))).to.include({
        hasException,
        hasBlockingExceptions,
      })
    })
  }

  const unset: readonly (readonly [string, string, keyof ExpenseReport])[] = [
    ['a null date', '"submitDate": null', 'submittedAt'],
    ['a missing date', '"other": 1', 'submittedAt'],
    ['the first day of all', '"submitDate": "0001-01-01T00:00:00Z"', 'submittedAt'],
  ]
  for (const [name, member, field] of unset) {
    it(`takes ${name} for not set`, () => {
      const bundle = changed(REPORT_PATH, (text) =>
        text.replace('"submitDate": "2026-05-22T09:30:01Z"', member),
      )

      expect(reportOf(bundle)).not.to.have.property(field)
    })
  }

  describe('names what it cannot read:', () => {
    const hotel = `/expenses/${EXPENSES.hotel}`
    const detail = `parts.${EXPENSES.hotel}.detail`
    const unreadable: readonly (readonly [string, string, string | RegExp, string, string])[] = [
      [
        'an amount',
        REPORT_PATH,
        '310.05000001',
        '"1,234.00"',
        'report.reportTotal is not an amount with a currencyCode',
      ],
      ['no report id', REPORT_PATH, /"reportId": "\w+",/, '', 'there is no report.reportId'],
      ['no currency', REPORT_PATH, /"currencyCode": "EUR",\n/, '', 'there is no report.currencyCode'],
      ['no status', REPORT_PATH, '"A_EXTV"', 'null', 'there is no report.approvalStatusId'],
      ['no list of expenses', EXPENSES_PATH, /^[^]*$/, 'null', 'there are no expenses'],
      [
        'a posted amount without currency',
        hotel,
        /"postedAmount": .*,/,
        '"postedAmount": {"value": 260.05, "currencyCode": null},',
        `${detail}.postedAmount is not an amount with a currencyCode`,
      ],
      [
        'no id of an allocation',
        `${EXPENSES.dinner}/allocations`,
        '"allocationId": "E0000000000000000000000000000001"',
        '"allocationId": null',
        `there is no parts.${EXPENSES.dinner}.allocations[0].allocationId`,
      ],
      [
        'no id of an attendee',
        `${EXPENSES.dinner}/attendees`,
        '"attendeeId": "F0000000000000000000000000000001"',
        '"attendeeId": null',
        `there is no parts.${EXPENSES.dinner}.attendees.expenseAttendeeList[0].attendeeId`,
      ],
      ['a detail that is missing', hotel, /^[^]*$/, 'null', `there is no ${detail}.expenseId`],
    ]
    for (const [name, path, text, other, problem] of unreadable) {
      it(name, () => {
        const bundle = changed(path, (answer) => answer.replace(text, other))

        expect(bundle).not.to.equal(BUNDLE)
        expect(problemOf(bundle)).to.include(problem)
      })
    }

    it('without repeating what the report says', () => {
      expect(
        problemOf(changed(REPORT_PATH, (text) => text.replace('310.05000001', '"much"'))),
      ).not.to.include('much')
    })
  })

  const spoilt: readonly (readonly [string, string, string | RegExp, string, string])[] = [
    [
      'a date of the report',
      REPORT_PATH,
      '2026-05-22T09:30:01Z',
      '22 May',
      'report.submitDate is not a date',
    ],
    [
      'a sum of the report',
      REPORT_PATH,
      '260.05000000',
      '"much"',
      'report.amountDueEmployee is not an amount with a currencyCode',
    ],
    [
      'a date of an expense',
      `/expenses/${EXPENSES.hotel}`,
      /"transactionDate": .*,/,
      '"transactionDate": "yesterday",',
      `parts.${EXPENSES.hotel}.detail.transactionDate is not a date`,
    ],
    [
      'an amount without currency',
      `/expenses/${EXPENSES.hotel}`,
      '"CHF"',
      'null',
      `parts.${EXPENSES.hotel}.detail.transactionAmount is not an amount with a currencyCode`,
    ],
    [
      'a distance',
      `/expenses/${EXPENSES.hotel}`,
      '"mileage": null',
      '"mileage": {"totalDistance": "far"}',
      `parts.${EXPENSES.hotel}.detail.mileage.totalDistance is not a number`,
    ],
    [
      'a count',
      `/expenses/${EXPENSES.hotel}`,
      '"attendeeCount": 0',
      '"attendeeCount": "some"',
      `parts.${EXPENSES.hotel}.detail.attendeeCount is not a count`,
    ],
    [
      'the share of an attendee',
      `${EXPENSES.dinner}/attendees`,
      '33.33',
      '"a third"',
      `parts.${EXPENSES.dinner}.attendees.expenseAttendeeList[0].transactionAmount is not an amount with a currencyCode`,
    ],
  ]
  for (const [name, path, text, other, note] of spoilt) {
    it(`reads the report all the same without ${name} that cannot be read, and says so`, () => {
      const bundle = changed(path, (answer) => answer.replace(text, other))

      expect(reportOf(bundle).notRead).to.deep.equal([note])
    })
  }

  for (const [name, body] of [
    ['nothing', ''],
    ['a page', '<html>Sign in</html>'],
    ['a report of v1.1', fixture('report-full-details.xml')],
    ['half a bundle', BUNDLE.slice(0, 900)],
  ] as const) {
    it(`does not take ${name} for a bundle`, () => {
      const reading = readReportV4(Buffer.from(body))

      expect(reading.ok).to.equal(false)
      expect(reading).not.to.have.property('isWhole')
    })
  }

  it("reads the examples of Concur's pages", function () {
    const samples = documentedSamples(this)
    const sample = (name: string) => readFileSync(join(samples, `${name}.json`))
    const detail = sample('expense-detail-v4')
    const expenses = JSON.stringify([JSON.parse(detail.toString())])
    const bundle = bundleOf({
      report: Buffer.from(sample('report-v4').toString()),
      expenses: Buffer.from(expenses),
      comments: sample('comments-v4-list-expense'),
      exceptions: sample('exceptions-v4-list'),
      parts: new Map([
        [
          '84FCBB92BD4E5342B849DAC29FD163A1',
          { detail, allocations: sample('allocations-v4'), attendees: sample('attendees-v4') },
        ],
      ]),
    })
    const report = reportOf(new TextDecoder().decode(bundle))

    expect(plain(report).total).to.deep.equal({ amount: '525', currency: 'USD' })
    expect(report.entries[0]?.allocations.map(({ percentage }) => percentage?.toFixed())).to.deep.equal([
      '50',
      '50',
    ])
  })
})

/** The bundle with one answer changed. @param end Of its path. */
function changed(end: string, change: (answer: string) => string): string {
  const answers = reportAnswers()
  const [path, answer] = [...answers].find(([each]) => each.endsWith(end)) ?? []
  if (path === undefined || answer === undefined) throw new Error(`no answer for ${end}`)
  return bundleOfAnswers(answers.set(path, change(answer)))
}

/** What belongs where. */
function shown({ entries, comments }: ExpenseReport): unknown {
  return [
    comments,
    entries.map((entry) => [
      entry.entryId,
      entry.comments,
      entry.itemizations.map((item) => [item.itemizationId, item.comments]),
    ]),
  ]
}

function membersOf(json: string): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = JSON.parse(json)
  return members
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function reportOf(bundle: string): ExpenseReport {
  const reading = readReportV4(Buffer.from(bundle))
  if (!reading.ok) throw new Error(reading.problem)
  return reading.value
}

function entryOf(bundle: string, index = 0): Entry {
  const entry = reportOf(bundle).entries[index]
  if (entry === undefined) throw new Error('there is no such entry')
  return entry
}

function problemOf(bundle: string): string {
  const reading = readReportV4(Buffer.from(bundle))
  if (reading.ok) throw new Error('it was read')
  return reading.problem
}

/** With amounts as text. */
function plain<Value extends object>(value: Value): Value {
  const copy: Value = JSON.parse(JSON.stringify(value))
  return copy
}
