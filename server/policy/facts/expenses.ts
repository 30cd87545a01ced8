import type { FoundObject } from '../../record/decision.ts'
import type { Day, Entry, ExpenseReport, Itemization } from '../../report/expense-report.ts'
import { formatMoney, type Money, signOf, sumOf } from '../../report/money.ts'
import { typeName } from '../../report/type-name.ts'
import { type Language, textIn } from '../language.ts'
import { once } from './once.ts'

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
  /** Every amount of it once: its itemizations, or the entry itself where it has none. */
  readonly parts: readonly NamedLeaf[]
  /** Those parts that the company would bear; see {@link isClaimed}. */
  readonly claimed: readonly NamedLeaf[]
}

/** What a finding about the report as a whole calls it. */
export function reportObject(report: ExpenseReport, language = 'en'): FoundObject {
  return { type: 'Report', id: report.reportKey, label: textIn(language, WORDS).report }
}

/** Whether an entry is judged: one that is rejected goes back to the employee in a report of its own. */
export function isJudged({ isExpenseRejected }: Entry): boolean {
  return isExpenseRejected !== true
}

/** The entries that are judged, counted from 1 for people as the report counts all of them, in its order. */
export function entriesOf(report: ExpenseReport, language = 'en'): readonly NamedEntry[] {
  return language === 'en' ? entriesInEnglish(report) : nameEntries(report, language)
}

const entriesInEnglish = once((report: ExpenseReport) => nameEntries(report, 'en'))

function nameEntries(report: ExpenseReport, language: string): readonly NamedEntry[] {
  const words = textIn(language, WORDS)
  const judged: NamedEntry[] = []
  for (const [index, entry] of report.entries.entries()) {
    if (!isJudged(entry)) continue
    const object = new ExpenseObject('Entry', entry.entryId, entry, words, index)
    const itemizations = entry.itemizations.map((item, itemIndex) => ({
      expense: item,
      object: new ExpenseObject('Itemization', item.itemizationId, item, words, index, itemIndex),
    }))
    const parts = leavesIn(entry, itemizations.length > 0 ? itemizations : [{ expense: entry, object }])
    const isAllClaimed = isClaimed(entry) && parts.every(({ expense }) => isClaimed(expense))
    const claimed = isAllClaimed
      ? parts
      : parts.filter(({ expense }) => isClaimed(entry) && isClaimed(expense))
    judged.push({ entry, object, itemizations, parts, claimed })
  }
  return judged
}

/** Puts its label together when it is asked for: most expenses are never spoken of. */
class ExpenseObject implements FoundObject {
  readonly type: 'Entry' | 'Itemization'
  readonly id: string
  readonly #expense: Entry | Itemization
  readonly #words: Words
  readonly #index: number
  readonly #itemIndex: number | undefined
  #label: string | undefined

  constructor(
    type: 'Entry' | 'Itemization',
    id: string,
    expense: Entry | Itemization,
    words: Words,
    index: number,
    itemIndex?: number,
  ) {
    this.type = type
    this.id = id
    this.#expense = expense
    this.#words = words
    this.#index = index
    this.#itemIndex = itemIndex
  }

  get label(): string {
    this.#label ??= labelOf(this.#words, placeOf(this.#words, this.#index, this.#itemIndex), this.#expense)
    return this.#label
  }
}

function leavesIn(entry: Entry, parts: readonly NamedExpense[]): readonly NamedLeaf[] {
  return parts.map(({ expense, object }) => {
    const day = expense.transactionDate ?? entry.transactionDate
    return day === undefined ? { expense, object, entry } : { expense, object, entry, day }
  })
}

/** Every entry, each followed by its itemizations. */
export function expensesOf(report: ExpenseReport, language = 'en'): readonly NamedExpense[] {
  return language === 'en' ? expensesInEnglish(report) : expensesIn(entriesOf(report, language))
}

const expensesInEnglish = once((report: ExpenseReport) => expensesIn(entriesOf(report)))

function expensesIn(entries: readonly NamedEntry[]): readonly NamedExpense[] {
  return entries.flatMap(({ entry, object, itemizations }) => [{ expense: entry, object }, ...itemizations])
}

/** A part of the report that nothing stands below: an entry that is not itemized, or an itemization. */
export interface NamedLeaf extends NamedExpense {
  /** The entry that it is, or belongs to. */
  readonly entry: Entry
  /** An itemization without a day has that of its entry. */
  readonly day?: Day
}

/** Every amount of the report once: the itemizations of an itemized entry, and the other entries. */
export const leavesOf = once((report: ExpenseReport): readonly NamedLeaf[] =>
  entriesOf(report).flatMap(({ parts }) => parts),
)

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
  if (!expense.isPersonal) return true
  const approved = approvedOf(expense)
  return approved === undefined || signOf(approved.amount) > 0
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

function placeOf({ entry, itemization }: Words, index: number, itemIndex?: number): string {
  const place = `${entry} ${index + 1}`
  return itemIndex === undefined ? place : `${place}, ${itemization} ${itemIndex + 1}`
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
