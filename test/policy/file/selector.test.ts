import { expect } from 'chai'
import { picks, selector } from '../../../server/policy/file/selector.ts'
import { buildReport } from '../../support/build-report.ts'

const report = buildReport({
  currency: 'EUR',
  ledgerName: 'Group',
  policyKey: 'nPolicy1',
  orgUnits: { orgUnit1: '(10) Sales', orgUnit2: '(7732)VIAJAR', orgUnit3: 'Support' },
})

describe('a selector', () => {
  const cases: readonly (readonly [string, unknown, 'yes' | 'no'])[] = [
    ['picks by a single value', { currency: 'EUR' }, 'yes'],
    ['picks by one of several values', { currency: ['CHF', 'EUR'] }, 'yes'],
    ['leaves out what has none of them', { currency: ['CHF', 'USD'] }, 'no'],
    ['picks whatever the letter case', { ledger: 'GROUP' }, 'yes'],
    ['picks by the policy', { policyKey: 'nPolicy1' }, 'yes'],
    ['picks an org unit by its code', { orgUnit1: '10' }, 'yes'],
    ['picks an org unit by its name', { orgUnit1: 'sales' }, 'yes'],
    ['picks an org unit by both', { orgUnit1: '(10) Sales' }, 'yes'],
    ['picks an org unit whose code stands close to its name', { orgUnit2: 'viajar' }, 'yes'],
    ['picks an org unit that has no code', { orgUnit3: ['Sales', 'Support'] }, 'yes'],
    ['does not pick by a part of a value', { orgUnit1: 'sale' }, 'no'],
    ['leaves out a report without that org unit', { orgUnit4: 'Sales' }, 'no'],
    ['needs each of its names', { currency: 'EUR', orgUnit1: 'Support' }, 'no'],
  ]
  for (const [title, given, kind] of cases) {
    it(title, () => {
      expect(picks(selector.parse(given), report)).to.deep.equal({ kind })
    })
  }

  it('cannot tell where the source has no such field', () => {
    expect(picks(selector.parse({ group: 'A', country: 'DE' }), report)).to.deep.equal({
      kind: 'absent',
      field: 'group',
    })
  })

  it('says no rather than that it cannot tell where another field says no first', () => {
    expect(picks(selector.parse({ currency: 'USD', country: 'DE' }), report)).to.deep.equal({ kind: 'no' })
  })

  for (const wrong of [{}, { department: 'Sales' }, { currency: [] }, { currency: '' }, 'EUR', null]) {
    it(`is refused as ${JSON.stringify(wrong)}`, () => {
      expect(selector.safeParse(wrong).success).to.equal(false)
    })
  }
})
