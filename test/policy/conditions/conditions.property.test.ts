import { Environment } from '@marcbachmann/cel-js'
import { Big } from 'big.js'
import { expect } from 'chai'
import * as fc from 'fast-check'
import { compileCondition } from '../../../server/policy/conditions/compile-condition.ts'
import { newBudget } from '../../../server/policy/conditions/limits.ts'
import { CONDITION_FUNCTIONS, CONDITION_MODEL } from '../../../server/policy/conditions/model.ts'
import { type Part, Unknown } from '../../../server/policy/conditions/value.ts'
import { evaluate } from '../../../server/policy/evaluate.ts'
import { parsePolicy } from '../../../server/policy/file/parse-policy.ts'
import { buildAttendee, buildEntry, buildItemization, buildReport } from '../../support/build-report.ts'
import { ANY_TYPE, evaluateText } from './evaluate-text.ts'

const LITERALS = [
  "'USD'",
  "'x'",
  '1',
  '0',
  'true',
  "money('1', 'USD')",
  "decimal('1e-30')",
  "day('2026-05-19')",
  '[1]',
]
const OPERATORS = ['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', 'in', '&&', '||']
const FIELDS = CONDITION_MODEL.map(({ field }) => field)
const NAMES = CONDITION_FUNCTIONS.map(({ name }) => name)

/** Fields by the type that has them, and what leads to each type from the variables in two steps. */
const fieldsOf = (type: string) => CONDITION_MODEL.filter((each) => each.type === type)
const PATHS = [
  ...fieldsOf('Report').map((each) => ({ ...each, path: `report.${each.field}` })),
  ...fieldsOf('Entry').map((each) => ({ ...each, path: `entry.${each.field}` })),
].flatMap((each) => [
  { path: each.path, type: each.celType },
  ...fieldsOf(each.celType).map(({ field, celType }) => ({ path: `${each.path}.${field}`, type: celType })),
])
/** Codes of ISO are left out: beside one, only another can stand. */
const isCode = ({ path }: (typeof PATHS)[number]) => /\.(?:country|currency)$/.test(path)
const pathTo = (type: string) =>
  fc.constantFrom(...PATHS.filter((each) => each.type === type && !isCode(each)).map(({ path }) => path))
const currency = fc.constantFrom("'USD'", ...PATHS.filter(isCode).map(({ path }) => path))

/** Expressions that have the right types, and say nothing in particular. */
const typed = fc.letrec<Record<'bool' | 'int' | 'string' | 'Money' | 'Decimal' | 'Day', string>>((tie) => {
  const both = (
    type: 'bool' | 'int' | 'string' | 'Money' | 'Decimal' | 'Day',
    operators: readonly string[],
  ) => fc.tuple(tie(type), fc.constantFrom(...operators), tie(type)).map((parts) => `(${parts.join(' ')})`)
  const compared = ['==', '!=', '<', '<=', '>', '>=']
  const loop = fc
    .tuple(
      fc.constantFrom('report.entries', 'entry.itemizations'),
      fc.constantFrom('exists', 'all', 'exists_one'),
      fc.constantFrom(
        'x.isPersonal',
        'x.posted > entry.posted',
        'has(x.posted)',
        "x.comments.exists(y, like(y, 'a+b'))",
      ),
      tie('bool'),
    )
    .map(([list, name, body, other]) => `(${list}.${name}(x, ${body}) || ${other})`)
  return {
    bool: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'typed' },
      pathTo('bool'),
      fc.constantFrom(...PATHS.map(({ path }) => `has(${path})`)),
      both('bool', ['&&', '||', '==']),
      both('int', compared),
      both('string', compared),
      both('Money', compared),
      both('Decimal', compared),
      both('Day', compared),
      tie('bool').map((operand) => `!${operand}`),
      tie('string').map((text) => `like(${text}, '(?i)a|ab*')`),
      loop,
    ),
    int: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'typed' },
      fc.bigInt({ min: -9n, max: 99n }).map((number) => `(${number})`),
      pathTo('int'),
      both('int', ['+', '-', '*', '/', '%']),
      tie('Day').map((day) => `weekday(${day})`),
      fc.tuple(tie('Day'), tie('Day')).map((days) => `daysBetween(${days.join(', ')})`),
      tie('string').map((text) => `size(${text})`),
    ),
    string: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'typed' },
      fc.constantFrom("''", "'USD'", "'ü😀'"),
      pathTo('string'),
      both('string', ['+']),
      tie('string').map((text) => `${text}.lowerAscii()`),
    ),
    Money: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'typed' },
      fc.constantFrom("money('50', 'USD')", "money('1e60', report.currency)", "money('0.01', 'EUR')"),
      pathTo('Money'),
      both('Money', ['+', '-']),
      fc.tuple(tie('Money'), tie('Decimal')).map((factors) => `(${factors.join(' * ')})`),
      fc.tuple(tie('Money'), currency).map(([amount, to]) => `convert(${amount}, ${to})`),
      currency.map((of) => `sum(report.entries.map(e, e.posted), ${of})`),
    ),
    Decimal: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'typed' },
      fc.constantFrom("decimal('0.5')", "decimal('-1e-60')"),
      pathTo('Decimal'),
      both('Decimal', ['+', '-', '*']),
      tie('int').map((count) => `decimal(${count})`),
      tie('Money').map((amount) => `${amount}.amount`),
    ),
    Day: fc.oneof({ maxDepth: 3, depthIdentifier: 'typed' }, fc.constant("day('2024-02-29')"), pathTo('Day')),
  }
})

