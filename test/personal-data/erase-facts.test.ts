import { expect } from 'chai'
import { eraseFacts } from '../../server/personal-data/erase-facts.ts'
import { decodeFacts, encodeFacts, FACTS_VERSION } from '../../server/report/report-facts.ts'
import { buildEntry, buildReport, money } from '../support/build-report.ts'

describe('facts without people', () => {
  const report = buildReport({
    purpose: 'Visit to Grace',
    approverLoginId: 'grace@example.com',
    comments: ['ask Grace'],
    custom: { custom1: '(1042) Grace Hopper' },
    orgUnits: { orgUnit1: 'Navy' },
    receiptImageUrl: 'https://example.com/robin',
    entries: [
      buildEntry({
        comments: ['for Robin'],
        attendees: [
          {
            attendeeId: 'nGuest',
            type: 'BUSGUEST',
            firstName: 'Grace',
            lastName: 'Hopper',
            company: 'Navy',
            title: 'Admiral',
            externalId: 'gh',
            ownerName: 'Example, Robin',
            amount: money('9.25'),
            custom: {},
          },
        ],
      }),
    ],
  })

  it('can still be read, with amounts, days, codes and vendors', () => {
    const facts = decodeFacts(eraseFacts(encodeFacts(report), 'erased-1'), FACTS_VERSION)
    const [entry] = facts?.entries ?? []
    expect(facts).to.deep.include({
      reportId: '7C2E5A9B04D14F6E8A31',
      currency: 'USD',
      approvalStatus: { code: 'A_EXTV', name: 'Pending External Validation' },
      employee: { loginId: 'erased-1', name: 'erased-1' },
    })
    expect(entry).to.include({ entryId: 'nEntry0001', vendor: 'City Cabs', transactionDate: '2026-05-19' })
    expect(entry?.location).to.deep.equal({ name: 'Seattle', subdivision: 'WA', country: 'US' })
    expect(entry?.posted?.amount.toFixed(2)).to.equal('18.50')
    expect(entry?.attendees[0]).to.include({ attendeeId: 'nGuest', type: 'BUSGUEST' })
    expect(entry?.attendees[0]?.amount?.amount.toFixed(2)).to.equal('9.25')
  })

  it('name nobody, and hold nothing that anybody wrote', () => {
    const erased = eraseFacts(encodeFacts(report), 'erased-1')
    for (const text of [
      'robin',
      'grace',
      'hopper',
      'navy',
      'admiral',
      '1042',
      '"gh"',
      'visit',
      'client',
      'ask',
    ]) {
      expect(erased.toLowerCase()).to.not.include(text)
    }
  })

  it('lose every text that is not known to name nobody', () => {
    expect(
      JSON.parse(eraseFacts('{"nickname":"Amazing","code":"A","nested":{"list":["Grace"]}}', 'x')),
    ).to.deep.equal({
      nickname: '(erased)',
      code: 'A',
      nested: { list: ['(erased)'] },
    })
  })
})
