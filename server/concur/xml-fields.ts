import type { Coded, CustomFields, Day } from '../report/expense-report.ts'
import type { Decimal, Money } from '../report/money.ts'
import { parseDecimal } from '../report/money.ts'
import { childrenOf, type XmlElement } from '../xml/read-xml.ts'

/**
 * The children of one element of Concur's XML, read by name and kind. An unset date (`0001-01-01`), a nil or an empty
 * element is absent; whatever cannot be read is a problem that names it with its place, such as
 * `Entries/ExpenseEntry[3]/PostedAmount`, counted from 1 as XPath does.
 */
export class XmlFields {
  private readonly element: XmlElement
  private readonly problems: string[]
  private readonly path: string
  /** The first child of each name; an entry has more than a hundred children. */
  private readonly byName: ReadonlyMap<string, XmlElement>

  /** @param path From the root on, which itself has none. */
  constructor(element: XmlElement, problems: string[], path = '') {
    this.element = element
    this.problems = problems
    this.path = path
    this.byName = new Map(element.children.toReversed().map((each) => [each.name, each]))
  }

  get isEmpty(): boolean {
    return this.element.children.length === 0
  }

  /** The first of these names that has text; the text as sent, unless it is only blanks. */
  text(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const text = this.byName.get(name)?.text
      if (text !== undefined && text.trim() !== '') return text
    }
    return undefined
  }

  key(...names: readonly string[]): string | undefined {
    return this.text(...names)?.trim()
  }

  required(...names: readonly string[]): string {
    const text = this.key(...names)
    if (text === undefined)
      this.problems.push(`${this.path || this.element.name} has no ${names.join(' or ')}`)
    return text ?? ''
  }

  flag(name: string): boolean {
    return this.text(name)?.trim().toUpperCase() === 'Y'
  }

  decimal(name: string): Decimal | undefined {
    return this.number(name, this.text(name))
  }

  percentage(...names: readonly string[]): Decimal | undefined {
    return this.number(names.join(' or '), this.text(...names)?.replace(/%\s*$/, ''))
  }

  money(name: string, currency: string): Money | undefined {
    const amount = this.decimal(name)
    return amount === undefined ? undefined : { amount, currency }
  }

  count(name: string): number | undefined {
    const count = this.text(name)?.trim()
    return count !== undefined && /^\d{1,9}$/.test(count) ? Number(count) : undefined
  }

  /** Of this element itself. */
  countAttribute(name: string): number | undefined {
    const count = this.element.attributes.get(name)?.trim() ?? ''
    return /^\d{1,9}$/.test(count) ? Number(count) : undefined
  }

  day(name: string): string | undefined {
    return this.dateTime(name)?.slice(0, 10)
  }

  dateTime(...names: readonly string[]): string | undefined {
    const text = this.text(...names)?.trim()
    if (text === undefined || text.startsWith('0001-01-01')) return undefined
    const parts = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
    if (parts === null) {
      this.complain(names.join(' or '), 'is not a date')
      return undefined
    }
    return `${parts[1]}T${parts[2] ?? '00:00:00'}`
  }

  /** A day as travel requests write theirs, `9/21/2012` for September 21, or as everything else does. */
  monthFirstDay(name: string): Day | undefined {
    const text = this.key(name)
    const [, month = '', date = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text ?? '') ?? []
    if (year === '') return this.day(name)
    if (year === '0001') return undefined
    const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
    const isInCalendar = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false
    if (isInCalendar) return day
    this.complain(name, 'is not a date')
    return undefined
  }

  /** `6:15 AM` as `06:15`, `12:00 AM` as `00:00`. */
  timeOfDay(name: string): string | undefined {
    const text = this.key(name)
    if (text === undefined) return undefined
    const [, hours = '', minutes = '', half = ''] = /^(\d{1,2}):(\d{2})(?:\s?([AP])M)?$/i.exec(text) ?? []
    const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (half.toUpperCase() === 'P' ? 12 : 0)
    const isTime = hours !== '' && hour < 24 && Number(minutes) < 60 && (half === '' || Number(hours) <= 12)
    if (isTime) return `${String(hour).padStart(2, '0')}:${minutes}`
    this.complain(name, 'is not a time of day')
    return undefined
  }

  /** `Custom1`, `Custom2`.. that have a value, as `custom1`.. */
  numbered(prefix: string, most: number): CustomFields {
    const found: Record<string, string> = {}
    for (let number = 1; number <= most; number += 1) {
      const text = this.text(`${prefix}${number}`)
      if (text !== undefined) found[`${prefix[0]?.toLowerCase()}${prefix.slice(1)}${number}`] = text
    }
    return found
  }

  each(...names: readonly string[]): readonly XmlFields[] {
    return names.flatMap((name) =>
      childrenOf(this.element, name).map((element, index, { length }) => {
        const step = length === 1 ? name : `${name}[${index + 1}]`
        return new XmlFields(element, this.problems, this.pathTo(step))
      }),
    )
  }

  below(containers: readonly string[], names: readonly string[]): readonly XmlFields[] {
    return this.each(...containers).flatMap((container) => container.each(...names))
  }

  private complain(name: string, what: string): void {
    this.problems.push(`${this.pathTo(name)} ${what}`)
  }

  private pathTo(name: string): string {
    return this.path === '' ? name : `${this.path}/${name}`
  }

  private number(name: string, text: string | undefined): Decimal | undefined {
    if (text === undefined) return undefined
    const value = parseDecimal(text.trim())
    if (value === undefined) this.complain(name, 'is not a number')
    return value
  }
}

/** A code and the name of it, if there is a code. */
export function coded(code: string | undefined, name: string | undefined): Coded | undefined {
  return code === undefined ? undefined : { code: code.trim(), ...optional('name', name) }
}

/** A property that is there only if it has a value. */
export function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  if (value === undefined) return {}
  const property: { [Key in Name]?: Value } = {}
  property[name] = value
  return property
}
