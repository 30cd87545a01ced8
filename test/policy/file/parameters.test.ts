import { expect } from 'chai'
import { z } from 'zod'
import { insideUnion } from '../../../server/policy/file/found.ts'
import { ListTable } from '../../../server/policy/file/lists.ts'
import { words } from '../../../server/policy/file/names.ts'
import { amount, type Limits, limits, percentage } from '../../../server/policy/file/parameters.ts'
import { rowsOf, wordList } from '../../../server/policy/file/rows.ts'

function problemsOf(schema: z.ZodType, value: unknown): readonly string[] {
  return (
    schema
      .safeParse(value)
      .error?.issues.flatMap(insideUnion)
      .map(({ message }) => message) ?? []
  )
}

/** What holds on a day, as text. */
function at(given: Limits, currency: string, day?: string): string | undefined {
  return given.at(currency, day)?.toFixed()
}

describe('limits', () => {
  const always = limits.parse({ USD: '25', EUR: '24.99' })
  const stepped = limits.parse([
    { until: '2026-06-30', amounts: { USD: '25', EUR: '24' } },
    { from: '2026-07-01', until: '2026-12-31', amounts: { USD: '30' } },
  ])

  it('hold on any day where no time is given', () => {
    expect(at(always, 'EUR', '1999-01-01')).to.equal('24.99')
    expect(at(always, 'USD')).to.equal('25')
  })

  it('are not there for a currency that is not listed', () => {
    expect(at(always, 'CHF', '2026-05-19')).to.equal(undefined)
    expect(at(always, '__proto__')).to.equal(undefined)
  })

  it('hold on both days that bound their time', () => {
    expect(at(stepped, 'USD', '2026-06-30')).to.equal('25')
    expect(at(stepped, 'USD', '2026-07-01')).to.equal('30')
    expect(at(stepped, 'USD', '2026-12-31')).to.equal('30')
  })

  it('do not hold outside of it', () => {
    expect(at(stepped, 'USD', '2027-01-01')).to.equal(undefined)
    expect(at(stepped, 'EUR', '2026-07-01')).to.equal(undefined)
  })

  it('take the day of a date and time', () => {
    expect(at(stepped, 'USD', '2026-06-30T23:59:59')).to.equal('25')
  })

  it('are those that hold last where there is no day', () => {
    expect(at(stepped, 'USD')).to.equal('30')
  })

  it('are those that hold last where there is no day, whatever their order', () => {
    const newestFirst = limits.parse([
      { from: '2026-07-01', amounts: { USD: '30' } },
      { until: '2026-06-30', amounts: { USD: '25' } },
    ])

    expect(at(newestFirst, 'USD')).to.equal('30')
  })

  it('are refused where two hold on one day, for nobody could say which is meant', () => {
    const twice = [{ from: '2026-07-01', amounts: { USD: '30' } }, { amounts: { USD: '25', EUR: '20' } }]

    expect(problemsOf(limits, twice)).to.deep.equal([
      'USD: numbers 1 and 2 both hold on 2026-07-01: end the earlier one the day before the later one begins (from, until)',
    ])
  })

  const misread: readonly (readonly [amount: string, currency: string, problem: string | undefined])[] = [
    ['5.000', 'EUR', '5.000 has 3 digits behind the point and EUR has 2: write 5000 or 5.00'],
    ['1.250', 'EUR', '1.250 has 3 digits behind the point and EUR has 2: write 1250 or 1.25'],
    ['1.255', 'EUR', '1.255 has 3 digits behind the point and EUR has 2: write 1255'],
    ['0.0001', 'EUR', '0.0001 has 4 digits behind the point and EUR has 2'],
    ['1.500', 'JPY', '1.500 has 3 digits behind the point and JPY has 0: write 1500'],
    ['1.00', 'JPY', '1.00 has 2 digits behind the point and JPY has 0: write 1'],
    ['1.500', 'KWD', undefined],
    ['1.5000', 'CLF', undefined],
    ['25.50', 'USD', undefined],
  ]
  for (const [written, currency, problem] of misread) {
    it(`${problem === undefined ? 'may' : 'may not'} be ${written} in ${currency}`, () => {
      expect(problemsOf(limits, { [currency]: written })).to.deep.equal(
        problem === undefined ? [] : [problem],
      )
    })
  }

  const wrong: readonly (readonly [string, unknown])[] = [
    ['no currency', {}],
    ['no times', []],
    ['a name that is no currency', { Dollar: '25' }],
    ['a currency that there is not', { EUX: '25' }],
    ['an amount with a comma', { USD: '25,00' }],
    ['an end before its beginning', [{ from: '2026-07-01', until: '2026-06-30', amounts: { USD: '1' } }]],
    ['a day that no calendar has', [{ from: '2026-02-30', amounts: { USD: '1' } }]],
    ['a time without amounts', [{ from: '2026-07-01' }]],
    ['a name that is not known', [{ since: '2026-07-01', amounts: { USD: '1' } }]],
  ]
  for (const [title, value] of wrong) {
    it(`are refused with ${title}`, () => {
      expect(limits.safeParse(value).success).to.equal(false)
    })
  }
})

