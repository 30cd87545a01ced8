import { isJudged } from '../../policy/facts/expenses.ts'
import { employeeKey, matchKeys } from '../../policy/facts/fingerprints.ts'
import type { PastExpense } from '../../record/history.ts'
import type { Entry, ExpenseReport } from '../../report/expense-report.ts'
import type { Database } from '../../store/database.ts'
import { newestPastReviews, type PastReview } from '../../store/reviews/past-reviews.ts'
import { readSlice } from '../../store/reviews/report-history.ts'
import type { ReasonView } from './reason-view.ts'
import { type LineView, reportLines } from './report-lines.ts'

/** An expense that may be the same as one of the report, as it stands beside it. */
export interface DuplicateView {
  /** Of the reason that says so. */
  readonly key: string
  readonly here: LineView
  /** Absent where it is kept no longer, or is none of the reader's to see. */
  readonly there?: LineView
  /** Where the other one is. */
  readonly reportId: string
  /** Absent where it is in the same report, or none of the reader's to see. */
  readonly reviewId?: number
  readonly reportName?: string
  readonly employee?: string
}

/** What finding duplicates needs. */
export interface DuplicateDeps {
  readonly db: Database
  /** Whether that report is among those that the reader sees. */
  readonly isVisible: (report: ExpenseReport) => boolean
}

/** Types of rules that say that something is claimed twice. */
const RULES = new Set(['duplicate-entry', 'card-claimed-as-cash'])
/** Whoever has more of them has one problem. */
const MAX_SHOWN = 5

/** Finds the other side of each duplicate, as far as it can be shown. */
export async function findDuplicates(
  deps: DuplicateDeps,
  reviewId: number,
  report: ExpenseReport,
  reasons: readonly ReasonView[],
): Promise<readonly DuplicateView[]> {
  const meant = reasons.filter(({ why, rule }) => RULES.has(why?.type ?? rule)).slice(0, MAX_SHOWN)
  const sides = meant.flatMap((reason) => sideHere(report, reason) ?? [])
  const others = await othersOf(
    deps.db,
    reviewId,
    report,
    sides.flatMap(({ matches, twin }) => (twin === undefined ? matches : [])),
  )
  return sides.flatMap(({ key, here, matches, twin }): readonly DuplicateView[] => {
    if (twin === undefined) {
      const other = matches.map((match) => others.get(match)).find((found) => found !== undefined)
      return other === undefined ? [] : [viewOf({ key, here, matches }, other, deps.isVisible)]
    }
    const there = lineOf(report, twin)
    return [{ key, here, reportId: report.reportId, ...(there !== undefined && { there }) }]
  })
}

/** The side that the page shows, and the other one where the finding names one of the same report. */
function sideHere(report: ExpenseReport, { key, objectId, seen = '' }: ReasonView) {
  const found = keyedExpenses(report).find(({ ids }) => ids.includes(objectId ?? ''))
  const matches = found?.keys.get(objectId ?? '')
  if (found === undefined || matches === undefined) return undefined
  const here = lineOf(report, found.entry)
  if (here === undefined) return undefined
  const number = /^entry (\d+),/.exec(seen)?.[1]
  return { key, here, matches, twin: number === undefined ? undefined : report.entries[Number(number) - 1] }
}

/** An expense of another report. */
interface Other {
  readonly reportId: string
  /** Absent where it is kept no longer. */
  readonly past: PastReview | undefined
}

/** Of each of these keys the newest expense of another report that has it, one of the same employee before any other. */
async function othersOf(
  db: Database,
  reviewId: number,
  report: ExpenseReport,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Other>> {
  if (keys.length === 0) return new Map()
  const own = employeeKey(report)
  const { expenses } = await readSlice(
    db,
    { reportId: report.reportId, ...(own !== undefined && { employeeKey: own }) },
    { kind: 'same purchases', matchKeys: [...new Set(keys)], acrossEmployees: true },
    reviewId,
  )
  const chosen = new Map<string, PastExpense>()
  for (const match of keys) {
    const all = expenses.filter((each) => each.matchKey === match)
    const other = all.findLast(({ isSameEmployee }) => isSameEmployee) ?? all.at(-1)
    if (other !== undefined) chosen.set(match, other)
  }
  const past = await newestPastReviews(
    db,
    Array.from(chosen, ([, { reportId }]) => reportId),
  )
  return new Map(
    Array.from(chosen, ([match, { reportId }]) => [match, { reportId, past: past.get(reportId) }]),
  )
}

function viewOf(
  {
    key,
    here,
    matches,
  }: { readonly key: string; readonly here: LineView; readonly matches: readonly string[] },
  other: Other,
  isVisible: DuplicateDeps['isVisible'],
): DuplicateView {
  const { past } = other
  const otherReport = past?.facts.kind === 'report' ? past.facts.report : undefined
  const common = { key, here, reportId: other.reportId }
  if (past === undefined || otherReport === undefined || !isVisible(otherReport)) return common
  const entry = keyedExpenses(otherReport).find(({ keys }) =>
    [...keys.values()].flat().some((match) => matches.includes(match)),
  )?.entry
  const there = entry && lineOf(otherReport, entry)
  const employee =
    otherReport.employee.name ?? otherReport.employee.loginId ?? otherReport.employee.employeeId
  return {
    ...common,
    reviewId: past.id,
    ...(there !== undefined && { there }),
    ...(otherReport.name !== undefined && { reportName: otherReport.name }),
    ...(employee !== undefined && { employee }),
  }
}

/** Each entry with the keys that purchases are compared by, its own and those of its items. */
function keyedExpenses(report: ExpenseReport) {
  return report.entries.filter(isJudged).map((entry) => {
    const parts = [
      { id: entry.entryId, matches: matchKeys(entry) },
      ...entry.itemizations.map((item) => ({ id: item.itemizationId, matches: matchKeys(item, entry) })),
    ]
    const keys = new Map(
      parts.flatMap(({ id, matches }) => (matches.length === 0 ? [] : [[id, matches] as const])),
    )
    return { entry, ids: parts.map(({ id }) => id), keys }
  })
}

function lineOf(report: ExpenseReport, { entryId }: Entry): LineView | undefined {
  return reportLines(report, []).others.find(({ id }) => id === entryId)
}
