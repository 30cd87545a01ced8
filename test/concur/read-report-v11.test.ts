import { expect } from 'chai'
import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import type { Entry, ExpenseReport } from '../../server/report/expense-report.ts'
import { fixture } from './fixture.ts'

const XML = fixture('report-full-details.xml')

describe('readReportV11', () => {
  it('reads every field of the header', () => {
    const { entries, ...header } = plain(reportOf(XML))

    expect(entries).to.have.length(2)
    expect(header).to.deep.equal({
      source: 'v1.1',
      reportId: '7C2E5A9B04D14F6E8A31',
      reportKey: 'nReport%Re$w1',
      receiptImageUrl: 'http://www.concursolutions.com/getImage?cid=p17&val=A1',
      name: 'Trade fair & visits ',
      purpose: 'Meet the Zürich team',
      employee: { loginId: 'robin.example@example.com', name: 'Example, Robin ' },
      currency: 'CHF',
      approvalStatus: { code: 'A_EXTV', name: 'Externe Validierung' },
      paymentStatus: { code: 'P_NOTP', name: 'Not Paid' },
      reportDate: '2026-05-20',
      createdAt: '2026-05-20T08:15:36',
      submittedAt: '2026-05-22T09:30:01',
      paidAt: '2026-06-30T12:00:00',
      hasException: true,
      everSentBack: true,
      entryCount: 4,
      listedEntries: 2,
      ledgerName: 'DEFAULT',
      policyKey: 'nPolicy$p1',
      total: { amount: '312.45', currency: 'CHF' },
      personalExpenses: { amount: '12.4', currency: 'CHF' },
      amountDueEmployee: { amount: '250.05', currency: 'CHF' },
      amountDueCompanyCard: { amount: '50', currency: 'CHF' },
      totalClaimed: { amount: '300.05', currency: 'CHF' },
      totalApproved: { amount: '299.05', currency: 'CHF' },
      workflowActionUrl:
        'http://www.concursolutions.com/api/expense/expensereport/v1.1/report/nStep%t8$p1/WorkFlowAction',
      orgUnits: { orgUnit1: '(10) Europe', orgUnit6: 'Six' },
      custom: { custom1: '(1234) Fair', custom20: 'Twenty ' },
    })
  })

  it('reads every field of an entry, its amounts to the last digit', () => {
    const { itemizations, allocations, attendees, ...entry } = plain(entryOf(XML))

    expect([itemizations.length, allocations.length, attendees.length]).to.deep.equal([2, 0, 2])
    expect(entry).to.deep.equal({
      entryId: 'nEntry$p1',
      expenseType: { code: 'BUSML', name: 'Business meal' },
      spendCategory: 'Meals and Entertainment',
      paymentType: 'CASH',
      businessPurpose: 'Dinner ',
      vendor: 'Café Mitte ',
      location: { name: 'Zürich', subdivision: 'ZH', country: 'CH' },
      transactionDate: '2026-05-19',
      transaction: { amount: '278.00000001', currencyName: 'Euro' },
      exchangeRate: '1.07345678901234',
      posted: { amount: '298.42098736', currency: 'CHF' },
      receiptRequired: true,
      imageRequired: true,
      receiptImageId: '6EA8',
      eReceiptId: 'ER-17',
      hasVat: true,
      hasComments: true,
      commentCount: 3,
      isItemized: true,
      hasExceptions: true,
      isPersonal: true,
      isCreditCardCharge: true,
      isPersonalCardCharge: true,
      hasAttendees: true,
      attendeeCount: 2,
      hasAllocation: 'P',
      formKey: 'nForm1',
      lastModifiedAt: '2026-05-19T14:44:50',
      orgUnits: { orgUnit2: 'Two' },
      custom: { custom3: '(7732)VIAJAR', custom40: 'Forty' },
    })
  })

  it('reads every field of an itemization and its allocations', () => {
    expect(plain(entryOf(XML)).itemizations).to.deep.equal([
      {
        itemizationId: 'nItem$s1',
        expenseType: { code: 'DINNR', name: 'Dinner' },
        businessPurpose: 'With the client',
        transactionDate: '2026-05-19',
        transactionAmount: '200',
        posted: { amount: '214.6913578', currency: 'CHF' },
        approved: { amount: '214', currency: 'CHF' },
        isPersonal: true,
        hasComments: true,
        commentCount: 1,
        lastModifiedAt: '2026-05-19T14:06:33',
        orgUnits: { orgUnit3: 'Three' },
        custom: { custom1: 'One', custom40: 'Forty' },
        allocations: [
          {
            allocationId: 'nAllocation$p1',
            percentage: '33.33333333',
            accountCode1: 'MEAL',
            accountCode2: '4711',
            custom: { custom1: 'North', custom20: 'Last' },
          },
          {
            allocationId: 'nAllocation$p2',
            percentage: '66.66666667',
            accountCode1: 'MEAL',
            accountCode2: '4712',
            custom: {},
          },
        ],
        attendees: [],
      },
      {
        itemizationId: 'nItem$s2',
        expenseType: { code: 'TIPS' },
        posted: { amount: '83.72962956', currency: 'CHF' },
        isPersonal: false,
        orgUnits: {},
        custom: {},
        allocations: [],
        attendees: [],
      },
    ])
  })

  it('reads every field of an attendee', () => {
    expect(plain(entryOf(XML)).attendees).to.deep.equal([
      {
        attendeeId: 'nAttendee$p1',
        type: 'BUSGUEST',
        firstName: 'Sam',
        lastName: 'Sample',
        company: 'Sample Ltd',
        title: 'Buyer',
        externalId: 'E-9',
        ownerName: 'Example, Robin',
        isDeleted: true,
        hasExceptionsPreviousYear: true,
        hasExceptionsYearToDate: true,
        totalPreviousYear: '10.00000001',
        totalYearToDate: '20.00000002',
        versionNumber: 2,
        custom: { custom2: 'VIP', custom20: 'End' },
      },
      {
        attendeeId: 'nAttendee$p2',
        type: 'SYSEMP',
        custom: {},
      },
    ])
  })

  it('reads an entry of which little is said, with its own allocation', () => {
    expect(plain(entryOf(XML, 1))).to.deep.equal({
      entryId: 'nEntry$p2',
      expenseType: { code: 'PARKG' },
      location: {},
      transactionDate: '2026-05-20',
      posted: { amount: '14.02901264', currency: 'CHF' },
      receiptRequired: false,
      imageRequired: false,
      isItemized: false,
      hasExceptions: false,
      isPersonal: false,
      hasAttendees: false,
      hasAllocation: 'F',
      orgUnits: {},
      custom: {},
      itemizations: [],
      allocations: [
        { allocationId: 'nAllocation$p3', percentage: '100', accountCode1: 'PARKING', custom: {} },
      ],
      attendees: [],
    })
  })

  describe('reads the same from another spelling:', () => {
    const spellings: readonly (readonly [string, string])[] = [
      ['X-UserID', XML.replaceAll('X_UserID', 'X-UserID')],
      ['ItemizationList', XML.replaceAll('ItemizationsList', 'ItemizationList')],
      ['ItemizationEntry', XML.replaceAll('ItemizationEntryDetails', 'ItemizationEntry')],
      ['percentage', XML.replaceAll('Percentage', 'percentage')],
      ['a percentage without a sign', XML.replaceAll('%</Percentage>', '</Percentage>')],
      ['allocKey below an itemization', XML.replaceAll('AllocationKey', 'allocKey')],
      ['AllocationKey below an entry', XML.replaceAll('allocKey', 'AllocationKey')],
      ['LastModified of an entry', XML.replaceAll('LastModifiedDate', 'LastModified')],
      ['LastModifiedDate of an itemization', XML.replaceAll('LastModified>', 'LastModifiedDate>')],
      ['AccountCode', XML.replaceAll('AccountCode2', 'AccountCode')],
      ['a default namespace', XML.replace('xmlns:ns=', 'xmlns=')],
      ['prefixes', XML.replaceAll(/<(\/?)(?=\w)/g, '<$1ns:')],
      ['one line', XML.replaceAll(/>\s+</g, '><')],
      ['CDATA', XML.replaceAll(/>([^<>&]*\S)</g, '><![CDATA[$1]]><')],
      [
        'blanks around keys, numbers and dates',
        XML.replaceAll(/>([\w%$.:-]+)<\/(\w*(?:Key|Amount|Date|Rate|Id))>/g, '> $1 </$2>').replaceAll(
          /> (6EA8|ER-17|E-9|CASH|nForm1|nPolicy\$p1) </g,
          '>$1<',
        ),
      ],
    ]
    for (const [name, xml] of spellings) {
      it(name, () => {
        expect(xml).not.to.equal(XML)
        expect(plain(reportOf(xml))).to.deep.equal(plain(reportOf(XML)))
      })
    }
  })

  it('reads attendees below an itemization', () => {
    const attendee = '<AttendeeDetails><AttendeeKey>nAttendee3</AttendeeKey></AttendeeDetails>'
    const { itemizations } = entryOf(XML.replace('<AllocationsList>', `${attendee}<AllocationsList>`))

    expect(itemizations.map(({ attendees }) => attendees.map(({ attendeeId }) => attendeeId))).to.deep.equal([
      ['nAttendee3'],
      [],
    ])
  })

  it('reads allocations directly below an itemization', () => {
    const { itemizations } = entryOf(XML.replaceAll(/<\/?AllocationsList>/g, ''))

    expect(itemizations[0]?.allocations.map(({ allocationId }) => allocationId)).to.deep.equal([
      'nAllocation$p1',
      'nAllocation$p2',
    ])
  })

  it('reads a report without entries', () => {
    expect(reportOf(XML.replace(/<Entries[\s\S]*<\/Entries>/, '<Entries Count="0"/>')).entries).to.deep.equal(
      [],
    )
    expect(reportOf(XML.replace(/<Entries[\s\S]*<\/Entries>/, '')).entries).to.deep.equal([])
  })

  it('reads one entry as it reads two', () => {
    const xml = XML.replace(/<ExpenseEntry>[\s\S]*?<\/ExpenseEntry>/, '')

    expect(reportOf(xml).entries.map(({ entryId }) => entryId)).to.deep.equal(['nEntry$p2'])
  })

  for (const unset of [
    '<SubmitDate>0001-01-01T00:00:00</SubmitDate>',
    '<SubmitDate i:nil="true"/>',
    '<SubmitDate/>',
    '<SubmitDate> </SubmitDate>',
    '',
  ]) {
    it(`takes ${unset || 'a missing date'} for not set`, () => {
      expect(reportOf(XML.replace(/<SubmitDate>.*<\/SubmitDate>/, unset))).not.to.have.property('submittedAt')
    })
  }

  const amounts: readonly (readonly [string, string])[] = [
    ['129.00000000', '129'],
    ['-12.40000000', '-12.4'],
    ['0E-8', '0'],
    ['99999999999999.12345678', '99999999999999.12345678'],
    ['0.1', '0.1'],
  ]
  for (const [text, value] of amounts) {
    it(`reads the amount ${text} exactly`, () => {
      expect(reportOf(withTotal(text)).total?.amount.toFixed()).to.equal(value)
    })
  }

  for (const [name, total] of [
    ['an empty amount', '<ReportTotal/>'],
    ['a nil amount', '<ReportTotal i:nil="true"/>'],
    ['a missing amount', ''],
  ] as const) {
    it(`takes ${name} for absent`, () => {
      expect(reportOf(XML.replace(/<ReportTotal>.*<\/ReportTotal>/, total))).not.to.have.property('total')
    })
  }

  describe('names what it cannot read:', () => {
    const unreadable: readonly (readonly [string, string, string])[] = [
      ['an amount with a comma', withTotal('1,234.00'), 'ReportTotal'],
      ['an amount with a currency', withTotal('12 CHF'), 'ReportTotal'],
      ['an amount that is a word', withTotal('NaN'), 'ReportTotal'],
      ['a posted amount', XML.replace(/<PostedAmount>[^<]+/, '<PostedAmount>much'), 'PostedAmount'],
      ['no report id', XML.replace(/<ReportId>.*<\/ReportId>/, ''), 'ReportId'],
      ['no report key', XML.replace(/<RptKey>nReport.*<\/RptKey>/, '<RptKey/>'), 'RptKey'],
      ['no currency', XML.replace(/<CrnCode>.*<\/CrnCode>/, ''), 'CrnCode'],
      ['no status', XML.replace(/<ApsKey>.*<\/ApsKey>/, ''), 'ApsKey'],
      ['no key of an entry', XML.replace('<RpeKey>nEntry$p2</RpeKey>', ''), 'RpeKey'],
    ]
    for (const [name, xml, field] of unreadable) {
      it(name, () => {
        expect(problemOf(xml)).to.include(field)
      })
    }

    it('all of it at once', () => {
      const xml = withTotal('much').replace('<CrnCode>CHF</CrnCode>', '')

      expect(problemOf(xml)).to.include('ReportTotal').and.include('CrnCode')
    })

    it('with its place', () => {
      const xml = XML.replace('<RpeKey>nEntry$p2</RpeKey>', '').replace(
        /<PostedAmount>[^<]+/,
        '<PostedAmount>much',
      )

      expect(problemOf(xml).split('; ')).to.deep.equal([
        'Entries/ExpenseEntry[1]/PostedAmount is not a number',
        'Entries/ExpenseEntry[2] has no RpeKey',
      ])
    })

    it('but not thousands of them', () => {
      const entries = '<ExpenseEntry/>'.repeat(3000)
      const problem = problemOf(XML.replace('</Entries>', `${entries}</Entries>`))

      expect(problem).to.match(/^Entries\/ExpenseEntry\[\d+\] has no RpeKey; .*; and 2990 more$/)
      expect(problem.length).to.be.below(1000)
    })

    it('without repeating what the report says', () => {
      expect(problemOf(withTotal('1,234.00'))).not.to.include('1,234')
    })
  })

  const spoilt: readonly (readonly [string, string, string])[] = [
    [
      'an exchange rate',
      XML.replace('1.07345678901234', '1.07.3'),
      'Entries/ExpenseEntry[1]/ExchangeRate is not a number',
    ],
    [
      'a percentage',
      XML.replace('33.33333333%', 'all'),
      'Entries/ExpenseEntry[1]/ItemizationsList/ItemizationEntryDetails[1]/AllocationsList/Allocations[1]/Percentage or percentage is not a number',
    ],
    ['a date in other words', withSubmitDate('22 May 2026'), 'SubmitDate is not a date'],
    [
      'a count',
      XML.replace(/<EntryCount>.*<\/EntryCount>/, '<EntryCount>two</EntryCount>'),
      'EntryCount is not a count',
    ],
  ]
  for (const [name, xml, note] of spoilt) {
    it(`reads the report all the same without ${name} that cannot be read, and says so`, () => {
      expect(reportOf(xml).notRead).to.deep.equal([note])
    })
  }

  for (const [text, at] of [
    ['2026-05-22T09:30', '2026-05-22T09:30:00'],
    ['2026-05-22t09:30:01z', '2026-05-22T09:30:01'],
    ['2026-05-22 09:30:01', '2026-05-22T09:30:01'],
  ] as const) {
    it(`reads the time ${text}`, () => {
      expect(reportOf(withSubmitDate(text)).submittedAt).to.equal(at)
    })
  }

  it('reads an allocation without a key, for every field of an allocation is optional', () => {
    const { allocations } = entryOf(XML.replace('<allocKey>nAllocation$p3</allocKey>', ''), 1)

    expect(allocations[0]?.percentage?.toFixed()).to.equal('100')
  })

  describe('is read though people’s text breaks the XML:', () => {
    const purposes: readonly (readonly [string, string, string])[] = [
      ['a reference to a control character', 'A&#x1F;Workshop', 'A\ufffdWorkshop'],
      ['a control character', 'A\u001fWorkshop', 'A\ufffdWorkshop'],
      ['a bare &', 'R&D & more', 'R&D & more'],
    ]
    for (const [name, written, purpose] of purposes) {
      it(name, () => {
        expect(reportOf(XML.replace(/<Purpose>.*<\/Purpose>/, `<Purpose>${written}</Purpose>`))).to.include({
          purpose,
        })
      })
    }

    it('but never with an amount that has lost a digit', () => {
      expect(problemOf(withTotal('31&#0;2.45'))).to.equal('ReportTotal is not a number')
    })
  })

  describe('tells a report that is whole from what is none:', () => {
    const answers: readonly (readonly [string, string | Uint8Array, boolean])[] = [
      ['a tag that does not end', XML.replace('</Purpose>', '</Purpos>'), true],
      ['bytes of another encoding', Buffer.from(XML.replace('<Purpose>', '<Purpose>\xfc'), 'latin1'), true],
      ['a field that is missing', XML.replace(/<CrnCode>.*<\/CrnCode>/, ''), true],
      ['half a report', XML.slice(0, 3000), false],
      ['all but the end tag', XML.trimEnd().replace(/<\/ReportDetails>$/, ''), false],
      ['a page', '<html><body><h1>Sign in</h1></body></html>', false],
      ['a page that is no XML', '<!doctype html><html><br></html>', false],
      ['an error', '<Error><Message>Invalid Report</Message></Error>', false],
      ['text', 'please wait', false],
      ['JSON', '{"ReportDetails":{}}', false],
      ['nothing', '', false],
    ]
    for (const [name, body, isWhole] of answers) {
      it(name, () => {
        const reading = readReportV11(Buffer.from(body))

        expect(reading.ok).to.equal(false)
        expect('isWhole' in reading).to.equal(isWhole)
      })
    }
  })

  const others: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['a page', '<html><body><h1>Sign in</h1></body></html>'],
    ['a page that is no XML', '<!doctype html><html><br></html>'],
    ['half a report', XML.slice(0, 3000)],
    ['an error', '<Error><Message>Invalid Report</Message></Error>'],
    ['JSON', '{"ReportDetails":{}}'],
    ['an empty report', '<ReportDetails/>'],
  ]
  for (const [name, body] of others) {
    it(`does not take ${name} for a report`, () => {
      expect(readReportV11(Buffer.from(body)).ok).to.equal(false)
    })
  }
})

function withTotal(text: string): string {
  return XML.replace('312.45000000', text)
}

function withSubmitDate(text: string): string {
  return XML.replace('2026-05-22T09:30:01', text)
}

function reportOf(xml: string): ExpenseReport {
  const reading = readReportV11(Buffer.from(xml))
  if (!reading.ok) throw new Error(reading.problem)
  return reading.value
}

function entryOf(xml: string, index = 0): Entry {
  const entry = reportOf(xml).entries[index]
  if (entry === undefined) throw new Error(`there is no entry ${index}`)
  return entry
}

function problemOf(xml: string): string {
  const reading = readReportV11(Buffer.from(xml))
  if (reading.ok) throw new Error('it was read')
  return reading.problem
}

/** As data: decimals become their text, so that an expectation can be written out. */
function plain<Value extends object>(value: Value): Value {
  const copy: Value = JSON.parse(JSON.stringify(value))
  return copy
}
