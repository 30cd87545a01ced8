import { expect } from 'chai'
import { readExactJson } from '../../server/concur/exact-json.ts'
import { JsonFields } from '../../server/concur/json-fields.ts'

describe('JsonFields', () => {
  let problems: string[]
  let notes: string[]
  beforeEach(() => {
    problems = []
    notes = []
  })
  const fields = (json: string) => {
    const reading = readExactJson(Buffer.from(json))
    if (!reading.ok) throw new Error(reading.problem)
    return new JsonFields(reading.value, problems, notes, 'report.')
  }

  it('takes text as it was sent, and keys without blanks around them', () => {
    const read = fields('{"name":" Trip ","id":" A1 ","blank":"  ","nothing":null,"number":7}')

    expect([read.text('name'), read.key('id'), read.text('number')]).to.deep.equal([' Trip ', 'A1', '7'])
    expect([read.text('blank'), read.text('nothing'), read.text('absent')]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('names what is missing', () => {
    expect(fields('{"id":{}}').required('id')).to.equal('')
    expect(problems).to.deep.equal(['there is no report.id'])
  })

  it('understands flags, also as text', () => {
    const read = fields('{"a":true,"b":false,"c":"True","d":"false","e":null,"f":"maybe"}')

    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => read.flag(name))).to.deep.equal([
      true,
      false,
      true,
      false,
      false,
      false,
    ])
  })

  it('reads money to the last digit', () => {
    const read = fields(
      '{"total":{"value":1234567890123456.78000000,"currencyCode":"JPY"},"zero":{"value":0E-8,"currencyCode":"EUR"},"none":null}',
    )

    expect(
      JSON.stringify([read.money('total', 'currencyCode'), read.money('zero', 'currencyCode')]),
    ).to.equal('[{"amount":"1234567890123456.78","currency":"JPY"},{"amount":"0","currency":"EUR"}]')
    expect(read.money('none', 'currencyCode')).to.equal(undefined)
    expect(problems).to.deep.equal([])
  })

  it('names an amount that is none, and one without a currency', () => {
    const read = fields('{"a":{"value":"much","currencyCode":"USD"},"b":{"value":1},"c":{"value":null}}')
    for (const name of ['a', 'b', 'c']) read.money(name, 'currencyCode')

    expect(notes).to.deep.equal([
      'report.a is not an amount with a currencyCode',
      'report.b is not an amount with a currencyCode',
    ])
    expect(problems).to.deep.equal([])
  })

  it('has a problem with an amount that is judged by and cannot be read, and none where it is absent', () => {
    const read = fields('{"a":{"value":"much","currencyCode":"USD"},"b":{"value":1},"c":null}')
    for (const name of ['a', 'b', 'c']) read.essentialMoney(name, 'currencyCode', 'EUR')

    expect(problems).to.deep.equal([
      'report.a is not an amount with a currencyCode',
      'report.b is not an amount with a currencyCode',
    ])
    expect(notes).to.deep.equal([])
  })

  const zeros: readonly (readonly [string, string | undefined])[] = [
    ['{"value":0,"currencyCode":null}', '0 EUR'],
    ['{"value":0E-8}', '0 EUR'],
    ['{"value":0.00,"currencyCode":"CHF"}', '0 CHF'],
    ['{"value":0.01,"currencyCode":null}', undefined],
  ]
  for (const [amount, expected] of zeros) {
    it(`takes the currency that is given for a zero without one, and for nothing else: ${amount}`, () => {
      const found = fields(`{"a":${amount}}`).money('a', 'currencyCode', 'EUR')

      expect(found && `${found.amount.toFixed()} ${found.currency}`).to.equal(expected)
    })
  }

  const dates: readonly (readonly [string, string | undefined])[] = [
    ['2025-11-05T21:28:36Z', '2025-11-05T21:28:36'],
    ['2025-11-05T21:28:36.340Z', '2025-11-05T21:28:36'],
    ['2025-11-05T21:28:36', '2025-11-05T21:28:36'],
    ['2025-11-05T21:28Z', '2025-11-05T21:28:00'],
    ['2025-11-05T21:28', '2025-11-05T21:28:00'],
    ['2025-11-05t21:28:36z', '2025-11-05T21:28:36'],
    ['2025-11-05 21:28:36.5Z', '2025-11-05T21:28:36'],
    ['2025-11-05t23:28+02:00', '2025-11-05T21:28:00'],
    ['2025-11-05', '2025-11-05T00:00:00'],
    ['2025-11-05T23:28:36+0200', '2025-11-05T21:28:36'],
    ['2025-11-05T23:28:36-05:30', '2025-11-06T04:58:36'],
    ['0001-01-01T00:00:00Z', undefined],
  ]
  for (const [text, expected] of dates) {
    it(`reads the time ${text}`, () => {
      expect(fields(`{"at":"${text}"}`).dateTime('at')).to.equal(expected)
      expect(problems).to.deep.equal([])
    })
  }

  for (const text of ['soon', '2025-13-45T00:00:00Z', '05.11.2025']) {
    it(`says that ${text} is not a date`, () => {
      expect(fields(`{"at":"${text}"}`).dateTime('at')).to.equal(undefined)
      expect([problems, notes]).to.deep.equal([[], ['report.at is not a date']])
    })
  }

  it('reads a day without a zone', () => {
    expect(fields('{"on":"2025-11-05"}').day('on')).to.equal('2025-11-05')
  })

  it('names the place of what is in a list', () => {
    const read = fields('{"some":[{},{}],"none":[],"null":null}')
    for (const item of read.each('some')) item.required('id')

    expect([read.each('none'), read.each('null'), read.has('none'), read.has('null')]).to.deep.equal([
      [],
      [],
      true,
      false,
    ])
    expect(problems).to.deep.equal(['there is no report.some[0].id', 'there is no report.some[1].id'])
  })

  it('reads numbers exactly, and names what is none', () => {
    const read = fields('{"a":1.00000000000001,"b":"many","c":null}')

    expect(['a', 'b', 'c'].map((name) => read.decimal(name)?.toFixed())).to.deep.equal([
      '1.00000000000001',
      undefined,
      undefined,
    ])
    expect([problems, notes]).to.deep.equal([[], ['report.b is not a number']])
  })

  it('knows only what was sent', () => {
    expect(fields('{}').has('constructor')).to.equal(false)
    expect(fields('{"__proto__":{"id":"A1"}}').text('id')).to.equal(undefined)
  })

  it('sorts the fields that a company has given a meaning', () => {
    const read = fields(
      '{"customData":[{"id":"custom3","value":"A1"},{"id":"orgUnit2","value":"B2"},{"id":"custom4","value":null},{"id":"custom5","value":12.50}]}',
    )

    expect([read.customData('custom'), read.customData('orgUnit')]).to.deep.equal([
      { custom3: 'A1', custom5: '12.50' },
      { orgUnit2: 'B2' },
    ])
  })
})
