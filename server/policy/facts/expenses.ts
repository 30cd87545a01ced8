import type { FoundObject } from '../../record/decision.ts'
import type { Day, Entry, ExpenseReport, Itemization } from '../../report/expense-report.ts'
import { formatMoney, type Money, sumOf } from '../../report/money.ts'
import { typeName } from '../../report/type-name.ts'
import { type Language, textIn } from '../language.ts'

/** An entry or an itemization, with what a finding about it calls it. */
export interface NamedExpense {
  readonly expense: Entry | Itemization
  readonly object: FoundObject
}

/** An entry with its itemizations, each with what a finding about it calls it. */
export interface NamedEntry {
  readonly entry: Entry
  readonly object: FoundObject
  readonly itemizations: readonly { readonly expense: Itemization; readonly object: FoundObject }[]
}

/** What a finding about the report as a whole calls it. */
export function reportObject(report: ExpenseReport, language = 'en'): FoundObject {
  return { type: 'Report', id: report.reportKey, label: textIn(language, WORDS).report }
}

/** Every rule looks at the entries of the same report: they are named once. */
const inEnglish = new WeakMap<ExpenseReport, readonly NamedEntry[]>()

/** Whether an entry is judged: one that is rejected goes back to the employee in a report of its own. */
export function isJudged({ isExpenseRejected }: Entry): boolean {
  return isExpenseRejected !== true
}

/** The entries that are judged, counted from 1 for people as the report counts all of them, in its order. */
export function entriesOf(report: ExpenseReport, language = 'en'): readonly NamedEntry[] {
  if (language !== 'en') return nameEntries(report, language)
  const named = inEnglish.get(report) ?? nameEntries(report, language)
  inEnglish.set(report, named)
  return named
}

function nameEntries(report: ExpenseReport, language: string): readonly NamedEntry[] {
  const words = textIn(language, WORDS)
  const label = (place: string, expense: Entry | Itemization) => labelOf(words, place, expense)
  const named = report.entries.map((entry, index): NamedEntry => {
    const place = `${words.entry} ${index + 1}`
    return {
      entry,
      object: { type: 'Entry', id: entry.entryId, label: label(place, entry) },
      itemizations: entry.itemizations.map((itemization, itemIndex) => ({
        expense: itemization,
        object: {
          type: 'Itemization',
          id: itemization.itemizationId,
          label: label(`${place}, ${words.itemization} ${itemIndex + 1}`, itemization),
        },
      })),
    }
  })
  return named.filter(({ entry }) => isJudged(entry))
}

/** Every entry, each followed by its itemizations. */
export function expensesOf(report: ExpenseReport, language = 'en'): readonly NamedExpense[] {
  return entriesOf(report, language).flatMap(({ entry, object, itemizations }) =>
    [{ expense: entry, object }, itemizations].flat(),
  )
}

/** A part of the report that nothing stands below: an entry that is not itemized, or an itemization. */
export interface NamedLeaf extends NamedExpense {
  /** The entry that it is, or belongs to. */
  readonly entry: Entry
  /** An itemization without a day has that of its entry. */
  readonly day?: Day
}

/** Every amount of the report once: the itemizations of an itemized entry, and the other entries. */
export function leavesOf(report: ExpenseReport): readonly NamedLeaf[] {
  return entriesOf(report).flatMap(partsOf)
}

/** Every amount of an entry once: its itemizations, or the entry itself where it has none. */
export function partsOf({ entry, object, itemizations }: NamedEntry): readonly NamedLeaf[] {
  const parts: readonly NamedExpense[] = itemizations.length > 0 ? itemizations : [{ expense: entry, object }]
  return parts.map((part) => {
    const day = part.expense.transactionDate ?? entry.transactionDate
    return { ...part, entry, ...(day !== undefined && { day }) }
  })
}

/** Those parts of an entry that the company would bear; see {@link isClaimed}. */
export function claimedPartsOf(named: NamedEntry): readonly NamedLeaf[] {
  return isClaimed(named.entry) ? partsOf(named).filter(({ expense }) => isClaimed(expense)) : []
}

/** What the parts were posted with in all; `undefined` if there are none, or one lacks an amount or is in another currency. */
export function postedSum(parts: readonly NamedExpense[]): Money | undefined {
  const amounts = parts.flatMap(({ expense: { posted } }) => posted ?? [])
  const [first] = amounts
  if (first === undefined || amounts.length < parts.length) return undefined
  if (amounts.some(({ currency }) => currency !== first.currency)) return undefined
  return { amount: sumOf(amounts.map(({ amount }) => amount)), currency: first.currency }
}

/** The amount that would be paid. Concur leaves it empty for an itemized entry: then it is that of its itemizations. */
export function approvedOf(expense: Entry | Itemization): Money | undefined {
  if (expense.approved || !('itemizations' in expense)) return expense.approved
  const parts = expense.itemizations.flatMap(({ approved }) => approved ?? [])
  const [first] = parts
  if (!first || parts.length < expense.itemizations.length) return undefined
  return { amount: sumOf(parts.map(({ amount }) => amount)), currency: first.currency }
}

/**
 * Whether the company would bear it. A personal expense of which nothing is approved costs the company nothing, so
 * receipts, purposes, attendees and caps do not matter for it. Where Concur does not say what is approved, it counts.
 */
export function isClaimed(expense: Entry | Itemization): boolean {
  return !expense.isPersonal || (approvedOf(expense)?.amount.gt(0) ?? true)
}

/** Whether its expense type is one of these, which are in capitals. */
export function isOfType({ expenseType }: Entry | Itemization, types: ReadonlySet<string>): boolean {
  return types.has(expenseType.code.toUpperCase())
}

interface Words {
  readonly report: string
  readonly entry: string
  readonly itemization: string
  readonly on: string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: { report: 'report', entry: 'entry', itemization: 'itemization', on: 'on' },
  de: { report: 'Bericht', entry: 'Ausgabe', itemization: 'Einzelposten', on: 'vom' },
  fr: { report: 'note de frais', entry: 'dépense', itemization: 'ventilation', on: 'du' },
  es: { report: 'informe', entry: 'gasto', itemization: 'detalle', on: 'del' },
}

/** `entry 2, Business Meal 115.00 USD on 2026-05-19`, as far as Concur gave the parts. */
function labelOf(
  words: Words,
  place: string,
  { expenseType, posted, transactionDate }: Entry | Itemization,
): string {
  const amount = posted ? ` ${formatMoney(posted)}` : ''
  const day = transactionDate ? ` ${words.on} ${transactionDate}` : ''
  return `${place}, ${typeName(expenseType)}${amount}${day}`
}
