import type { ConcurClient } from '../concur/concur-client.ts'
import type { PolicyOutline } from '../policy/policy.ts'
import { type ExpenseApi, findReports } from './find-report.ts'
import type { ReportReader } from './report-reader.ts'
import type { FindObject } from './seen-object.ts'
import { travelRequests } from './travel-requests.ts'
import type { WhoIs } from './who-is.ts'

/** What finding needs. */
export interface FindDeps {
  readonly concur: ConcurClient
  readonly readReport: ReportReader['read']
  readonly judgeRequest: ReportReader['judgeRequest']
  readonly policy: () => PolicyOutline
  readonly now: () => Date
  readonly whoIs: WhoIs
}

/** The reports and travel requests of notifications. @param api Which services reports are reviewed with. */
export function findObjects(deps: FindDeps, api: ExpenseApi): FindObject {
  const findReport = findReports(deps, api)
  const findRequest = travelRequests(deps)
  return (claimed, ...rest) =>
    (claimed.objectType === 'TRAVELREQ' ? findRequest : findReport)(claimed, ...rest)
}
