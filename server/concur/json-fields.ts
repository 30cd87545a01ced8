import type { Day, LocalDateTime } from '../report/expense-report.ts'
import { type Money, parseDecimal } from '../report/money.ts'
import { NumberText } from './exact-json.ts'

/**
 * The members of one object of Concur's JSON, as `readExactJson` gives it, read by name and kind. `null`, an empty text
 * and an empty object are absent; whatever cannot be read is a problem that names it.
 */
export class JsonFields {
  private readonly members: Readonly<Record<string, unknown>>
  private readonly problems: string[]

  /** @param value Anything; what is no object has no members. */
  constructor(value: unknown, problems: string[]) {
    this.members = isRecord(value) ? value : {}
    this.problems = problems
  }

  /** As sent, unless it is only blanks; a number as it was written. */
  text(name: string): string | undefined {
    const value = this.members[name]
    const text = value instanceof NumberText ? value.text : value
    return typeof text === 'string' && text.trim() !== '' ? text : undefined
  }

  required(name: string): string {
    const text = this.text(name)?.trim()
    if (text === undefined) this.problems.push(`there is no ${name}`)
    return text ?? ''
  }

  /** Concur's services write `true`, and some of them `"true"`. */
  flag(name: string): boolean {
    const value = this.members[name]
    return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true')
  }

  has(name: string): boolean {
    const value = this.members[name]
    return value !== undefined && value !== null
  }

  /** @param currency What the code is called: requests say `currency`, reports `currencyCode`. */
  money(name: string, currency: 'currency' | 'currencyCode'): Money | undefined {
    const below = this.below(name)
    const [text, code] = [below.text('value')?.trim(), below.text(currency)?.trim()]
    if (text === undefined) return undefined
    const amount = parseDecimal(text)
    if (amount !== undefined && code !== undefined) return { amount, currency: code }
    this.problems.push(`${name} is not an amount with a ${currency}`)
    return undefined
  }

  day(name: string): Day | undefined {
    return this.dateTime(name)?.slice(0, 10)
  }

  /** Of a time with a zone the zone is left out. */
  dateTime(name: string): LocalDateTime | undefined {
    const text = this.text(name)?.trim()
    if (text === undefined || text.startsWith('0001-01-01')) return undefined
    const parts = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
    if (parts !== null) return `${parts[1]}T${parts[2] ?? '00:00:00'}`
    this.problems.push(`${name} is not a date`)
    return undefined
  }

  below(name: string): JsonFields {
    return new JsonFields(this.members[name], this.problems)
  }

  each(name: string): readonly JsonFields[] {
    const list = this.members[name]
    return Array.isArray(list) ? list.map((each: unknown) => new JsonFields(each, this.problems)) : []
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
  )
}
