import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readRequestV1 } from '../../server/concur/read-request-v1.ts'
import type { TravelRequest } from '../../server/request/travel-request.ts'
import { documentedSamples } from '../support/documented-samples.ts'
import { fixture } from './fixture.ts'

const XML = fixture('travel-request-details.xml')

describe('readRequestV1', () => {
  it('reads every field of the header', () => {
    const { entries = [], cashAdvances = [], ...header } = plain(requestOf(XML))

    expect([entries.length, cashAdvances.length]).to.deep.equal([1, 1])
    expect(header).to.deep.equal({
      source: 'v1.0',
      requestId: '337E',
      requestKey: 'nTrip%Re$w1',
      name: 'Lyon in September',
      purpose: 'Trade fair in Lyon',
      employee: { loginId: 'robin.example@example.com', name: 'Example, Robin' },
      currency: 'CHF',
      approvalStatus: { code: 'Q_EXTV', name: 'Submitted & Pending External Validation' },
      workflowActionUrl:
        'https:/www.concursolutions.com/api/travelrequest/v1.0/requests/nStep%t8$p1/WorkFlowAction',
      createdAt: '2026-09-01T07:06:05',
      submittedAt: '2026-09-01T09:10:11',
      lastModifiedAt: '2026-09-02T10:20:30',
      approvalLimitAt: '2026-09-10T23:59:00',
      startDate: '2026-09-28',
      startTime: '06:15',
      endDate: '2026-10-02',
      endTime: '23:59',
      entryCount: 1,
      everSentBack: true,
      hasException: true,
      total: { amount: '1234.50000001', currency: 'CHF' },
      totalApproved: { amount: '1234.5', currency: 'CHF' },
      totalRemaining: { amount: '1200', currency: 'CHF' },
      policyKey: 'nTravelPolicy$p1',
      custom: { custom1: '(7732) FAIRS', custom20: 'Twenty' },
    })
  })

  it('reads what is planned to be spent, amounts to the last digit', () => {
    const [entry] = plain(requestOf(XML)).entries ?? []

    expect(entry).to.deep.equal({
      entryId: 'nPlan$w1',
      expenseType: { code: 'AIRFR', name: 'Airfare' },
      description: 'Flight there and back',
      transactionDate: '2026-09-28',
      foreign: { amount: '596.31000001', currencyName: 'Euro' },
      exchangeRate: '1.07345678901234',
      posted: { amount: '640.12345678', currency: 'CHF' },
      approved: { amount: '640.1', currency: 'CHF' },
      remaining: { amount: '640', currency: 'CHF' },
      custom: { custom40: 'Forty' },
      allocations: [{ allocationId: 'nShare$p1', percentage: '100', custom: { custom1: '(7732) FAIRS' } }],
      segments: [
        {
          segmentId: 'nLeg1',
          type: 'Air Ticket',
          departureDate: '2026-09-28',
          departureTime: '06:15',
          arrivalDate: '2026-09-28',
          arrivalTime: '12:05',
          from: 'Zurich Airport',
          fromDetail: 'Zurich Airport, Switzerland',
          to: 'Lyon St Exupery',
          toDetail: 'Lyon St Exupery, France',
          classOfService: 'Y',
          flightNumber: '1066',
          custom: { custom3: 'Three' },
        },
        {
          segmentId: 'nLeg2',
          type: 'Air Ticket',
          departureDate: '2026-10-02',
          arrivalDate: '2026-10-02',
          arrivalTime: '00:00',
          from: 'Lyon St Exupery',
          fromDetail: 'Lyon St Exupery, France',
          to: 'Zurich Airport',
          toDetail: 'Zurich Airport, Switzerland',
          custom: {},
        },
      ],
    })
  })

  it('reads cash advances in the currency that they are asked for in', () => {
    expect(plain(requestOf(XML)).cashAdvances).to.deep.equal([
      {
        cashAdvanceId: 'nCash%a1$w',
        requested: { amount: '250.5', currency: 'EUR' },
        exchangeRate: '0.93456789012345',
        approvalStatus: { code: 'A_NOTF', name: 'Not Submitted' },
      },
    ])
  })

  it('leaves out what is empty, nil or not set', () => {
    const bare = requestOf(
      XML.replace(/<Purpose>.*<\/Purpose>/, '<Purpose> </Purpose>')
        .replace(/<StartDate>.*<\/StartDate>/, '<StartDate i:nil="true" />')
        .replace(/<WorkflowActionURL>.*<\/WorkflowActionURL>/, '<WorkflowActionURL i:nil="true" />')
        .replace(/<SubmitDate>.*<\/SubmitDate>/, '<SubmitDate>0001-01-01T00:00:00</SubmitDate>')
        .replace(/<CashAdvancesList>[\s\S]*<\/CashAdvancesList>/, '<CashAdvancesList />'),
    )

    expect(bare).to.not.have.any.keys('purpose', 'startDate', 'workflowActionUrl', 'submittedAt')
    expect(bare.cashAdvances).to.deep.equal([])
  })

  const ampersands: readonly (readonly [string, string, string])[] = [
    ['a bare one', 'Submitted & Pending', 'Submitted & Pending'],
    ['one as XML writes it', 'Submitted &amp; Pending', 'Submitted & Pending'],
    ['both', 'R&D &amp; Sales &#38; &x; more', 'R&D & Sales & &x; more'],
    ['a bare one before letters', 'R&D', 'R&D'],
    ['one as a number', 'A &#38; B &#x26; C & D', 'A & B & C & D'],
  ]
  for (const [name, written, expected] of ampersands) {
    it(`reads an ampersand: ${name}`, () => {
      const reading = readRequestV1(
        Buffer.from(XML.replace('Submitted & Pending External Validation', written)),
      )

      expect(reading.ok ? reading.value.approvalStatus.name : 'unreadable').to.equal(expected)
    })
  }

  it('is as strict as ever with a document whose ampersands are bare', () => {
    const before = '<!DOCTYPE TravelRequestDetails [<!ENTITY x "y">]>'
    for (const xml of [
      before + XML,
      XML.slice(0, -30),
      XML.replace('<Purpose>', '<Purpose'),
      `${XML}<more/>`,
    ])
      expect(readRequestV1(Buffer.from(xml))).to.have.property('ok', false)
  })

  it('reads the request all the same without what it need not have and cannot read, and says so', () => {
    const xml = XML.replace('9/28/2026</StartDate>', '28/9/2026</StartDate>').replace('11:59 PM', '25:00')

    expect(requestOf(xml))
      .to.deep.include({ notRead: ['StartDate is not a date', 'EndTime is not a time of day'] })
      .and.not.have.any.keys('startDate', 'endTime')
  })

  it('names all without which there is no request', () => {
    const reading = readRequestV1(
      Buffer.from(XML.replace('1234.50000001', 'many').replace('<RequestID>337E</RequestID>', '')),
    )

    expect(reading).to.deep.equal({
      ok: false,
      problem: 'TravelRequestDetails has no RequestID; RequestTotal is not a number',
      isWhole: true,
    })
  })

  for (const [name, body] of [
    ['nothing', ''],
    ['a page', '<html><body>Maintenance & more</body></html>'],
    ['an expense report', '<ReportDetails/>'],
  ] as const) {
    it(`does not take ${name} for a request`, () => {
      expect(readRequestV1(Buffer.from(body))).to.have.property('ok', false)
    })
  }

  it('reads the documented example', function () {
    const sample = join(documentedSamples(this), 'travel-request-details-v1.0.xml')
    const { requestId, total, startDate, entries = [] } = plain(requestOf(readFileSync(sample, 'utf8')))

    expect({ requestId, total, startDate, entries: entries.length }).to.deep.equal({
      requestId: '337E',
      total: { amount: '13711.92', currency: 'MXN' },
      startDate: '2012-09-21',
      entries: 2,
    })
  })
})

function requestOf(xml: string): TravelRequest {
  const reading = readRequestV1(Buffer.from(xml))
  if (!reading.ok) throw new Error(reading.problem)
  return reading.value
}

/** As data: decimals become their text, so that an expectation can be written out. */
function plain<Value extends object>(value: Value): Value {
  const copy: Value = JSON.parse(JSON.stringify(value))
  return copy
}
