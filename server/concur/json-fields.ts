import type { CustomFields, Day, LocalDateTime } from '../report/expense-report.ts'
import { type Decimal, type Money, parseDecimal } from '../report/money.ts'
import { NumberText } from './exact-json.ts'

type CurrencyMember = 'currency' | 'currencyCode'

/** RFC 3339 allows small letters and a blank between; seconds and zone are left out now and then. */
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * The members of one object of Concur's JSON, as `readExactJson` gives it, read by name and kind. `null`, an empty text
 * and an empty object are absent. A required member that is missing, or an essential one that cannot be read, is a
 * problem: there is no report without. Any other that cannot be read is absent, with a note that names it.
 */
export class JsonFields {
  private readonly members: Readonly<Record<string, unknown>>
  private readonly problems: string[]
  private readonly notes: string[]
  private readonly place: string

  /**
   * @param value Anything; what is no object has no members.
   * @param problems What there is no report without is added here. @param notes And here what could not be read.
   * @param place Such as `expenses[3].`; for both.
   */
  constructor(value: unknown, problems: string[], notes: string[] = [], place = '') {
    this.members = isRecord(value) ? value : {}
    this.problems = problems
    this.notes = notes
    this.place = place
  }

  /** As sent, unless it is only blanks; a number as it was written. */
  text(name: string): string | undefined {
    const value = this.member(name)
    const text = value instanceof NumberText ? value.text : value
    return typeof text === 'string' && text.trim() !== '' ? text : undefined
  }

  key(name: string): string | undefined {
    return this.text(name)?.trim()
  }

  required(name: string): string {
    const text = this.key(name)
    if (text === undefined) this.problems.push(`there is no ${this.place}${name}`)
    return text ?? ''
  }

  /** Concur's services write `true`, and some of them `"true"`. */
  flag(name: string): boolean {
    const value = this.member(name)
    return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true')
  }

  /** Absent where it is not said. */
  maybeFlag(name: string): boolean | undefined {
    return this.has(name) ? this.flag(name) : undefined
  }

  has(name: string): boolean {
    const value = this.member(name)
    return value !== undefined && value !== null
  }

  decimal(name: string): Decimal | undefined {
    const text = this.key(name)
    const value = text === undefined ? undefined : parseDecimal(text)
    if (value === undefined && this.has(name)) this.notes.push(`${this.place}${name} is not a number`)
    return value
  }

  /**
   * @param currency What the code is called: requests say `currency`, reports `currencyCode`.
   * @param zeroIn The currency of a zero that has none.
   */
  money(name: string, currency: CurrencyMember, zeroIn?: string): Money | undefined {
    return this.amount(name, currency, zeroIn, this.notes)
  }

  /** An amount that is judged by: it may be absent, but not unreadable. */
  essentialMoney(name: string, currency: CurrencyMember, zeroIn?: string): Money | undefined {
    return this.amount(name, currency, zeroIn, this.problems)
  }

  count(name: string): number | undefined {
    const count = this.key(name)
    if (count !== undefined && /^\d{1,9}$/.test(count)) return Number(count)
    if (count !== undefined) this.notes.push(`${this.place}${name} is not a count`)
    return undefined
  }

  day(name: string): Day | undefined {
    return this.date(name)?.[1]
  }

  /** In UTC, where the zone is said. */
  dateTime(name: string): LocalDateTime | undefined {
    const [, day, given = '00:00', zone] = this.date(name) ?? []
    const time = given.length === 5 ? `${given}:00` : given
    if (day === undefined || zone === undefined) return day && `${day}T${time}`
    const at = new Date(`${day}T${time}${zone.toUpperCase().replace(/(\d{2})(\d{2})$/, '$1:$2')}`)
    if (!Number.isNaN(at.getTime())) return at.toISOString().slice(0, 19)
    this.notes.push(`${this.place}${name} is not a date`)
    return undefined
  }

  below(name: string): JsonFields {
    return new JsonFields(this.member(name), this.problems, this.notes, `${this.place}${name}.`)
  }

  each(name: string): readonly JsonFields[] {
    const list = this.member(name)
    if (!Array.isArray(list)) return []
    return list.map(
      (item: unknown, index) =>
        new JsonFields(item, this.problems, this.notes, `${this.place}${name}[${index}].`),
    )
  }

  /** Of the `customData` of a report's resources those that have a value, by the beginning of their id. */
  customData(prefix: 'custom' | 'orgUnit'): CustomFields {
    const found = this.each('customData').flatMap((field) => {
      const id = field.key('id')
      const value = field.text('value')
      return id?.startsWith(prefix) && value !== undefined ? [[id, value] as const] : []
    })
    return Object.fromEntries(found)
  }

  private member(name: string): unknown {
    return Object.hasOwn(this.members, name) ? this.members[name] : undefined
  }

  private date(name: string): RegExpExecArray | undefined {
    const text = this.key(name)
    if (text === undefined || text.startsWith('0001-01-01')) return undefined
    const parts = DATE.exec(text)
    if (parts === null) this.notes.push(`${this.place}${name} is not a date`)
    return parts ?? undefined
  }

  private amount(
    name: string,
    currency: CurrencyMember,
    zeroIn: string | undefined,
    complaints: string[],
  ): Money | undefined {
    const below = this.below(name)
    const [text, code] = [below.key('value'), below.key(currency)]
    if (text === undefined) return undefined
    const amount = parseDecimal(text)
    const inCurrency = code ?? (amount?.eq(0) ? zeroIn : undefined)
    if (amount !== undefined && inCurrency !== undefined) return { amount, currency: inCurrency }
    complaints.push(`${this.place}${name} is not an amount with a ${currency}`)
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
  )
}
