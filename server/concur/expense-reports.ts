import type { ExpenseReport } from '../report/expense-report.ts'
import type { CallContext, ConcurClient, ConcurReply } from './concur-client.ts'
import type { ReportReader } from './report-reader.ts'

/**
 * Reads a report with all its entries, itemizations, allocations and attendees.
 * @param path Of Report Full Details v1.1, as a notification gave it.
 * @throws {ConcurError} If it could not be read.
 * @see SAP Concur, Report Full Details v1.1.
 */
export function fetchReport(
  client: ConcurClient,
  path: string,
  call: CallContext,
  read: ReportReader['read'],
): Promise<ConcurReply<ExpenseReport>> {
  return client.call({ kind: 'report', method: 'GET', path, ...call }, read)
}
