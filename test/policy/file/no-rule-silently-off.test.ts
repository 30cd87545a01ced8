import { expect } from 'chai'
import { PolicyError } from '../../../server/policy/file/policy-error.ts'
import { policyWith } from '../apply-rule.ts'

/** What is wrong with one rule, each without its place in the file. */
function problemsOf(rule: string, lists: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    policyWith(lists, `severity: error, ${rule}`)
  } catch (error) {
    if (error instanceof PolicyError)
      return error.problems.map((each) => each.replace(/^.*? \(line \d+, column \d+\): /, ''))
    throw error
  }
  return []
}

type Case = readonly [title: string, rule: string, problem: string, lists?: Readonly<Record<string, string>>]

function itRefusesEach(cases: readonly Case[]): void {
  for (const [title, rule, problem, lists] of cases) {
    it(title, () => {
      expect(problemsOf(rule, lists)).to.deep.equal([problem])
    })
  }
}

describe('no rule is silently off', () => {
  describe('by a code that no report can have', () => {
    itRefusesEach([
      [
        'in the quotes of a word processor',
        'rule: attendees-missing, expenseTypes: [“BUSML”]',
        'expected a code such as BUSML, but found "“BUSML”" with the character “ (U+201C)',
      ],
      [
        'with a character that nobody sees',
        'rule: attendees-missing, expenseTypes: ["BUSML\u200B"]',
        'expected a code such as BUSML, but found "BUSML\u200B" with the character zero width space (U+200B)',
      ],
      [
        'with a letter that looks like another',
        'rule: meal-limit, expenseTypes: [B\u0405ML], perPerson: { USD: 75 }',
        'expected a code such as BUSML, but found "B\u0405ML" with the character \u0405 (U+0405)',
      ],
      [
        'with several in one',
        "rule: meal-limit, expenseTypes: ['BUSML, BUSMEAL'], perPerson: { USD: 75 }",
        'expected a code such as BUSML, but found "BUSML, BUSMEAL" with the character , (U+002C)',
      ],
      [
        'that is to exclude one',
        "rule: cap-per-period, per: day, cap: { USD: 75 }, expenseTypes: ['!HOTEL']",
        'expected a code such as BUSML, but found "!HOTEL" with the character ! (U+0021)',
      ],
      [
        'that is the beginning of some',
        "rule: round-amount, multipleOf: { USD: 50 }, above: { USD: 99 }, expenseTypes: ['BUS*']",
        'expected a code such as BUSML, but found "BUS*" with the character * (U+002A)',
      ],
      [
        'of a payment type',
        'rule: card-claimed-as-cash, cashPaymentTypes: [„CASH“]',
        'expected a code such as BUSML, but found "„CASH“" with the character „ (U+201E)',
      ],
      [
        'as the name of a cap',
        'rule: amount-cap, caps: { "HOTEL\u00A0X": { USD: 400 } }',
        'expected a code such as BUSML, but found "HOTEL\u00A0X" with the character no-break space (U+00A0)',
      ],
      [
        'of an attendee type',
        'rule: attendee-yearly-total, currency: USD, perType: { “HCP”: 250 }',
        'expected a code such as BUSML, but found "“HCP”" with the character “ (U+201C)',
      ],
    ])

    it('is said where a name is there twice, for one of them would be lost', () => {
      expect(problemsOf('rule: amount-cap, caps: { HOTEL: { USD: 400 }, hotel: { USD: 90 } }')).to.deep.equal(
        ['"hotel" is there twice'],
      )
    })
  })

  describe('by a name that no report can have', () => {
    itRefusesEach([
      [
        'of a vendor in quotes',
        'rule: vendor-out-of-policy, listed: blocked, vendors: [„Acme“]',
        'row 1: "„Acme“" has quotes as a part of it: write it without, or in straight ones',
      ],
      [
        'of a vendor with a Cyrillic letter, in a list',
        'rule: vendor-out-of-policy, listed: blocked, vendors: { list: vendors }',
        'list vendors, line 3: "\u0410cme" has the character \u0410 (U+0410) among Latin letters',
        { vendors: 'vendors\nGlobex\n\u0410cme\n' },
      ],
      [
        'of a word that is banned',
        'rule: banned-words, words: [\u0441asino]',
        'row 1: "\u0441asino" has the character \u0441 (U+0441) among Latin letters',
      ],
      [
        'of a city in a list of caps',
        'rule: hotel-cap, expenseTypes: [HOTEL], caps: { list: caps }',
        'list caps, line 2: city: "B\u0435rn" has the character \u0435 (U+0435) among Latin letters',
        { caps: 'city,country,currency,amount\nB\u0435rn,CH,CHF,200\n' },
      ],
    ])
  })

  describe('by a country or a currency that there is not', () => {
    itRefusesEach([
      [
        'in a list of holidays',
        'rule: weekend-or-holiday, holidays: { list: holidays }',
        'list holidays, line 2: country: expected a country such as DE, but found "UK"; did you mean GB?',
        { holidays: 'day,country\n2026-12-25,UK\n' },
      ],
      [
        'in a list of hotel caps',
        'rule: hotel-cap, expenseTypes: [HOTEL], caps: [{ country: Suisse, currency: CHF, amount: 200 }]',
        'row 1: country: expected a country such as DE, but found "Suisse"; did you mean CH?',
      ],
      [
        'as the currency of a limit',
        'rule: receipt-missing, above: { EURO: 25 }',
        'expected a currency such as USD, but found "EURO"; did you mean EUR?',
      ],
      [
        'in a rate',
        'rule: exchange-rate, within: 5%, rates: [{ currency: EUR, report: usd, rate: 1.0825 }]',
        'row 1: report: expected a currency such as USD, but found "usd"; did you mean USD?',
      ],
      [
        'in for',
        'rule: receipt-missing, above: { EUR: 25 }, for: { country: UK }',
        'expected a country such as DE, but found "UK"; did you mean GB?',
      ],
      [
        'in a condition',
        'rule: condition, on: entry, when: "entry.location.country == \'UK\'"',
        'character 27: expected the code of a country, but found "UK"; did you mean GB?',
      ],
      [
        'in a list in a condition',
        "rule: condition, on: report, when: \"report.currency in ['EUR', 'euro']\"",
        'character 28: expected the code of a currency, but found "euro"; did you mean EUR?',
      ],
    ])
  })

  describe('by a number that nothing can break', () => {
    itRefusesEach([
      [
        'of attendees',
        'rule: attendees-missing, expenseTypes: [BUSML], atLeast: 0',
        'expected at least 1, but found "0"',
      ],
      ['of words', 'rule: purpose-missing, on: [entry], minWords: 0', 'expected at least 1, but found "0"'],
      [
        'of weekend days, without holidays',
        'rule: weekend-or-holiday, weekendDays: []',
        'expected days of the weekend, or holidays',
      ],
    ])
  })

  describe('by two rows for the same, of which one is lost', () => {
    itRefusesEach([
      [
        'of an approver',
        'rule: approver-authority, authorities: { list: authorities }',
        'list authorities, line 2: lee@example.com, USD: this and list authorities, line 4 are for the same: remove one of them, or give each its days (from, until)',
        {
          authorities:
            'approver,currency,amount\nlee@example.com,USD,500\nkim@example.com,USD,500\nLEE@example.com,USD,5000\n',
        },
      ],
      [
        'of a city',
        'rule: hotel-cap, expenseTypes: [HOTEL], caps: { list: caps }',
        'list caps, line 2: Bern, CH, CHF: this and list caps, line 3 both hold on 2026-07-01: end the earlier one the day before the later one begins (from, until)',
        {
          caps: 'city,country,currency,amount,from,until\nBern,CH,CHF,200,,2026-12-31\nBERN,CH,CHF,230,2026-07-01,\n',
        },
      ],
      [
        'of a cost object',
        'rule: cost-object, on: report, field: custom2, costObjects: [{ code: 4711 }, { code: 4711, status: closed }]',
        'row 1: 4711: this and row 2 are for the same: remove one of them, or give each its days (from, until)',
      ],
      [
        'of a rate',
        'rule: exchange-rate, within: 5%, rates: [{ currency: EUR, rate: 1.08 }, { currency: eur, rate: 1.09 }]',
        'row 1: EUR: this and row 2 are for the same: remove one of them, or give each its days (from, until)',
      ],
      [
        'of a rate of a condition',
        'rule: condition, on: report, when: "true", rates: [{ from: USD, to: EUR, rate: 0.9, from_day: 2026-01-01 }, { from: USD, to: EUR, rate: 0.91, from_day: 2026-02-01 }]',
        'row 1: USD, EUR: this and row 2 both hold on 2026-02-01: end the earlier one the day before the later one begins (from, until)',
      ],
    ])

    it('but rows that say the same may be there twice, as in what systems export', () => {
      const lists = { objects: 'code;status\n4711;open\n4711;open\n' }

      expect(
        problemsOf('rule: cost-object, on: report, field: custom2, costObjects: { list: objects }', lists),
      ).to.deep.equal([])
    })
  })

  it('by a column that nobody reads', () => {
    const lists = { rates: 'from,to,rate,from-day\nUSD,EUR,0.9,2026-01-01\n' }

    expect(
      problemsOf('rule: condition, on: report, when: "true", rates: { list: rates }', lists),
    ).to.deep.equal([
      'list rates, line 2: from-day: unknown name; known here: from, to, rate, from_day, until',
    ])
  })

  describe('by an amount that is read as a thousandth', () => {
    itRefusesEach([
      [
        'in a limit',
        'rule: receipt-missing, above: { EUR: 1.000 }',
        '1.000 has 3 digits behind the point and EUR has 2: write 1000 or 1.00',
      ],
      [
        'in a list',
        'rule: approver-authority, authorities: { list: authorities }',
        'list authorities, line 2: amount: 5.000 has 3 digits behind the point and EUR has 2: write 5000 or 5.00',
        { authorities: 'approver;currency;amount\nlee@example.com;EUR;5.000\n' },
      ],
      [
        'in a list of hotel caps',
        'rule: hotel-cap, expenseTypes: [HOTEL], caps: { list: caps }',
        'list caps, line 2: amount: 1.250 has 3 digits behind the point and EUR has 2: write 1250 or 1.25',
        { caps: 'country;currency;amount\nDE;EUR;1.250\n' },
      ],
      [
        'as a multiple',
        'rule: round-amount, multipleOf: { EUR: 1.000 }, above: { EUR: 99 }',
        '1.000 has 3 digits behind the point and EUR has 2: write 1000 or 1.00',
      ],
      [
        'in a condition',
        "rule: condition, on: report, when: \"report.total > money('1.000', 'EUR')\"",
        "character 22: expected an amount in quotes, such as '50' (1.000 has 3 digits behind the point and EUR has 2: write 1000 or 1.00)",
      ],
    ])
  })

  it('because a sheet writes numbers with a comma and days with points', () => {
    const lists = {
      caps: 'country;currency;amount;from\nDE;EUR;180,50;1.7.2026\n',
      rates: 'currency;rate\nUSD;0,915\n',
    }

    expect(problemsOf('rule: hotel-cap, expenseTypes: [HOTEL], caps: { list: caps }', lists)).to.deep.equal(
      [],
    )
    expect(problemsOf('rule: exchange-rate, within: 5%, rates: { list: rates }', lists)).to.deep.equal([])
  })

  describe('and what may be meant otherwise is told', () => {
    const said: readonly (readonly [
      rule: string,
      warnings: readonly string[],
      lists?: Record<string, string>,
    ])[] = [
      [
        'rule: tip-share, tipTypes: [TIPS], atMost: 0.15',
        ['atMost: 0.15 is 0.15 %, and not 15 %: to say so, write 0.15%'],
      ],
      [
        'rule: receipt-missing, above: { EUR: 25 }, rollout: 0.1',
        ['rollout: 0.1 is 0.1 %, and not 10 %: to say so, write 0.1%'],
      ],
      [
        'rule: mileage-cap, expenseTypes: [MILEG], most: 1.000, unit: km',
        ['most: 1.000 has a decimal point, and is not 1000: to say so, write 1.0000'],
      ],
      [
        "rule: attendee-yearly-total, currency: EUR, perType: { HCP: 1.000, '*': 500 }",
        ['perType.HCP: 1.000 has a decimal point, and is not 1000: to say so, write 1.0000'],
      ],
      [
        'rule: exchange-rate, within: 5%, rates: [{ currency: EUR, rate: 1.0825 }, { currency: CHF, rate: 1.085 }]',
        ['rates[1].rate: 1.085 has a decimal point, and is not 1085: to say so, write 1.0850'],
      ],
      [
        'rule: exchange-rate, within: 0.5, rates: { list: rates }',
        [
          'rates: list rates, line 3: rate: 1.085 has a decimal point, and is not 1085: to say so, write 1.0850',
          'within: 0.5 is 0.5 %, and not 50 %: to say so, write 0.5%',
        ],
        { rates: 'currency,rate\nEUR,1.0825\nCHF,1.085\n' },
      ],
      [
        'rule: exchange-rate, within: 0.5%, rates: [{ currency: EUR, rate: 1.0850 }, { currency: SEK, rate: 0.915 }]',
        [],
      ],
      ['rule: itemization-sum, tolerance: 0.005', []],
    ]
    for (const [rule, expected, lists = {}] of said) {
      it(rule, () => {
        const { warnings } = policyWith(lists, `severity: error, ${rule}`)

        expect(warnings.map((each) => each.replace(/^rules\[0\]\.(\S+) \(.*?\): /, '$1: '))).to.have.members(
          expected,
        )
      })
    }
  })
})
