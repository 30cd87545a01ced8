import type { FoundObject } from '../../record/decision.ts'
import type { Day } from '../../report/expense-report.ts'
import { formatMoney } from '../../report/money.ts'
import { typeName } from '../../report/type-name.ts'
import type { RequestEntry, TravelRequest } from '../../request/travel-request.ts'
import { type Language, textIn } from '../language.ts'

/** An expense that is planned, with what a finding about it calls it. */
export interface PlannedExpense {
  readonly entry: RequestEntry
  readonly object: FoundObject
}

/** What a finding about the request as a whole calls it. */
export function requestObject({ requestKey }: TravelRequest, language = 'en'): FoundObject {
  return { type: 'Request', id: requestKey, label: textIn(language, WORDS).request }
}

/** The planned expenses, counted from 1 for people; none where the request does not list them. */
export function plannedExpensesOf(
  { entries = [] }: TravelRequest,
  language = 'en',
): readonly PlannedExpense[] {
  const words = textIn(language, WORDS)
  return entries.map((entry, index) => ({
    entry,
    object: {
      type: 'Planned expense',
      id: entry.entryId,
      label: labelOf(words, `${words.expense} ${index + 1}`, entry),
    },
  }))
}

/** The first and the last day of the trip; `undefined` for one that the request does not give. */
export function daysOf({ startDate, endDate }: TravelRequest): readonly (Day | undefined)[] {
  return [startDate, endDate ?? startDate]
}

interface Words {
  readonly request: string
  readonly expense: string
  readonly on: string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: { request: 'request', expense: 'planned expense', on: 'on' },
  de: { request: 'Antrag', expense: 'geplante Ausgabe', on: 'vom' },
  fr: { request: 'demande', expense: 'dépense prévue', on: 'du' },
  es: { request: 'solicitud', expense: 'gasto previsto', on: 'del' },
}

/** `planned expense 2, Airfare 640.00 CHF on 2026-09-28`, as far as Concur gave the parts. */
function labelOf(
  words: Words,
  place: string,
  { expenseType, posted, transactionDate }: RequestEntry,
): string {
  const amount = posted ? ` ${formatMoney(posted)}` : ''
  const day = transactionDate ? ` ${words.on} ${transactionDate}` : ''
  return `${place}, ${typeName(expenseType)}${amount}${day}`
}
