import type { FoundObject } from '../../record/decision.ts'
import type { ExpenseReport } from '../../report/expense-report.ts'
import { entriesOf, type NamedEntry, type NamedExpense, reportObject } from '../facts/expenses.ts'
import type { Variables } from './condition-problem.ts'
import { REPORT } from './model.ts'
import { partOf } from './part-model.ts'
import { isList, type Part, Unknown, type Value } from './value.ts'

/** What a condition is about: it is evaluated once for each of them. */
export const SUBJECTS = ['report', 'entry', 'itemization', 'allocation', 'attendee'] as const
/** One of {@link SUBJECTS}. */
export type SubjectName = (typeof SUBJECTS)[number]

/** What a condition can speak of, by what it is about. */
export const VARIABLES: Readonly<Record<SubjectName, Variables>> = {
  report: { report: 'Report' },
  entry: { report: 'Report', entry: 'Entry' },
  itemization: { report: 'Report', entry: 'Entry', itemization: 'Itemization' },
  allocation: { report: 'Report', entry: 'Entry', allocation: 'Allocation' },
  attendee: { report: 'Report', entry: 'Entry', attendee: 'Attendee' },
}

/** One thing that a condition is evaluated for. */
export interface Subject {
  /** What a finding is about; a person is found on the entry or itemization. */
  readonly object: FoundObject
  /** Of the variables, in their order; or why nobody knows what is below the object. */
  readonly values: readonly Value[] | Unknown
}

/** Everything in a report that a condition about `on` is evaluated for, in the order of the report. */
export function subjectsOf(report: ExpenseReport, on: SubjectName): readonly Subject[] {
  const whole = partOf(REPORT, report, report.source)
  if (on === 'report') return [{ object: reportObject(report), values: [whole] }]
  const parts = partsIn(whole, 'entries')
  return entriesOf(report).flatMap((entry, index) => {
    const part = parts[index]
    return part === undefined
      ? []
      : subjectsIn(entry, part, on).map(({ object, values }) => ({
          object,
          values: values instanceof Unknown ? values : [whole, ...values],
        }))
  })
}

/** The values of these begin with the entry. */
function subjectsIn(
  { entry, object, itemizations }: NamedEntry,
  part: Part,
  on: SubjectName,
): readonly Subject[] {
  if (on === 'entry') return [{ object, values: [part] }]
  const below = partsIn(part, 'itemizations')
  const owned = itemizations.flatMap((each, place) => (below[place] ? [{ ...each, part: below[place] }] : []))
  if (on === 'allocation' || on === 'attendee') {
    const field = on === 'allocation' ? 'allocations' : 'attendees'
    const found = [{ expense: entry, object, part }, ...owned].flatMap((owner) =>
      partsIn(owner.part, field).map((each, place) => ({
        object: on === 'allocation' ? allocationObject(owner, place) : attendeeObject(owner, place),
        values: [part, each],
      })),
    )
    return found.length > 0 ? found : unknownIn(part, field, object)
  }
  return owned.length > 0
    ? owned.map((each) => ({ object: each.object, values: [part, each.part] }))
    : unknownIn(part, 'itemizations', object)
}

/** The parts that a list of a part holds; none where it is not known. */
export function partsIn(whole: Part, field: string): readonly Part[] {
  const list = whole.read(field)
  if (list instanceof Unknown || !isList(list)) return []
  return list.filter((each) => typeof each === 'object' && 'read' in each)
}

/** Of an empty list: whether it is one. */
function unknownIn(part: Part, field: string, object: FoundObject): readonly Subject[] {
  const list = part.read(field)
  return list instanceof Unknown ? [{ object, values: list }] : []
}

/** The key of an allocation can be missing; then the finding is about what it is a share of. */
function allocationObject({ expense, object }: NamedExpense, place: number): FoundObject {
  const { allocationId = '', percentage, accountCode1 } = expense.allocations[place] ?? {}
  const share = percentage && `${percentage.toFixed()} %`
  const label = labelled(object, [share, accountCode1], place)
  return allocationId === '' ? { ...object, label } : { type: 'Allocation', id: allocationId, label }
}

function attendeeObject({ expense, object }: NamedExpense, place: number): FoundObject {
  const { firstName, lastName, company } = expense.attendees[place] ?? {}
  const names = firstName === undefined && lastName === undefined ? [company] : [firstName, lastName]
  return { ...object, label: labelled(object, names, place) }
}

/** In words that are the same in every language. */
function labelled({ label }: FoundObject, words: readonly (string | undefined)[], place: number): string {
  return `${label}, ${words.filter((word) => word !== undefined).join(' ') || `#${place + 1}`}`
}