const decimal = fc
  .tuple(fc.integer(), fc.integer({ min: -40, max: 90 }))
  .map(([digits, exponent]) => new Big(`${digits}e${exponent}`))
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const amount = maybe(fc.record({ amount: decimal, currency: fc.constantFrom('USD', 'EUR', '__proto__') }))
const day = maybe(fc.constantFrom('2026-05-19', '2026-02-30', 'soon', ''))
const words = maybe(fc.string({ unit: 'grapheme' }))
const expense = {
  posted: amount,
  approved: amount,
  transactionDate: day,
  businessPurpose: words,
  isPersonal: fc.boolean(),
  comments: maybe(fc.array(fc.string())),
}
const entry = fc
  .record({
    ...expense,
    vendor: words,
    exchangeRate: maybe(decimal),
    attendees: fc.array(fc.record({ firstName: words, company: words }).map(buildAttendee), { maxLength: 2 }),
    attendeeCount: maybe(fc.nat()),
    itemizations: fc.array(fc.record(expense).map(buildItemization), { maxLength: 2 }),
    custom: fc.dictionary(fc.constantFrom('custom1', 'custom40', '__proto__'), fc.string()),
  })
  .map(buildEntry)
const report = fc
  .record({
    source: fc.constantFrom('v1.1' as const, 'v4' as const),
    submittedAt: day,
    total: amount,
    entries: fc.array(entry, { minLength: 1, maxLength: 5 }),
  })
  .map(buildReport)

