import { expect } from 'chai'
import { z } from 'zod'
import { ABSENT_IN_V4, readReportV4 } from '../../server/concur/read-report-v4.ts'
import { ABSENT_IN_V11, readReportV11 } from '../../server/concur/read-report-v11.ts'
import { CONDITION_MODEL } from '../../server/policy/conditions/model.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { reportFacts } from '../../server/report/report-facts.ts'
import { bareReportV4, bareReportV11, fullReportV4, fullReportV11 } from './every-field.ts'

/** With every field, those below fields included, whether it must be there or not. */
type Whole<T> = T extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : T extends { readonly toFixed: unknown }
    ? T
    : T extends object
      ? { readonly [Key in keyof T]-?: Whole<Exclude<T[Key], undefined>> }
      : T

/** Does not compile where the schema of the facts lacks a field of the model. */
const schemaHasAll = (facts: Whole<z.output<typeof reportFacts>>): Whole<ExpenseReport> => facts

/** Every field of the model by its path, such as `entries.mileage.distance`. */
function modelFields(): readonly string[] {
  const schema: unknown = z.toJSONSchema(reportFacts, { io: 'input', unrepresentable: 'any' })
  return leavesOf(schema, '')
}

function leavesOf(schema: unknown, path: string): readonly string[] {
  const { properties, items } = z
    .looseObject({ properties: z.record(z.string(), z.unknown()).optional(), items: z.unknown().optional() })
    .parse(schema)
  if (items !== undefined) return leavesOf(items, path)
  if (properties === undefined) return [path]
  return Object.entries(properties).flatMap(([name, below]) =>
    leavesOf(below, path === '' ? name : `${path}.${name}`),
  )
}

/** What a report has, by path; of lists that of any item. Values of custom fields are one. */
function valuesIn(value: unknown, path = ''): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, unknown[]>()
  const visit = (each: unknown, at: string): void => {
    const isParted = typeof each === 'object' && each !== null && !('toFixed' in each)
    if (Array.isArray(each) && each.some((item) => typeof item === 'object')) {
      for (const item of each) visit(item, at)
    } else if (isParted && !Array.isArray(each) && !/(^|\.)(custom|orgUnits)$/.test(at)) {
      for (const [name, below] of Object.entries(each)) visit(below, at === '' ? name : `${at}.${name}`)
    } else if (isFilled(each)) found.set(at, [...(found.get(at) ?? []), each])
  }
  visit(value, path)
  return found
}

function isFilled(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0
}

const isAbsent = (absent: readonly string[], path: string): boolean =>
  absent.some((each) => path === each || path.startsWith(`${each}.`))

describe('the fields of a report', () => {
  it('are all kept with the facts of a review', () => {
    expect(schemaHasAll).to.be.a('function')
    expect(modelFields()).to.include.members([
      'source',
      'entries.mileage.distance',
      'entries.itemizations.custom',
    ])
  })

  const versions = [
    {
      name: 'v1.1',
      read: readReportV11,
      absent: ABSENT_IN_V11,
      full: fullReportV11(),
      bare: bareReportV11(),
    },
    { name: 'v4', read: readReportV4, absent: ABSENT_IN_V4, full: fullReportV4(), bare: bareReportV4() },
  ]
  for (const { name, read, absent, full, bare } of versions) {
    const reportIn = (body: Uint8Array): ExpenseReport => {
      const reading = read(body)
      if (!reading.ok) throw new Error(reading.problem)
      return reading.value
    }

    describe(`as ${name} tells them`, () => {
      it('are each read, or declared absent', () => {
        const values = valuesIn(reportIn(full))
        const forgotten = modelFields().filter((path) => !values.has(path) && !isAbsent(absent, path))

        expect(forgotten).to.deep.equal([])
      })

      it('are not declared absent where they are read', () => {
        const told = [...valuesIn(reportIn(full)).keys()].filter((path) => isAbsent(absent, path))

        expect(told).to.deep.equal([])
      })

      it('are never declared absent under a name that no field has', () => {
        const fields = modelFields()

        expect(absent.filter((each) => !fields.some((path) => isAbsent([each], path)))).to.deep.equal([])
      })

      it('are never a constant: a flag that is true where Concur says so is not where it says nothing', () => {
        const [filled, empty] = [valuesIn(reportIn(full)), valuesIn(reportIn(bare))]
        const constant = [...filled].filter(
          ([path, values]) =>
            typeof values[0] === 'boolean' &&
            (!values.includes(true) || empty.get(path)?.includes(false) === false),
        )

        expect(constant.map(([path]) => path)).to.deep.equal([])
      })
    })
  }

  /** Where the types of the conditions stand in a report. */
  const PLACES: Readonly<Record<string, readonly string[]>> = {
    Report: [''],
    Employee: ['employee.'],
    Entry: ['entries.'],
    Itemization: ['entries.itemizations.'],
    Allocation: ['entries.allocations.', 'entries.itemizations.allocations.'],
    Attendee: ['entries.attendees.', 'entries.itemizations.attendees.'],
    Location: ['entries.location.'],
    Transaction: ['entries.transaction.'],
    Mileage: ['entries.mileage.'],
    RequestExpense: ['entries.requestExpense.'],
  }

  for (const [service, absent] of [
    ['v1', ABSENT_IN_V11],
    ['v4', ABSENT_IN_V4],
  ] as const) {
    it(`have a name of ${service} in the documentation exactly where it is read`, () => {
      const wrong = CONDITION_MODEL.flatMap(({ type, field, concur }) =>
        (PLACES[type] ?? [])
          .map((place) => place + field)
          .filter((path) => isAbsent(absent, path) === (concur[service] !== undefined)),
      )

      expect(wrong).to.deep.equal([])
    })
  }
})
