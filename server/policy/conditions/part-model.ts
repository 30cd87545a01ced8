import type { Coded, CustomFields, Day, ExpenseReport } from '../../report/expense-report.ts'
import type { Decimal, Money } from '../../report/money.ts'
import type { TravelRequest } from '../../request/travel-request.ts'
import { isDay } from '../facts/days.ts'
import { type Part, Unknown, type Value } from './value.ts'

/** What Concur calls a field in its services; where a service has no name for it, it does not have the field. */
export interface ConcurNames {
  readonly v1?: string
  readonly v3?: string
  readonly v4?: string
}

type Source = (ExpenseReport | TravelRequest)['source']

/** A field of a part of the report, as conditions see it. */
export interface Field<T> {
  /** What CEL calls its type. */
  readonly type: string
  readonly meaning: string
  readonly names: ConcurNames
  /** @returns `undefined` where the report has no value. */
  readonly read: (source: T, told: Source) => Value | undefined
}

/** The fields of one type, by their names in a condition. */
export type Fields<T> = Readonly<Record<string, Field<T>>>

/** One part of a report; what has been read once is kept. */
export function partOf<T>(fields: Fields<T>, source: T, told: Source): Part {
  const known = new Map<string, Value | Unknown>()
  return {
    read(name) {
      const value = known.get(name) ?? readField(fields, name, source, told)
      known.set(name, value)
      return value
    },
  }
}

function readField<T>(fields: Fields<T>, name: string, source: T, told: Source): Value | Unknown {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  const value = field?.read(source, told)
  if (field === undefined || value !== undefined) return value ?? new Unknown('absent', name)
  const { v1, v3, v4 } = field.names
  const isTold = (told === 'v4' ? v4 : v1) !== undefined
  if (!isTold) return new Unknown('never told', v4 ?? v3 ?? v1 ?? name)
  return new Unknown(field.type.startsWith('list<') ? 'not listed' : 'absent', name)
}

type Build<From> = <T>(meaning: string, names: ConcurNames, read: (source: T) => From | undefined) => Field<T>

/** A text; blanks around it are kept as Concur sends them. */
export const text: Build<string> = (meaning, names, read) => ({ type: 'string', meaning, names, read })

/** Yes or no. */
export const flag: Build<boolean> = (meaning, names, read) => ({ type: 'bool', meaning, names, read })

/** An amount with its currency. */
export const money: Build<Money> = (meaning, names, read) => ({ type: 'Money', meaning, names, read })

/** An exact number. */
export const decimal: Build<Decimal> = (meaning, names, read) => ({ type: 'Decimal', meaning, names, read })

/** A whole number. */
export const count: Build<number> = (meaning, names, read) => ({
  type: 'int',
  meaning,
  names,
  read: (source) => {
    const value = read(source)
    return value === undefined ? undefined : BigInt(value)
  },
})

/** A day; of a date and time its day. What is no day of the calendar is absent. */
export const day: Build<Day> = (meaning, names, read) => ({
  type: 'Day',
  meaning,
  names,
  read: (source) => {
    const value = read(source)?.slice(0, 10)
    return value !== undefined && isDay(value) ? value : undefined
  },
})

/** Some texts. */
export const texts: Build<readonly string[]> = (meaning, names, read) => ({
  type: 'list<string>',
  meaning,
  names,
  read,
})

/** A part that has fields of its own. */
export function part<T, Below>(
  type: string,
  fields: Fields<Below>,
  meaning: string,
  names: ConcurNames,
  read: (source: T) => Below | undefined,
): Field<T> {
  return {
    type,
    meaning,
    names,
    read(source, told) {
      const below = read(source)
      return below === undefined ? undefined : partOf(fields, below, told)
    },
  }
}

/** Parts that have fields of their own; absent where Concur says that there are some, and does not list them. */
export function parts<T, Below>(
  type: string,
  fields: Fields<Below>,
  meaning: string,
  names: ConcurNames,
  read: (source: T) => readonly Below[] | undefined,
): Field<T> {
  return {
    type: `list<${type}>`,
    meaning,
    names,
    read: (source, told) => read(source)?.map((below) => partOf(fields, below, told)),
  }
}

/** The fields of a type that has a code and a name. */
export const CODE: Fields<Coded> = {
  code: text('The code; decide by it.', { v1: 'ExpKey, ApsKey, PayKey', v4: 'code' }, (c) => c.code),
  name: text(
    'What people see, in the language of the company.',
    { v1: 'ExpName, ApvStatusName, PayStatusName', v4: 'name' },
    (c) => c.name,
  ),
}

/** The fields `custom1`, `custom2`.. up to a number, or `orgUnit1`..; empty ones are absent. */
export function numbered(
  name: 'custom' | 'orgUnit',
  label: 'Custom' | 'OrgUnit',
  most: number,
): Fields<CustomFields> {
  return Object.fromEntries(
    Array.from({ length: most }, (_, index) => `${index + 1}`).map((number) => [
      `${name}${number}`,
      text<CustomFields>(
        'As the company has set it up; of a list, v1.1 gives `(code) name`.',
        { v1: `${label}${number}`, v4: 'customData' },
        (fields) => fields[`${name}${number}`],
      ),
    ]),
  )
}
