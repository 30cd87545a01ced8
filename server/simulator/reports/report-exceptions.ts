import { idOf } from '../keys.ts'
import type { Expense } from './expenses.ts'
import { expensesOf } from './expenses.ts'
import type { PostedException, SimulatedReport } from './simulated-report.ts'

/** An exception that stands at a report, or at something in it. */
export interface StandingException {
  readonly code: string
  readonly visibility: string
  readonly isBlocking: boolean
  /** Absent for one at the report itself. */
  readonly expense?: Expense
  readonly allocationId?: string
  /** As it was posted; absent for one of Concur's own audit rules. */
  readonly posted?: PostedException
}

/** A code that Concur's own audit rules use. */
const OWN_CODE = 'MISSREQFLD'

/** Concur's own, then those that were posted, by whichever API, as v4 shows them: equal ones at one place are one. */
export function standingExceptions(
  report: SimulatedReport,
  isBlockingCode: (code: string) => boolean,
): readonly StandingException[] {
  const own = { code: OWN_CODE, visibility: 'ALL', isBlocking: false }
  const expenses = expensesOf(report)
  return [
    ...(report.draft.hasException ? [own] : []),
    ...expenses.filter(({ draft }) => draft.hasExceptions).map((expense) => ({ ...own, expense })),
    ...report.exceptions.filter(isFirst).map((posted) => ({
      code: posted.code,
      visibility: posted.visibility ?? 'ALL',
      isBlocking: isBlockingCode(posted.code),
      ...placeOf(posted, expenses),
      posted,
    })),
  ]
}

/** Whether an exception keeps the report at its step. */
export function isBlocked(report: SimulatedReport, isBlockingCode: (code: string) => boolean): boolean {
  const isBlocking = standingExceptions(report, isBlockingCode).some((exception) => exception.isBlocking)
  return isBlocking && !report.step.canLeaveBlocked
}

function isFirst(exception: PostedException, index: number, all: readonly PostedException[]): boolean {
  const { objectId, code } = exception
  return index === all.findIndex((other) => other.objectId === objectId && other.code === code)
}

function placeOf(
  { objectType, objectId }: PostedException,
  expenses: readonly Expense[],
): Pick<StandingException, 'expense' | 'allocationId'> {
  if (objectType === 'Report') return {}
  const isAllocation = objectType === 'Allocation'
  const expense = expenses.find(({ draft }) =>
    isAllocation ? draft.allocations.some(({ key }) => key === objectId) : draft.key === objectId,
  )
  return { ...(expense && { expense }), ...(isAllocation && { allocationId: idOf(objectId) }) }
}
