import type { Reply, SeenRequest } from '../http/exchange.ts'
import { errorReplyV4, jsonReply } from '../http/exchange.ts'
import { jsonBody } from '../http/json-body.ts'
import { idOf } from '../keys.ts'
import type { ExceptionsDeps } from './exceptions.ts'
import type { Place } from './place-v4.ts'
import type { StandingException } from './report-exceptions.ts'
import { standingExceptions } from './report-exceptions.ts'
import { exceptionJson } from './report-json.ts'
import { refusalOnPurpose } from './show-trouble.ts'
import type { PostedException } from './simulated-report.ts'
import { flagged, unflagged } from './simulated-report.ts'

/** What v4 exceptions need beside what those of v1.1 do. */
export interface ExceptionsV4Deps extends ExceptionsDeps {
  /** Whether the company has set up the code so that it stops a report. */
  readonly isBlockingCode: (code: string) => boolean
}

const VISIBILITIES = ['ALL', 'APPROVER_PROCESSOR', 'PROCESSOR']

/**
 * `GET .../exceptions`: of a report, all that stand anywhere in it, or with `excludeExpenses=true` its own; of an
 * expense, its own and, unless `excludeItemizations=true`, those of its parts.
 * @see SAP Concur, Exceptions v4, "Get exceptions".
 */
export function listExceptionsV4(request: SeenRequest, deps: ExceptionsV4Deps, place: Place): Reply {
  const query = new URLSearchParams(request.path.split('?')[1])
  const without = query.get(place.expense ? 'excludeItemizations' : 'excludeExpenses') === 'true'
  const isListed = isAt(place, !without)
  const all = standingExceptions(place.report, deps.isBlockingCode)
  return jsonReply(all.filter(isListed).map(exceptionJson))
}

/**
 * `PUT .../exceptions`: one exception; the same again changes nothing, another visibility replaces the former.
 * @see SAP Concur, Exceptions v4, "Add an exception".
 */
export function putExceptionV4(request: SeenRequest, deps: ExceptionsV4Deps, place: Place): Reply {
  const { reports, ledger, isKnownCode, uses, now } = deps
  const { exceptionCode: code, exceptionVisibility: visibility } = jsonBody(request) ?? {}
  const refused = (source: string, message: string) =>
    errorReplyV4(400, { id: 'request.validation.error', message, source }, request.path, now())
  if (typeof code !== 'string' || code.length < 1 || code.length > 8) {
    return refused('exceptionCode', 'size must be between 1 and 8')
  }
  if (typeof visibility !== 'string' || !VISIBILITIES.includes(visibility)) {
    return refused('exceptionVisibility', `must be one of ${VISIBILITIES.join(', ')}`)
  }
  if (!isKnownCode(code)) return refused('exceptionCode', 'Invalid exceptionCode')
  if (isPaid(place)) return refused('reportId', 'The report is already paid')
  const refusal = refusalOnPurpose(place.report, 'exceptions', uses)
  if (refusal) return errorReplyV4(refusal.status, refusal, request.path, now())

  const exception = { ...objectOf(place), code, visibility }
  const { report } = place
  const isThere = report.exceptions.some(
    (posted) =>
      posted.objectId === exception.objectId && posted.code === code && posted.visibility === visibility,
  )
  if (!isThere) {
    reports.put(flagged(unflagged(report, exception), [exception]))
    ledger.push({
      at: now(),
      kind: 'exceptions',
      reportId: report.reportId,
      exceptions: [exception],
      api: 'v4',
    })
  }
  return { status: 200, body: '' }
}

/**
 * `DELETE .../exceptions/{exceptionCode}`: takes one away that was added through an API.
 * @see SAP Concur, Exceptions v4, "Delete an exception".
 */
export function deleteExceptionV4(
  request: SeenRequest,
  { reports, ledger, isBlockingCode, now }: ExceptionsV4Deps,
  place: Place,
  code: string,
): Reply {
  const { report } = place
  const found = standingExceptions(report, isBlockingCode).filter(
    (exception) => exception.code === code && isAt(place, false)(exception),
  )
  const refused = (status: number, id: string, message: string) =>
    errorReplyV4(status, { id, message }, request.path, now())
  if (isPaid(place)) return refused(400, 'request.validation.error', 'The report is already paid')
  if (found.length === 0) return refused(404, 'exceptionNotFound', 'The exception was not found')
  const exception = found.find(({ posted }) => posted)?.posted
  if (!exception) {
    const message = 'Only exceptions added through the API can be deleted'
    return refused(400, 'request.validation.error', message)
  }
  reports.put(unflagged(report, exception))
  ledger.push({ at: now(), kind: 'withdrawn', reportId: report.reportId, exception })
  return { status: 204, body: '' }
}

/** Whether an exception belongs in the list of that place. */
function isAt({ expense, allocation }: Place, withParts: boolean) {
  return (exception: StandingException): boolean => {
    if (allocation) return exception.allocationId === idOf(allocation.key)
    if (!expense) return withParts || !exception.expense
    const isOfPart = exception.expense?.parent?.key === expense.draft.key
    const isOwn = exception.expense?.expenseId === expense.expenseId
    return exception.allocationId === undefined && (isOwn || (withParts && isOfPart))
  }
}

/** The object as the other API names it. */
function objectOf({ report, expense, allocation }: Place): Pick<PostedException, 'objectType' | 'objectId'> {
  if (allocation) return { objectType: 'Allocation', objectId: allocation.key }
  if (expense) return { objectType: 'Entry', objectId: expense.draft.key }
  return { objectType: 'Report', objectId: report.reportKey }
}

function isPaid({ report }: Place): boolean {
  return ['P_PAID', 'P_PAYC'].includes(report.draft.paymentStatus.code)
}
