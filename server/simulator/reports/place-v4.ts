import type { Reply } from '../http/exchange.ts'
import { errorReplyV4 } from '../http/exchange.ts'
import { idOf, userIdOf } from '../keys.ts'
import type { Store } from '../store.ts'
import type { Expense } from './expenses.ts'
import { expensesOf } from './expenses.ts'
import type { AllocationDraft } from './report-draft.ts'
import type { SimulatedReport } from './simulated-report.ts'

/** Which object of a report a v4 path names. */
export interface Place {
  readonly report: SimulatedReport
  readonly expense?: Expense
  readonly allocation?: AllocationDraft
}

/** The ids in a v4 path, as they stand there. */
export interface PathIds {
  readonly user?: string | undefined
  readonly context?: string | undefined
  readonly report?: string | undefined
  readonly expense?: string | undefined
  readonly allocation?: string | undefined
}

const CONTEXTS = new Set(['TRAVELER', 'MANAGER', 'PROCESSOR', 'PROXY'])

/**
 * What is there, or what Concur says if it is not: 400 for an id that is none, such as an encrypted key of v1.1; 404
 * for an unknown one; 403 where the user is not the owner, who alone may use the context `TRAVELER`, or nobody here.
 */
export function placeOf(
  reports: Store<SimulatedReport>,
  ids: PathIds,
  path: string,
  now: Date,
): Place | { readonly refusal: Reply } {
  const refused = (status: number, id: string, message: string) => ({
    refusal: errorReplyV4(status, { id, message }, path, now),
  })
  const problem = idProblem(ids)
  if (problem !== undefined) return refused(400, 'invalidPathParameter', `Invalid ${problem}`)
  const report = reports.find(({ reportId }) => reportId === ids.report)
  if (!report) return refused(404, 'reportNotFound', 'The report was not found')
  if (ids.user !== undefined && !isOwner(report, ids)) {
    return refused(403, 'accessDenied', 'The user has no access to the report in this context')
  }
  if (ids.expense === undefined) return { report }
  const expense = expensesOf(report).find(({ expenseId }) => expenseId === ids.expense)
  if (!expense) return refused(404, 'expenseNotFound', 'The expense was not found')
  if (ids.allocation === undefined) return { report, expense }
  const allocation = expense.draft.allocations.find(({ key }) => idOf(key) === ids.allocation)
  if (!allocation) return refused(404, 'allocationNotFound', 'The allocation was not found')
  return { report, expense, allocation }
}

function idProblem({ context, report = '', expense, allocation }: PathIds): string | undefined {
  if (context !== undefined && !CONTEXTS.has(context)) return 'contextType'
  if (!/^[\dA-F]{20}$/.test(report)) return 'reportId'
  if (expense !== undefined && !/^[\dA-F]{32}$/.test(expense)) return 'expenseId'
  if (allocation !== undefined && !/^[\dA-F]{32}$/.test(allocation)) return 'allocationId'
  return undefined
}

function isOwner({ draft }: SimulatedReport, { user = '', context }: PathIds): boolean {
  return context === 'TRAVELER' && user.toLowerCase() === userIdOf(draft.employee.loginId)
}
