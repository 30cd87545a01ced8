import type { CustomFields, Day, LocalDateTime } from '../report/expense-report.ts'
import { type Decimal, type Money, parseDecimal } from '../report/money.ts'
import { NumberText } from './exact-json.ts'

const DATE = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * The members of one object of Concur's JSON, as `readExactJson` gives it, read by name and kind. `null`, an empty text
 * and an empty object are absent; whatever cannot be read is a problem that names it.
 */
export class JsonFields {
  private readonly members: Readonly<Record<string, unknown>>
  private readonly problems: string[]
  private readonly place: string

  /** @param value Anything; what is no object has no members. @param place Such as `expenses[3].`; for the problems. */
  constructor(value: unknown, problems: string[], place = '') {
    this.members = isRecord(value) ? value : {}
    this.problems = problems
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

  has(name: string): boolean {
    const value = this.member(name)
    return value !== undefined && value !== null
  }

  decimal(name: string): Decimal | undefined {
    const text = this.key(name)
    const value = text === undefined ? undefined : parseDecimal(text)
    if (value === undefined && this.has(name)) this.problems.push(`${this.place}${name} is not a number`)
    return value
  }

  /** @param currency What the code is called: requests say `currency`, reports `currencyCode`. */
  money(name: string, currency: 'currency' | 'currencyCode'): Money | undefined {
    const below = this.below(name)
    const [text, code] = [below.key('value'), below.key(currency)]
    if (text === undefined) return undefined
    const amount = parseDecimal(text)
    if (amount !== undefined && code !== undefined) return { amount, currency: code }
    this.problems.push(`${this.place}${name} is not an amount with a ${currency}`)
    return undefined
  }

  count(name: string): number | undefined {
    const count = this.key(name)
    return count !== undefined && /^\d{1,9}$/.test(count) ? Number(count) : undefined
  }

  day(name: string): Day | undefined {
    return this.date(name)?.[1]
  }

  /** In UTC, where the zone is said. */
  dateTime(name: string): LocalDateTime | undefined {
    const [, day, time = '00:00:00', zone] = this.date(name) ?? []
    if (day === undefined || zone === undefined) return day && `${day}T${time}`
    const at = new Date(`${day}T${time}${zone.replace(/(\d{2})(\d{2})$/, '$1:$2')}`)
    if (!Number.isNaN(at.getTime())) return at.toISOString().slice(0, 19)
    this.problems.push(`${this.place}${name} is not a date`)
    return undefined
  }

  below(name: string): JsonFields {
    return new JsonFields(this.member(name), this.problems, `${this.place}${name}.`)
  }

  each(name: string): readonly JsonFields[] {
    const list = this.member(name)
    if (!Array.isArray(list)) return []
    return list.map(
      (item: unknown, index) => new JsonFields(item, this.problems, `${this.place}${name}[${index}].`),
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
    if (parts === null) this.problems.push(`${this.place}${name} is not a date`)
    return parts ?? undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
  )
}
