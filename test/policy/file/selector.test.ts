import { expect } from 'chai'
import { insideUnion } from '../../../server/policy/file/found.ts'
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
      kind: 'cannot tell',
      reason: 'field group absent from the report',
    })
  })

  it('cannot tell by the id of a list item, which is all that v4 gives of an org unit', () => {
    const v4 = buildReport({ orgUnits: { orgUnit2: '0A1B2C3D4E5F60718293A4B5C6D7E8F9' } })

    expect(picks(selector.parse({ orgUnit2: '4711' }), v4)).to.deep.equal({
      kind: 'cannot tell',
      reason: 'orgUnit2 holds the id of a list item, not its code',
    })
  })

  it('says no where any field says no', () => {
    expect(picks(selector.parse({ group: 'A', orgUnit1: 'Support' }), report)).to.deep.equal({ kind: 'no' })
  })

  it('says no rather than that it cannot tell where another field says no first', () => {
    expect(picks(selector.parse({ currency: 'USD', country: 'DE' }), report)).to.deep.equal({ kind: 'no' })
  })

  for (const wrong of [{}, { department: 'Sales' }, { currency: [] }, { currency: '' }, 'EUR', null]) {
    it(`is refused as ${JSON.stringify(wrong)}`, () => {
      expect(selector.safeParse(wrong).success).to.equal(false)
    })
  }

  const nothing: readonly (readonly [title: string, given: unknown, problem: string])[] = [
    ['UK', { country: 'UK' }, 'expected a country such as DE, but found "UK"; did you mean GB?'],
    [
      'a name of a country',
      { country: 'Germany' },
      'expected a country such as DE, but found "Germany"; did you mean DE?',
    ],
    [
      'its name in German',
      { country: 'Schweiz' },
      'expected a country such as DE, but found "Schweiz"; did you mean CH?',
    ],
    ['a country that there is not', { country: 'QQ' }, 'expected a country such as DE, but found "QQ"'],
    [
      'a name of a currency',
      { currency: 'EURO' },
      'expected a currency such as USD, but found "EURO"; did you mean EUR?',
    ],
    [
      'a sign of a currency',
      { currency: '€' },
      'expected a currency such as USD, but found "€"; did you mean EUR?',
    ],
    [
      'an exclamation mark',
      { orgUnit2: '!4711' },
      '"!4711" is a name and excludes nothing: name what is left out under unless',
    ],
    [
      'the word not',
      { orgUnit2: ['4712', 'not 4711'] },
      '"not 4711" is a name and excludes nothing: name what is left out under unless',
    ],
    ['the beginning of a name', { orgUnit1: '47*' }, '"47*" is a whole name, not the beginning of one'],
    [
      'a Cyrillic letter',
      { orgUnit1: 'S\u0430les' },
      '"S\u0430les" has the character \u0430 (U+0430) among Latin letters',
    ],
  ]
  for (const [title, given, problem] of nothing) {
    it(`does not pick nobody without a word with ${title}`, () => {
      const issues = selector.safeParse(given).error?.issues.flatMap(insideUnion)

      expect(issues?.map(({ message }) => message)).to.deep.equal([problem])
    })
  }

  it('takes a country in small letters, and org units of other scripts', () => {
    const given = { country: ['gb', 'XK'], orgUnit1: ['Отдел продаж', '営業部', 'Ventes (Île-de-France)'] }

    expect(selector.safeParse(given).success).to.equal(true)
  })
})
