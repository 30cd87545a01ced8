import { Big } from 'big.js'
import { expect } from 'chai'
import { amountsInQuestion, sumsOf } from '../../server/record/amounts-in-question.ts'
import type { Finding } from '../../server/record/decision.ts'
import { buildAllocation, buildEntry, buildItemization, buildReport, money } from '../support/build-report.ts'

const report = buildReport({
  total: money('1000.00'),
  entries: [
    buildEntry({ entryId: 'e1', posted: money('0.10') }),
    buildEntry({ entryId: 'e2', posted: money('0.20') }),
    buildEntry({
      entryId: 'e3',
      posted: money('100'),
      itemizations: [
        buildItemization({ itemizationId: 'i1', posted: money('60.00') }),
        buildItemization({ itemizationId: 'i2', posted: money('40.00') }),
      ],
    }),
    buildEntry({
      entryId: 'e4',
      posted: money('10.01'),
      allocations: [buildAllocation({ allocationId: 'a1', percentage: new Big('50') })],
    }),
    buildEntry({ entryId: 'e5', posted: money('7.00', 'EUR') }),
  ],
})

function found(...objects: readonly (readonly [Finding['object']['type'], string, Finding['enforce']?])[]) {
  const findings = objects.map(
    ([type, id, enforce = 'act']): Finding => ({
      rule: 'some-rule',
      object: { type, id, label: id },
      observed: '1',
      limit: '0',
      severity: 'high',
      message: 'too much',
      enforce,
    }),
  )
  return amountsInQuestion(report, { findings }).map(({ amount, currency }) => `${amount} ${currency}`)
}

describe('what is in question of a report', () => {
  it('is the exact sum of the lines that have a finding', () => {
    expect(found(['Entry', 'e1'], ['Entry', 'e2'])).to.deep.equal(['0.3 USD'])
  })

  it('counts a line once that has several findings', () => {
    expect(found(['Entry', 'e1'], ['Entry', 'e1'])).to.deep.equal(['0.1 USD'])
  })

  it('counts a part once whose line is in question too', () => {
    expect(found(['Itemization', 'i1'])).to.deep.equal(['60 USD'])
    expect(found(['Itemization', 'i1'], ['Entry', 'e3'])).to.deep.equal(['100 USD'])
  })

  it('counts the share of an allocation', () => {
    expect(found(['Allocation', 'a1'])).to.deep.equal(['5.005 USD'])
  })

  it('is the total where something was found of the report as a whole', () => {
    expect(found(['Report', 'r1'], ['Entry', 'e1'])).to.deep.equal(['1000 USD'])
  })

  it('leaves out what only rules on trial have found', () => {
    expect(found(['Entry', 'e1', 'observe'], ['Report', 'r1', 'observe'])).to.deep.equal([])
  })

  it('never adds amounts of different currencies', () => {
    expect(found(['Entry', 'e1'], ['Entry', 'e5'])).to.deep.equal(['7 EUR', '0.1 USD'])
    expect(sumsOf([money('1'), money('2', 'EUR'), money('3')])).to.deep.equal([
      { currency: 'EUR', amount: '2' },
      { currency: 'USD', amount: '4' },
    ])
  })
})