describe('conditions, whatever they say', () => {
  it('are refused or loaded, and never crash, for any text', () => {
    const token = fc.constantFrom(
      ...FIELDS,
      ...NAMES,
      ...LITERALS,
      ...OPERATORS,
      'report',
      'entry',
      'x',
      '.',
      '(',
      ')',
      '[',
      ']',
      ',',
      '!',
      '?',
      ':',
      '{',
      '}',
      '"',
      "'",
      '__proto__',
      'constructor',
      '😀',
    )
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(token, { maxLength: 25 }).map((tokens) => tokens.join(' ')),
    )

    fc.assert(
      fc.property(anything, (condition) => {
        const compiled = compileCondition(condition, { report: 'Report', entry: 'Entry' }, ANY_TYPE)

        expect(compiled.ok || compiled.problems.length > 0).to.equal(true)
      }),
      { numRuns: 500 },
    )
  })

  it('are loaded where the types are right, and give the same for the same report', () => {
    fc.assert(
      fc.property(
        fc.oneof(typed.bool, typed.Money, typed.Decimal, typed.int),
        report,
        (condition, generated) => {
          fc.pre(condition.length <= 2000)
          const first = evaluateText(condition, generated)

          expect(first).to.not.have.property('problems')
          expect(evaluateText(condition, generated)).to.deep.equal(first)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('give a decision for any report', () => {
    const subject = fc.constantFrom('report', 'entry', 'itemization', 'allocation', 'attendee')

    fc.assert(
      fc.property(typed.bool, subject, report, (condition, on, generated) => {
        const about = on === 'report' ? condition.replaceAll('entry.', 'report.entries[0].') : condition
        fc.pre(about.length <= 2000 && !about.includes('report.entries[0].itemizations'))
        const rules = JSON.stringify([
          {
            rule: 'condition',
            severity: 'error',
            on,
            when: about,
            observed: about,
            rates: [{ from: 'USD', to: 'EUR', rate: '0.9' }],
          },
        ])
        const policy = parsePolicy(`{ outcomes: { error: send back }, rules: ${rules} }`, 'test.yaml')

        expect(['approve', 'hold', 'send back']).to.include(evaluate(generated, policy).outcome)
      }),
      { numRuns: 200 },
    )
  })

  it('read no more fields than they have steps', () => {
    let reads = 0
    const endless: Part = {
      read: (field) => (
        (reads += 1), field === 'isPersonal' ? false : Array.from({ length: 500 }, () => endless)
      ),
    }
    const loops = fc.tuple(
      fc.constantFrom('exists', 'exists_one', 'filter', 'map'),
      fc.constantFrom('exists', 'exists_one'),
    )

    fc.assert(
      fc.property(loops, fc.nat({ max: 5000 }), ([outer, inner], steps) => {
        const text = `size([report.entries.${outer}(a, a.isPersonal || report.entries.${inner}(b, b.isPersonal))]) > 0`
        const compiled = compileCondition(text, { report: 'Report' }, ['bool'])
        if (!compiled.ok) throw new Error(compiled.problems.join())
        reads = 0

        const value = compiled.condition.evaluate([endless], { steps })

        expect(value).to.deep.include({ why: 'too long' })
        expect(reads).to.be.at.most(steps)
      }),
      { numRuns: 100 },
    )
  })
})

describe('what conditions have in common with CEL', () => {
  const compared = ['==', '!=', '<', '<=', '>', '>=']

  /** Expressions of CEL's own types about these variables, with loops as deep as is left. */
  function grammar(
    numbers: readonly string[],
    loops: number,
  ): fc.LetrecValue<Record<'bool' | 'int' | 'string' | 'list', string>> {
    return fc.letrec((tie) => {
      const limits = { maxDepth: 3, depthIdentifier: `cel${loops}` }
      const both = (type: 'bool' | 'int' | 'string' | 'list', operators: readonly string[]) =>
        fc.tuple(tie(type), fc.constantFrom(...operators), tie(type)).map((parts) => `(${parts.join(' ')})`)
      const inner = loops > 0 ? grammar([...numbers, `v${loops}`], loops - 1) : undefined
      const looped = (names: readonly string[], body: fc.Arbitrary<string> | undefined) =>
        body === undefined
          ? []
          : [
              fc
                .tuple(tie('list'), fc.constantFrom(...names), body)
                .map(([list, name, each]) => `${list}.${name}(v${loops}, ${each})`),
            ]
      return {
        bool: fc.oneof(
          limits,
          fc.constantFrom('true', 'false', '1 / 0 == 1'),
          both('bool', ['&&', '||', '==', '!=']),
          both('int', compared),
          both('string', compared),
          both('list', ['==', '!=']),
          fc.tuple(tie('int'), tie('list')).map(([item, list]) => `(${item} in ${list})`),
          tie('bool').map((operand) => `!${operand}`),
          fc
            .tuple(tie('string'), fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('string'))
            .map(([whole, test, part]) => `${whole}.${test}(${part})`),
          ...looped(['exists', 'all', 'exists_one'], inner?.bool),
        ),
        int: fc.oneof(
          limits,
          fc.constantFrom(...numbers, '0', '1', '2', '5000000000'),
          both('int', ['+', '-', '*', '/', '%']),
          tie('int').map((operand) => `(-${operand})`),
          tie('list').map((list) => `size(${list})`),
          tie('string').map((string) => `${string}.size()`),
          tie('list').map((list) => `${list}[1]`),
          fc
            .tuple(tie('bool'), tie('int'), tie('int'))
            .map(([condition, yes, no]) => `(${condition} ? ${yes} : ${no})`),
        ),
        string: fc.oneof(
          limits,
          fc.constantFrom("''", "'ab'", "' Äb'", "'😀'"),
          both('string', ['+']),
          fc
            .tuple(tie('string'), fc.constantFrom('lowerAscii', 'upperAscii', 'trim'))
            .map(([string, change]) => `${string}.${change}()`),
        ),
        list: fc.oneof(
          limits,
          fc.array(tie('int'), { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
          both('list', ['+']),
          ...looped(['filter'], inner?.bool),
          ...looped(['map'], inner?.int),
        ),
      }
    })
  }

  it('has the values that the library gives, and is unknown where it throws', () => {
    const library = new Environment().registerVariable('n', 'int')
    let known = 0

    fc.assert(
      fc.property(
        fc.oneof(grammar(['n'], 2).bool, grammar(['n'], 2).int),
        fc.bigInt({ min: -2n, max: 3n }),
        (expression, n) => {
          const compiled = compileCondition(expression, { n: 'int' }, ANY_TYPE)
          fc.pre(compiled.ok)

          const value = compiled.condition.evaluate([n], newBudget())

          known += value instanceof Unknown ? 0 : 1
          expect(value instanceof Unknown ? 'unknown' : value).to.equal(valueOf(library, expression, n))
        },
      ),
      { numRuns: 1000 },
    )
    expect(known).to.be.above(250)
  })
})

function valueOf(library: Environment, expression: string, n: bigint): unknown {
  try {
    return library.evaluate(expression, { n })
  } catch {
    return 'unknown'
  }
}
