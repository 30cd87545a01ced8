import type { CallContext } from '../concur/concur-client.ts'
import { ConcurError } from '../concur/concur-error.ts'
import { fetchReport } from '../concur/expense-reports.ts'
import { locateReports } from '../concur/locate-reports.ts'
import { findUserId } from '../concur/users.ts'
import { serviceOf } from '../notification/object-uri.ts'
import { NO_HISTORY } from '../record/history.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import { readOnV4 } from './report-v4.ts'
import { type ReportDeps, readOnV11 } from './report-v11.ts'
import type { FindObject } from './seen-object.ts'

/** Which services reports are reviewed with. `auto`: those whose address the notification has. */
export type ExpenseApi = 'auto' | 'v1.1' | 'v4'

/** The reports of notifications, by their addresses; or by those that the other services have for them. */
export function findReports(deps: ReportDeps & { readonly now: () => Date }, api: ExpenseApi): FindObject {
  return async (claimed, bystander, call) => {
    const { objectPath } = claimed
    const given = serviceOf(objectPath) === 'v1' ? 'v1.1' : 'v4'
    const wanted = api === 'auto' ? given : api
    if (wanted === 'v1.1') {
      const path = given === wanted ? objectPath : await addressOnV11(deps, claimed, call)
      return readOnV11(deps, path, bystander, call)
    }
    const path = given === wanted ? objectPath : await addressOnV4(deps, objectPath, call)
    return readOnV4(deps, path, claimed, bystander, call)
  }
}

/** Concur lists the addresses of reports by the day that they were modified on: that of the event, or today. */
async function addressOnV11(
  { concur, now }: ReportDeps & { readonly now: () => Date },
  { objectPath, announcedAt, receivedAt }: Claimed,
  call: CallContext,
): Promise<string> {
  const reportId = objectPath.slice(objectPath.lastIndexOf('/') + 1)
  const times = [announcedAt ?? receivedAt, now()]
  const reports = times.map((time) => ({ reportId, lastModifiedAt: time.toISOString().slice(0, 19) }))
  const { located, lost } = await locateReports(concur, reports, call)
  const [found] = located
  if (found !== undefined) return found.objectPath
  throw new ConcurError(`CONCUR_EXPENSE_API is v1.1: ${lost[0]?.problem ?? 'the report has no address'}`, {
    code: 'CONCUR_REFUSED',
    kind: 'report addresses',
    trouble: 'not found',
  })
}

/** Version 4 knows a report by the id of its owner, and v1.1 by their login. */
async function addressOnV4(
  { concur, readReport, policy }: ReportDeps,
  path: string,
  call: CallContext,
): Promise<string> {
  const bystander = { history: () => Promise.resolve(NO_HISTORY) }
  const read = (body: Uint8Array) => readReport(body, policy(), bystander, call.signal)
  const { value } = await fetchReport(concur, path, call, read)
  const { reportId, employee } = value.header
  const owner = employee.loginId === undefined ? undefined : await findUserId(concur, employee.loginId, call)
  if (owner !== undefined) return `/expensereports/v4/users/${owner}/context/TRAVELER/reports/${reportId}`
  const problem =
    "CONCUR_EXPENSE_API is v4, and Concur does not tell the id of the report's owner (Identity v4): set it to auto, so that callouts are reviewed on v1.1"
  throw new ConcurError(problem, { code: 'CONCUR_REFUSED', kind: 'report addresses', trouble: 'permanent' })
}
