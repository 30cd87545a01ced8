import type { ExpenseReport } from '../report/expense-report.ts'
import { fold } from '../report/fold.ts'
import { formsOf, isItemId } from './facts/coded-value.ts'
import { nearestWord } from './file/nearest.ts'
import type { NamedKind, PolicyName } from './file/notes.ts'

/** A value that reports have, with the name that Concur shows for it. */
export interface SeenValue {
  readonly kind: NamedKind
  readonly value: string
  readonly name?: string
  /** How many reports have it. */
  reports: number
}

/** What reports have of each kind that a policy can name. */
export interface Seen {
  /** How many reports these were. */
  reports: number
  /** By their kind and value, in the order of their first report. */
  readonly values: Map<string, SeenValue>
}

/** Before the first report. */
export function nothingSeen(): Seen {
  return { reports: 0, values: new Map() }
}

/** Counts what a report has. Values are as Concur gives them, codes in capitals; an id of a list item says nothing. */
export function countSeen(report: ExpenseReport, seen: Seen): void {
  seen.reports += 1
  const inReport = new Map<string, SeenValue>()
  const note = (kind: NamedKind, value: string | undefined, name?: string): void => {
    const text = value?.trim() ?? ''
    if (text === '' || isItemId(text)) return
    inReport.set(JSON.stringify([kind, text]), {
      kind,
      value: text,
      ...(name !== undefined && { name }),
      reports: 0,
    })
  }
  note('currency', report.currency)
  note('country', report.country)
  note('ledger', report.ledgerName)
  note('group', report.group)
  note('policyKey', report.policyKey)
  for (const [unit, value] of Object.entries(report.orgUnits)) if (isUnit(unit)) note(unit, value)
  const expenses = report.entries.flatMap((entry) => [entry, ...entry.itemizations])
  for (const { expenseType, attendees } of expenses) {
    note('expense type', expenseType.code.toUpperCase(), expenseType.name)
    for (const { type } of attendees) note('attendee type', type?.toUpperCase())
  }
  for (const { paymentType } of report.entries) note('payment type', paymentType?.toUpperCase())
  for (const holder of [report, ...expenses]) {
    for (const [field, value] of Object.entries({ ...holder.orgUnits, ...holder.custom })) {
      if (value.trim() !== '') note('field', field)
    }
  }
  for (const [key, value] of inReport) {
    const known = seen.values.get(key) ?? value
    known.reports += 1
    seen.values.set(key, known)
  }
}

/** What a policy names and no report has: a sentence each, with its place. */
export function neverSeen(names: readonly PolicyName[], seen: Seen): readonly string[] {
  if (seen.reports === 0) return []
  const byKind = Map.groupBy(seen.values.values(), ({ kind }) => kind)
  return names.flatMap(({ kind, value, place }) => {
    const known = byKind.get(kind) ?? []
    const wanted = fold(value)
    if (known.some((each) => formsOf(each.value).includes(wanted))) return []
    return [`${place}: no report has the ${kind} ${value}${hint(wanted, known)}`]
  })
}

/** Which value was meant, in words. */
function hint(wanted: string, known: readonly SeenValue[]): string {
  if (known.length === 0) return '; none of them tells any'
  const forms = new Map(
    known.flatMap((each) =>
      [...formsOf(each.value), fold(each.name ?? '')].map((form) => [form, each] as const),
    ),
  )
  const nearest = forms.get(
    nearestWord(
      wanted,
      [...forms.keys()].filter((form) => form !== ''),
    ) ?? '',
  )
  if (nearest === undefined) return ''
  const name = nearest.name === undefined ? '' : `${nearest.name}, `
  return `; did you mean ${nearest.value} (${name}in ${nearest.reports} of them)?`
}

function isUnit(name: string): name is NamedKind & `orgUnit${string}` {
  return /^orgUnit[1-6]$/.test(name)
}
