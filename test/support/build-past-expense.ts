import { historyQuestion } from '../../server/policy/history-question.ts'
import type { Policy } from '../../server/policy/policy.ts'
import {
  type DaySum,
  type History,
  type HistorySlice,
  MAX_ADDENDS,
  NOTHING_KNOWN,
  type PastExpense,
  type RuleHistory,
} from '../../server/record/history.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { sumOf } from '../../server/report/money.ts'
import { type Changes, changed, money } from './build-report.ts'

/** A taxi ride of 18.50 USD on 2026-05-19 in another report of the same employee, paid by the employee. */
export function buildPastExpense(changes: Changes<PastExpense> = {}): PastExpense {
  const defaults: PastExpense = {
    reportId: '11111111111111111111',
    reportName: 'Earlier trip',
    type: 'Entry',
    isItemized: false,
    isSameEmployee: true,
    day: '2026-05-19',
    expenseType: 'TAXIX',
    posted: money('18.50'),
    isCardCharge: false,
  }
  return changed(defaults, changes)
}

/** All that a store holds beside one report. */
export interface Past {
  readonly expenses: readonly PastExpense[]
  readonly sentBackAs?: string
}

/** A past of such expenses. */
export function buildPast(...expenses: readonly Changes<PastExpense>[]): Past {
  return { expenses: expenses.map(buildPastExpense) }
}

/** What the rules of a policy get of that past for a report: what they ask for, and no more. */
export function historyOf(report: ExpenseReport, policy: Policy, past: Past): History {
  const slices = historyQuestion(report, policy)?.slices ?? []
  return slices.map(([rule, slice]) => [rule, answerOf(slice, past)])
}

/** What the store is to answer, as plain code. */
export function answerOf(slice: HistorySlice, past: Past): RuleHistory {
  const { sentBackAs } = past
  if (slice.kind === 'expenses') return { ...NOTHING_KNOWN, expenses: own(slice, past) }
  if (slice.kind === 'sums') return { ...NOTHING_KNOWN, sums: sumsOf(own(slice, past)) }
  if (slice.kind === 'spans') return { ...NOTHING_KNOWN, spans: spansOf(slice, past) }
  return slice.kind === 'same purchases'
    ? { ...NOTHING_KNOWN, expenses: samePurchases(slice, past) }
    : { ...NOTHING_KNOWN, ...(sentBackAs !== undefined && { sentBackAs }) }
}

function own(
  slice: Extract<HistorySlice, { readonly kind: 'expenses' | 'sums' }>,
  { expenses }: Past,
): readonly PastExpense[] {
  const { vendorKeys, amounts } = slice.kind === 'expenses' ? slice : {}
  return expenses.filter(
    ({ isSameEmployee, day, type, isItemized, expenseType, vendorKey, posted }) =>
      isSameEmployee &&
      slice.days.some(({ from, to }) => day !== undefined && day >= from && day <= to) &&
      (slice.parts === 'entries' ? type === 'Entry' : type === 'Itemization' || !isItemized) &&
      (slice.expenseTypes?.includes(expenseType) ?? true) &&
      (vendorKeys?.includes(vendorKey ?? '') ?? true) &&
      (amounts?.includes(posted?.amount.toFixed() ?? '') ?? true),
  )
}

function samePurchases(
  { matchKeys, acrossEmployees }: Extract<HistorySlice, { readonly kind: 'same purchases' }>,
  { expenses }: Past,
): readonly PastExpense[] {
  const same = expenses.filter(
    ({ matchKey, isSameEmployee, vendorKey }) =>
      matchKeys.includes(matchKey ?? '') && (isSameEmployee || (acrossEmployees && vendorKey !== undefined)),
  )
  const newest = new Map(
    same.map((each) => [`${each.matchKey} ${each.expenseType} ${each.isSameEmployee}`, each]),
  )
  const kept = new Set(newest.values())
  return same.filter((each) => kept.has(each))
}

function spansOf(
  { within, from, to }: Extract<HistorySlice, { readonly kind: 'spans' }>,
  { expenses }: Past,
): RuleHistory['spans'] {
  const seen = expenses.filter(
    ({ isSameEmployee, day = '' }) => isSameEmployee && day >= within.from && day <= within.to,
  )
  return [...Map.groupBy(seen, ({ reportId }) => reportId)].flatMap(([reportId, ofReport]) => {
    const days = ofReport.map(({ day = '' }) => day).toSorted()
    const [first = '', last = ''] = [days[0], days.at(-1)]
    const reportName = ofReport[0]?.reportName
    const span = { reportId, ...(reportName !== undefined && { reportName }), first, last }
    return first <= to && last >= from ? [span] : []
  })
}

function sumsOf(expenses: readonly PastExpense[]): readonly DaySum[] {
  const groups = Map.groupBy(expenses, ({ day, posted }) => `${day} ${posted?.currency ?? ''}`)
  return [...groups.values()].map((group): DaySum => {
    const amounts = group.flatMap(({ posted }) => posted?.amount ?? [])
    const currency = group[0]?.posted?.currency
    return {
      day: group[0]?.day ?? '',
      ...(currency !== undefined && { currency }),
      sum: sumOf(amounts),
      ...(amounts.length > 0 && amounts.length <= MAX_ADDENDS && { amounts }),
      parts: group.length,
      credits: amounts.filter((amount) => amount.lte(0)).length,
      affidavits: group.filter(({ hasAffidavit }) => hasAffidavit === true).length,
      affidavitsNotSaid: group.filter(({ hasAffidavit }) => hasAffidavit === undefined).length,
    }
  })
}