describe('numbers of a policy', () => {
  it('are exact', () => {
    expect(amount.parse('0.000000000000001').toFixed()).to.equal('0.000000000000001')
    expect(percentage.parse('12.5 %').toFixed()).to.equal('12.5')
  })

  it('are refused where they are no amount', () => {
    for (const text of ['-1', '1e3', '1 000', '.5', '', 'NaN']) {
      expect(problemsOf(amount, text), text).to.deep.equal(['expected an amount such as 25 or 25.50'])
    }
  })

  it('are refused where they are more than all', () => {
    expect(problemsOf(percentage, '100.000001%')).to.deep.equal(['expected at most 100%'])
  })
})

describe('a list of words', () => {
  const table = new ListTable(
    'terms',
    ['language', 'terms'],
    [
      { line: 2, values: { language: 'de', terms: 'Gift  Card' } },
      { line: 3, values: { language: 'de' } },
    ],
  )

  it('is folded, and knows its words as they are written', () => {
    expect([...wordList.parse([' SPA ', 'Gift  card', 'Café'])]).to.deep.equal([
      ['spa', 'SPA'],
      ['gift card', 'Gift  card'],
      ['cafe', 'Café'],
    ])
  })

  it('is the column of its own name, without empty fields', () => {
    expect([...wordList.parse(table).keys()]).to.deep.equal(['gift card'])
  })

  it('is refused where it has several columns and none of its name, which are told', () => {
    const blocked = new ListTable(
      'blocked',
      ['number', 'vendor', 'status'],
      [{ line: 2, values: { number: '1', vendor: 'Acme', status: 'x' } }],
    )

    expect(problemsOf(wordList, blocked)).to.deep.equal([
      'list blocked has the columns number, vendor, status, and none is called blocked: give that name to the one that counts',
    ])
  })

  it('is refused where a file has no header, which would lose its first word', () => {
    const headless = new ListTable('vendors', ['acme'], [{ line: 2, values: { acme: 'Globex' } }])

    expect(problemsOf(wordList, headless)).to.deep.equal([
      'list vendors, line 1: expected the name of the column, vendors, but found "acme"; if that is one of the words, put a line with vendors above it',
    ])
  })

  for (const column of ['vendors', 'vendor', 'name', 'word']) {
    it(`may have a single column that is called ${column}`, () => {
      const single = new ListTable('vendors', [column], [{ line: 2, values: { [column]: 'Globex' } }])

      expect([...wordList.parse(single).keys()]).to.deep.equal(['globex'])
    })
  }

  it('is refused where it is a single word, or empty', () => {
    expect(wordList.safeParse('spa').success).to.equal(false)
    expect(wordList.safeParse([]).success).to.equal(false)
  })
})

describe('rows of a policy', () => {
  const cities = rowsOf(z.object({ city: words, amount }))

  it('may stand in the policy or in a list', () => {
    const table = new ListTable(
      'cities',
      ['city', 'amount'],
      [{ line: 2, values: { city: 'Bern', amount: '200' } }],
    )
    const inFile = cities.parse(table)
    const inPolicy = cities.parse([{ city: 'Bern', amount: '200' }])

    expect(inFile).to.deep.equal(inPolicy)
    expect(inFile.map((row) => [row.city, row.amount.toFixed()])).to.deep.equal([['Bern', '200']])
  })

  it('tell of each row that is wrong, by its line', () => {
    const table = new ListTable(
      'cities',
      ['city', 'amount'],
      [
        { line: 2, values: { city: 'Bern', amount: '200' } },
        { line: 3, values: { city: 'Basel', amount: 'much' } },
        { line: 5, values: { amount: '1' } },
      ],
    )

    expect(problemsOf(cities, table)).to.deep.equal([
      'list cities, line 3: amount: expected an amount such as 25 or 25.50, but found "much"',
      'list cities, line 5: city: expected text, but it is missing',
    ])
  })

  it('tell of the first ten rows where many are wrong', () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({ line: index + 2, values: { city: 'Bern' } }))

    const problems = problemsOf(cities, new ListTable('cities', ['city'], rows))

    expect(problems).to.have.length(10)
    expect(problems.at(-1)).to.equal(
      'list cities, line 11: amount: expected an amount such as 25 or 25.50, but it is missing',
    )
  })

  it('tell of each row of the policy that is wrong, by its number', () => {
    expect(
      problemsOf(cities, [
        { city: 'Bern', amount: '200' },
        { city: 'Basel', amount: '' },
      ]),
    ).to.deep.equal(['row 2: amount: expected an amount such as 25 or 25.50, but it is empty'])
  })
})
