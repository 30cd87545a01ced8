import type { FoundObject } from '../../record/decision.ts'
import type { PastExpense } from '../../record/history.ts'
import type { Day, Entry } from '../../report/expense-report.ts'
import { daysBetween } from '../facts/days.ts'
import { entriesOf, type NamedExpense } from '../facts/expenses.ts'
import { matchKeys, plainMatchKey } from '../facts/fingerprints.ts'
import { count, yesNo } from '../file/parameters.ts'
import { defineRule, judged, notEvaluated, type Remark } from '../rule.ts'

/**
 * Itemizations of one entry are lines of one receipt, which may well be equal: they are compared with other entries
 * alone. Of an entry that is a duplicate as a whole, the itemizations are not looked at. Within a report the expense
 * type has to be the same, for a bill can be split into equal entries of different types.
 */
export const duplicateEntry = defineRule({
  type: 'duplicate-entry',
  summary:
    'The same expense stands in the report twice, in another report of the employee, or in one of somebody else: same expense type, day, posted amount and vendor, whatever the case, accents and spacing of the vendor. In other reports another expense type does not hide it, and where no vendor is given, those of other employees are not compared. Amounts of zero and equal itemizations of one entry are left alone.',
  fields: ['TransactionDate', 'PostedAmount', 'VendorDescription', 'ExpKey', 'ExpenseKey'],
  example: 'rule: duplicate-entry\nseverity: warning\nexceptionCode: DUPENTRY\nlookBackDays: 365',
  message: {
    en: '{object}: claimed already ({observed}); an expense may be claimed only once.',
    de: '{object}: bereits abgerechnet ({observed}); eine Ausgabe darf nur einmal abgerechnet werden.',
    fr: '{object} : déjà déclarée ({observed}) ; une dépense ne peut être déclarée qu’une seule fois.',
    es: '{object}: ya declarado ({observed}); un gasto solo puede declararse una vez.',
  },
  parameters: {
    lookBackDays: count
      .default(365)
      .describe(
        'Expenses of so many days before the submission are compared with other reports; 0: only within this one.',
      ),
    acrossEmployees: yesNo
      .default(true)
      .describe(
        'Whether other reports are also those of other employees, which are named by their id alone.',
      ),
  },
  asksFor(report, { lookBackDays, acrossEmployees }) {
    const keys = entriesOf(report).flatMap(({ entry }) =>
      [entry, ...entry.itemizations].flatMap((expense) => {
        const day = expense.transactionDate ?? entry.transactionDate
        const isAsked = day !== undefined && isWithin(lookBackDays, day, report.submittedAt)
        return isAsked ? matchKeys(expense, entry) : []
      }),
    )
    return keys.length === 0
      ? undefined
      : { kind: 'same purchases', matchKeys: [...new Set(keys)], acrossEmployees }
  },
  *check(report, { lookBackDays, acrossEmployees }, { expenses }) {
    const elsewhere = placesOf(expenses.filter(({ isSameEmployee }) => isSameEmployee || acrossEmployees))
    const here = new Map<string, { readonly entry: Entry; readonly object: FoundObject }>()

    const judge = (entry: Entry, { expense, object }: NamedExpense): Remark | undefined => {
      const day = expense.transactionDate ?? entry.transactionDate
      if (day === undefined || expense.posted === undefined) {
        return notEvaluated(`${object.label}, has no ${expense.posted ? 'transaction date' : 'amount'}`)
      }
      const purchase = plainMatchKey(expense, entry)
      if (purchase === undefined) return undefined
      const { code } = expense.expenseType
      const first = here.get(keyOf(purchase, code))
      if (first === undefined) here.set(keyOf(purchase, code), { entry, object })
      const findElsewhere = (): string | undefined => {
        if (elsewhere.size === 0 || !isWithin(lookBackDays, day, report.submittedAt)) return undefined
        return matchKeys(expense, entry)
          .map((match) => elsewhere.get(match) ?? elsewhere.get(keyOf(match, code)))
          .find((place) => place !== undefined)
      }
      const place = first !== undefined && first.entry !== entry ? first.object.label : findElsewhere()
      return judged(place !== undefined, object, place ?? '-', '1')
    }

    for (const { entry, object, itemizations } of entriesOf(report)) {
      const whole = judge(entry, { expense: entry, object })
      if (whole !== undefined) yield whole
      if (whole?.kind === 'hit') continue
      for (const item of itemizations) {
        const part = judge(entry, item)
        if (part !== undefined) yield part
      }
    }
  },
})

function keyOf(match: string, expenseType: string): string {
  return `${match} ${expenseType.toUpperCase()}`
}

function isWithin(days: number, day: Day, submittedAt: string | undefined): boolean {
  const age = submittedAt === undefined ? 0 : (daysBetween(day, submittedAt) ?? 0)
  return days > 0 && age <= days
}

/**
 * The report that each purchase stands in. Without a vendor, equal days and amounts say little: then the expense type
 * is part of what must be equal. What somebody else calls a report is nobody's business: its id tells.
 */
function placesOf(expenses: readonly PastExpense[]): ReadonlyMap<string, string> {
  const places = new Map<string, string>()
  for (const past of expenses) {
    const { matchKey: match, isSameEmployee, reportId, reportName } = past
    const hasVendor = past.vendorKey !== undefined
    if (match === undefined || (!isSameEmployee && !hasVendor)) continue
    const key = hasVendor ? match : keyOf(match, past.expenseType)
    const name = isSameEmployee && reportName !== undefined ? `${reportName.trim()} (${reportId})` : reportId
    if (isSameEmployee || !places.has(key)) places.set(key, name)
  }
  return places
}
