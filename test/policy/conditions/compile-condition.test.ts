import { expect } from 'chai'
import { compileCondition } from '../../../server/policy/conditions/compile-condition.ts'
import { CONDITION_FUNCTIONS, CONDITION_MODEL } from '../../../server/policy/conditions/model.ts'
import { problemsOf } from './evaluate-text.ts'

describe('a condition that is loaded', () => {
  const refused: readonly (readonly [title: string, text: string, problem: string])[] = [
    [
      'a misspelt field',
      "entry.vendro == 'x'",
      'character 7: there is no field vendro; did you mean vendor?',
    ],
    [
      'a misspelt field in has()',
      'has(entry.vendro)',
      'character 11: there is no field vendro; did you mean vendor?',
    ],
    [
      'a misspelt field of an element',
      'report.entries.exists(e, e.isPersonall)',
      'character 28: there is no field isPersonall; did you mean isPersonal?',
    ],
    [
      'a field that only another type has',
      "report.entries.exists(a, a.amount > decimal('5'))",
      'character 28: there is no field amount',
    ],
    [
      'a misspelt field whose nearest is of another type',
      "entry.posted.vendr == 'x'",
      'character 14: there is no field vendr',
    ],
    [
      'a misspelt field behind a has()',
      'has(entry.vendor) && has(entry.eReceipt)',
      'character 32: there is no field eReceipt; did you mean eReceiptId?',
    ],
    [
      'the place in a condition of several lines',
      "has(entry.vendor) &&\n  entry.vendro == 'x'",
      'line 2, character 9: there is no field vendro; did you mean vendor?',
    ],
    [
      'the place behind characters that take two units',
      "'😀' == entry.vendro",
      'character 14: there is no field vendro; did you mean vendor?',
    ],
    [
      'an unknown variable',
      'entri.isPersonal',
      'character 1: there is no entri here; known are report, entry',
    ],
    [
      'an amount compared with a number',
      'entry.posted > 50',
      "character 1: Money > int does not fit; an amount is written money('50', 'USD')",
    ],
    [
      'an amount compared with a decimal',
      "entry.posted > decimal('50')",
      "character 1: Money > Decimal does not fit; an amount is written money('50', 'USD')",
    ],
    [
      'amounts multiplied',
      'entry.posted * entry.posted == entry.posted',
      "character 1: Money * Money does not fit; an amount is written money('50', 'USD')",
    ],
    [
      'a decimal compared with a whole number',
      'entry.exchangeRate > 1',
      "character 1: Decimal > int does not fit; an exact number is written decimal('0.5')",
    ],
    [
      'a floating point number',
      'entry.exchangeRate > 0.5',
      "character 22: floating point is not exact: write decimal('0.5')",
    ],
    [
      'a day compared with text',
      "entry.transactionDate > '2026-01-01'",
      "character 1: Day > string does not fit; a day is written day('2026-01-31')",
    ],
    [
      'a comparison with null',
      'entry.vendor == null',
      'character 17: nothing is null here; has(entry.vendor) asks whether there is a value',
    ],
    ['entries compared', 'entry == report.entries[0]', 'character 1: Entry == Entry does not fit'],
    [
      'text as a condition',
      'entry.isPersonal && entry.vendor',
      "character 1: Logical operator requires bool operands, got 'string'",
    ],
    [
      'matches()',
      "entry.vendor.matches('(a+)+b')",
      "character 1: write like(text, 'pattern') in place of matches(): its time does not explode, whatever the pattern",
    ],
    [
      'a pattern that is none',
      "like(entry.vendor, '(a')",
      "character 20: expected a pattern in quotes, such as '(?i)taxi|cab' (error parsing regexp: missing closing ): `(a`)",
    ],
    [
      'a pattern that is too large',
      "like(entry.vendor, '(\\\\pL{1,30}){1,30}')",
      "character 20: expected a pattern in quotes, such as '(?i)taxi|cab' (the pattern is too large)",
    ],
    [
      'a pattern that is not written out',
      'like(entry.vendor, entry.businessPurpose)',
      "character 20: expected a pattern in quotes, such as '(?i)taxi|cab'",
    ],
    [
      'an amount that is none',
      "entry.posted > money('50,00', 'USD')",
      "character 22: expected an amount in quotes, such as '50'",
    ],
    [
      'a currency in small letters, which would hold every report',
      "entry.posted > money('50', 'usd')",
      'character 28: expected a currency in quotes, such as \'USD\' (found "usd"; did you mean USD?)',
    ],
    [
      'a sign of a currency',
      "entry.posted > money('50', '€')",
      'character 28: expected a currency in quotes, such as \'USD\' (found "€"; did you mean EUR?)',
    ],
    [
      'a currency of a sum that there is not',
      "sum(report.entries.map(e, e.posted), 'EURO') > money('1', 'EUR')",
      'character 38: expected a currency in quotes, such as \'USD\' (found "EURO"; did you mean EUR?)',
    ],
    [
      'a currency to convert into that there is not',
      "convert(entry.posted, 'Euro') > money('1', 'EUR')",
      'character 23: expected a currency in quotes, such as \'USD\' (found "Euro"; did you mean EUR?)',
    ],
    [
      'a character that nobody sees',
      "entry.vendor == 'Acme\u200B'",
      'character 17: there is the character zero width space (U+200B) in "Acme\u200B"',
    ],
    [
      'a letter of another script',
      "entry.expenseType.code in ['BUSML', 'T\u0410XIX']",
      'character 37: "T\u0410XIX" has the character \u0410 (U+0410) among Latin letters',
    ],
    [
      'a day that is none',
      "entry.transactionDate > day('2026-02-30')",
      "character 29: expected a day in quotes, such as '2026-01-31'",
    ],
    [
      'a decimal that is none',
      "entry.exchangeRate > decimal('a half')",
      "character 30: expected a number in quotes, such as '0.5'",
    ],
    [
      'a function with too few arguments',
      "money('5') == entry.posted",
      'character 1: money(string) does not fit; expected money(string, string): Money',
    ],
    [
      'a misspelt function',
      "mony('5', 'USD') == entry.posted",
      'character 1: there is no function mony(); did you mean money()?',
    ],
    [
      'a function of CEL that is left out',
      'dyn(entry.vendor) == 1',
      'character 1: there is no function dyn(); known are money, decimal, sum, convert, day, daysBetween, weekday, like, size, has',
    ],
    [
      'a name that is only used inside',
      'HAS(entry.vendor)',
      'character 1: there is no function HAS(); did you mean has()?',
    ],
    [
      'has() of what is no field',
      "has(entry) || has('x')",
      'character 1: expected a field: has(entry.vendor)',
    ],
    [
      'an index that is calculated',
      'report.entries[size(report.entries) - 1].isPersonal',
      'character 16: expected a number such as 0 between [ and ]',
    ],
    [
      'a field in brackets',
      "entry['vendor'] == 'x'",
      'character 7: expected a number such as 0 between [ and ]',
    ],
    ['a type of CEL as a value', 'int == string', 'character 1: the name int is taken by CEL'],
    ['a mapping', "{'a': 1}.a == 1", 'character 1: mappings and optional values are not known here'],
    ['bytes', "b'a' == b'a'", 'character 1: expected text, a whole number, true or false'],
    ['an empty list', '[].exists(x, true)', 'character 1: expected at least one element in the list'],
    [
      'a list of several types',
      "size([1, 'a']) == 2",
      "character 10: List elements must have the same type, expected type 'int' but found 'string'",
    ],
    [
      'loops within loops within loops',
      'report.entries.all(a, report.entries.all(b, report.entries.all(c, true)))',
      'character 45: expected at most 2 of all, exists, exists_one, filter, map within each other',
    ],
    [
      'a timestamp',
      "timestamp('2026-01-01T00:00:00Z') > timestamp('2026-01-01T00:00:00Z')",
      'character 1: there is no function timestamp(); known are money, decimal, sum, convert, day, daysBetween, weekday, like, size, has',
    ],
    ['what is not CEL', 'entry.posted >', 'character 15: Unexpected token: EOF'],
    [
      'the constructor of an object',
      "entry.constructor == 'x'",
      'character 7: there is no field constructor',
    ],
    ['a prototype', "entry.__proto__ == 'x'", 'character 7: there is no field __proto__'],
    ['the prototype as a variable', "__proto__ == 'x'", 'character 1: Reserved identifier: __proto__'],
    [
      'the constructor as a variable',
      "constructor == 'x'",
      'character 1: there is no constructor here; known are report, entry',
    ],
    [
      'the constructor as a function',
      'constructor(1)',
      'character 1: there is no function constructor(); known are money, decimal, sum, convert, day, daysBetween, weekday, like, size, has',
    ],
    [
      'the constructor as a method',
      "'x'.constructor(1)",
      'character 1: there is no method constructor(); known are contains, startsWith, endsWith, lowerAscii, upperAscii, trim, size, all, exists, exists_one, filter, map',
    ],
    ['letters that only look like a field', 'entry.isPеrsonal', 'character 10: Unexpected character: е'],
  ]
  for (const [title, text, problem] of refused) {
    it(`names ${title}`, () => {
      expect(problemsOf(text)[0]).to.equal(problem)
    })
  }

  it('names several problems at once', () => {
    expect(problemsOf("entry.vendor.matches('a') || entry.exchangeRate > 0.5")).to.have.lengthOf(2)
  })

  it('refuses more than 2,000 characters before it reads them', () => {
    expect(problemsOf('x'.repeat(10_000))).to.deep.equal(['expected at most 2000 characters'])
  })

  const monsters: readonly (readonly [title: string, text: string, problem: string])[] = [
    ['parentheses in parentheses', `${'('.repeat(900)}true${')'.repeat(900)}`, 'Exceeded maxDepth (32)'],
    ['lists in lists', `${'['.repeat(900)}1${']'.repeat(900)}`, 'Exceeded maxDepth (32)'],
    ['fields of fields', `report${'.a'.repeat(900)}`, 'Exceeded maxDepth (32)'],
    ['negations', `${'!'.repeat(1900)}true`, 'Exceeded maxAstNodes (500)'],
    ['minus signs', `${'-'.repeat(1900)}1`, 'Exceeded maxAstNodes (500)'],
    ['a sum without end', `${'1+'.repeat(900)}1`, 'Exceeded maxAstNodes (500)'],
    ['a list without end', `[${'1,'.repeat(900)}1]`, 'Exceeded maxListElements (200)'],
    ['a choice in a choice', `${'true?'.repeat(200)}1${':1'.repeat(200)}`, 'Exceeded maxDepth (32)'],
    ['many arguments', `money(${'1,'.repeat(20)}1)`, 'Exceeded maxCallArguments (3)'],
    ['a text that never ends', "entry.vendor == 'abc", 'Unterminated string'],
  ]
  for (const [title, text, problem] of monsters) {
    it(`refuses ${title}`, () => {
      expect(problemsOf(text)).to.have.lengthOf(1).and.to.have.nested.property('[0]').that.includes(problem)
    })
  }

  it('knows every field of the model by its type', () => {
    const unknown = CONDITION_MODEL.filter(({ type, field, celType }) => {
      const variables = { x: type, y: celType }
      return ![`has(x.${field})`, `[x.${field}, y].size() == 2`].every(
        (text) => compileCondition(text, variables, ['bool']).ok,
      )
    })

    expect(unknown).to.deep.equal([])
  })

  it('documents every field and function once, with a meaning', () => {
    const names = CONDITION_MODEL.map(({ type, field }) => `${type}.${field}`)
    const signatures = CONDITION_FUNCTIONS.map(({ signature }) => signature)

    expect(new Set(names).size).to.equal(names.length)
    expect(new Set(signatures).size).to.equal(signatures.length)
    expect(
      [...CONDITION_MODEL, ...CONDITION_FUNCTIONS].filter(({ meaning }) => !meaning.endsWith('.')),
    ).to.deep.equal([])
  })
})
