import { objectPathOf } from '../notification/object-uri.ts'
import type { CallContext, ConcurClient } from './concur-client.ts'
import { ConcurError } from './concur-error.ts'
import { findReportAddresses } from './report-addresses.ts'
import type { WaitingReport } from './waiting-reports.ts'

/** A report, and where it is read. */
export interface Located {
  readonly report: WaitingReport
  /** As Concur gave it. */
  readonly objectUri: string
  readonly objectPath: string
}

/** A report of which Concur does not tell where to read it. */
export interface Lost {
  readonly report: WaitingReport
  readonly problem: string
}

/**
 * Finds the addresses of reports. Where Concur does not let us search, all are lost, for the reason that it gives.
 * @throws {ConcurError} If the search may succeed later.
 */
export async function locateReports(
  concur: ConcurClient,
  reports: readonly WaitingReport[],
  call: CallContext,
): Promise<{ readonly located: readonly Located[]; readonly lost: readonly Lost[] }> {
  const { addresses, reason } = await search(concur, reports, call)
  const located: Located[] = []
  const lost: Lost[] = []
  for (const report of reports) {
    const objectUri = addresses.get(report.reportId) ?? ''
    const object = objectPathOf(objectUri, 'EXPRPT')
    if (object.ok && object.notReviewed === undefined) {
      located.push({ report, objectUri, objectPath: object.path })
    } else {
      const problem = `report ${report.reportId} waits in Concur, and it is not known where to read it: ${reason}`
      lost.push({ report, problem })
    }
  }
  return { located, lost }
}

async function search(concur: ConcurClient, reports: readonly WaitingReport[], call: CallContext) {
  try {
    const addresses = await findReportAddresses(concur, reports, call)
    return { addresses, reason: 'it has no address in Expense Reports List v1.1' }
  } catch (error) {
    if (!(error instanceof ConcurError) || error.trouble === 'transient') throw error
    return { addresses: new Map<string, string>(), reason: error.message }
  }
}
