import type { Subject } from '../record/review.ts'
import { REPORT_STATUS } from '../report/approval-status.ts'
import type { ReportHeader } from '../report/expense-report.ts'
import type { Owner, Place } from './seen-object.ts'

const PLACES: Readonly<Record<string, Place>> = {
  [REPORT_STATUS.pendingExternalValidation]: 'waits for us',
  [REPORT_STATUS.toBeResubmitted]: 'sent back',
  [REPORT_STATUS.notSubmitted]: 'not submitted',
}

/** Where a report stands. Decided by code: the status name is localised. */
export function placeOf({ approvalStatus: { code } }: ReportHeader): Place {
  return (Object.hasOwn(PLACES, code) ? PLACES[code] : undefined) ?? 'moved on'
}

/** What the record of a review shows of a report. */
export function subjectOf(report: ReportHeader): Subject {
  const name = report.name?.trim()
  const { loginId, employeeId } = report.employee
  const employee = report.employee.name?.trim() ?? loginId ?? employeeId
  return {
    id: report.reportId,
    currency: report.currency,
    ...(name !== undefined && { name }),
    ...(employee !== undefined && { employee }),
    ...(loginId !== undefined && { employeeLogin: loginId }),
    ...(employeeId !== undefined && { employeeId }),
    ...(report.total !== undefined && { total: report.total.amount }),
  }
}

/** Whose report it is: v1.1 tells the login, v4 the user's id and the company's own. */
export function ownerOf({ employee, ownerUserId }: ReportHeader): Owner {
  const { loginId, employeeId } = employee
  return {
    ...(loginId !== undefined && { loginId }),
    ...(employeeId !== undefined && { employeeId }),
    ...(ownerUserId !== undefined && { userId: ownerUserId }),
  }
}
