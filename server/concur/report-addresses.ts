import type { LocalDateTime } from '../report/expense-report.ts'
import { child, childrenOf } from '../xml/read-xml.ts'
import type { CallContext, ConcurClient, Reading } from './concur-client.ts'
import { readRoot } from './read-root.ts'
import type { WaitingReport } from './waiting-reports.ts'

const HOUR_MS = 3_600_000
/** Concur searches in UTC, and does not say in which zone the dates of its other list are: half a day either way. */
const ZONES_MS = 12 * HOUR_MS

/**
 * Finds where reports are read: the one place where Concur tells which address of Report Full Details v1.1 belongs
 * to the id of a report is its list of the reports, of the whole company, that were modified within 24 hours.
 * @returns `Report-Full-Details-Url` as sent, by the id; reports that the list does not have are absent.
 * @throws {ConcurError} If the list could not be read.
 * @see SAP Concur, Expense Reports List v1.1; Report Full Details v1.1, "Get expense report full details".
 */
export async function findReportAddresses(
  client: ConcurClient,
  reports: readonly Pick<WaitingReport, 'reportId' | 'lastModifiedAt'>[],
  call: CallContext,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(reports.map(({ reportId }) => reportId))
  const found = new Map<string, string>()
  const searched = new Set<LocalDateTime>()
  // From the oldest on, so that one search may find many.
  for (const { reportId, lastModifiedAt } of reports.toSorted(byTime)) {
    const from = searchFrom(lastModifiedAt)
    if (found.has(reportId) || searched.has(from)) continue
    searched.add(from)
    const path = `/api/expense/expensereport/v1.1/ReportsList/ALL/LastModified?date=${from}`
    const { value } = await client.call(
      { kind: 'report addresses', method: 'GET', path, ...call },
      readReportAddresses,
    )
    for (const [id, address] of value) if (wanted.has(id)) found.set(id, address)
  }
  return found
}

/** Reads the list; pure. Reports without an id or an address are left out. */
export function readReportAddresses(body: Uint8Array): Reading<readonly (readonly [string, string])[]> {
  const root = readRoot(body, 'ReportsList')
  if (!root.ok) return root
  const addresses = childrenOf(root.value, 'ReportSummary').map((summary) => {
    const text = (name: string) => child(summary, name)?.text.trim() ?? ''
    return [text('ReportId'), text('Report-Full-Details-Url')] as const
  })
  return { ok: true, value: addresses.filter(([id, address]) => id !== '' && address !== '') }
}

function byTime(a: Pick<WaitingReport, 'lastModifiedAt'>, b: Pick<WaitingReport, 'lastModifiedAt'>): number {
  return a.lastModifiedAt < b.lastModifiedAt ? -1 : 1
}

/** Whole hours, so that reports which the list does not have do not cost a search each. */
function searchFrom(lastModifiedAt: LocalDateTime): LocalDateTime {
  const from = Date.parse(`${lastModifiedAt}Z`) - ZONES_MS
  return new Date(from - (from % HOUR_MS)).toISOString().slice(0, 19)
}
