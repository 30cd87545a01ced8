import type { Coded, CustomFields, Day } from '../report/expense-report.ts'
import type { Decimal, Money } from '../report/money.ts'
import { parseDecimal } from '../report/money.ts'
import { childrenOf, type XmlElement } from '../xml/read-xml.ts'

/** Seconds and zone are left out now and then; which zone it is Concur does not say. */
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * The children of one element of Concur's XML, read by name and kind. An unset date (`0001-01-01`), a nil or an empty
 * element is absent. A required element that is missing, or an essential one that cannot be read, is a problem: there is
 * no report without. Any other that cannot be read is absent, with a note. Both name it with its place, such as
 * `Entries/ExpenseEntry[3]/PostedAmount`, counted from 1 as XPath does.
 */
export class XmlFields {
  private readonly element: XmlElement
  private readonly problems: string[]
  private readonly notes: string[]
  private readonly path: string
  /** The first child of each name; an entry has more than a hundred children. */
  private readonly byName: ReadonlyMap<string, XmlElement>

  /**
   * @param problems What there is no report without is added here. @param notes And here what could not be read.
   * @param path From the root on, which itself has none.
   */
  constructor(element: XmlElement, problems: string[], notes: string[] = [], path = '') {
    this.element = element
    this.problems = problems
    this.notes = notes
    this.path = path
    const byName = new Map<string, XmlElement>()
    for (const each of element.children) if (!byName.has(each.name)) byName.set(each.name, each)
    this.byName = byName
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

  /** Absent where it is not said. */
  maybeFlag(name: string): boolean | undefined {
    return this.text(name) === undefined ? undefined : this.flag(name)
  }

  decimal(name: string): Decimal | undefined {
    return this.number(name, this.text(name), this.notes)
  }

  percentage(...names: readonly string[]): Decimal | undefined {
    return this.number(names.join(' or '), this.text(...names)?.replace(/%\s*$/, ''), this.notes)
  }

  money(name: string, currency: string): Money | undefined {
    const amount = this.decimal(name)
    return amount === undefined ? undefined : { amount, currency }
  }

  /** An amount that is judged by: it may be absent, but not unreadable. */
  essentialMoney(name: string, currency: string): Money | undefined {
    const amount = this.number(name, this.text(name), this.problems)
    return amount === undefined ? undefined : { amount, currency }
  }

  count(name: string): number | undefined {
    const count = this.text(name)?.trim()
    if (count !== undefined && /^\d{1,9}$/.test(count)) return Number(count)
    if (count !== undefined) this.note(name, 'is not a count')
    return undefined
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
    const parts = DATE.exec(text)
    if (parts === null) {
      this.note(names.join(' or '), 'is not a date')
      return undefined
    }
    const [, day, time = '00:00'] = parts
    return `${day}T${time.length === 5 ? `${time}:00` : time}`
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
    this.note(name, 'is not a date')
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
    this.note(name, 'is not a time of day')
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

  /** Reads each child of these names, one after the other: a report may have thousands of entries. */
  each<Value>(names: readonly string[], read: (child: XmlFields) => Value): readonly Value[] {
    return names.flatMap((name) =>
      childrenOf(this.element, name).map((element, index, { length }) => {
        const step = length === 1 ? name : `${name}[${index + 1}]`
        return read(new XmlFields(element, this.problems, this.notes, this.pathTo(step)))
      }),
    )
  }

  /** The same of the children of these containers. */
  below<Value>(
    containers: readonly string[],
    names: readonly string[],
    read: (child: XmlFields) => Value,
  ): readonly Value[] {
    return this.each(containers, (container) => container.each(names, read)).flat()
  }

  private note(name: string, what: string): void {
    this.notes.push(`${this.pathTo(name)} ${what}`)
  }

  private pathTo(name: string): string {
    return this.path === '' ? name : `${this.path}/${name}`
  }

  private number(name: string, text: string | undefined, complaints: string[]): Decimal | undefined {
    if (text === undefined) return undefined
    const value = parseDecimal(text.trim())
    if (value === undefined) complaints.push(`${this.pathTo(name)} is not a number`)
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
