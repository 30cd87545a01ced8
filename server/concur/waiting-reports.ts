import { verbatimPath } from '../notification/verbatim-path.ts'
import { REPORT_STATUS } from '../report/approval-status.ts'
import type { LocalDateTime } from '../report/expense-report.ts'
import type { CallContext, ConcurClient, Reading } from './concur-client.ts'
import { readJson } from './exact-json.ts'
import { itemsOf } from './page-items.ts'

/** A report that Concur lists as waiting at external validation. */
export interface WaitingReport {
  /** `ID`, which is the `ReportId` of v1.1. */
  readonly reportId: string
  readonly submittedAt?: LocalDateTime
  /** Without a zone; the page does not say which it is in. */
  readonly lastModifiedAt: LocalDateTime
}

/** An item of the list that is not a report as we know them. */
export interface StrangeItem {
  readonly problem: string
  /** The item as JSON. */
  readonly source: Uint8Array
}

/** One page of the list. */
export interface WaitingPage {
  readonly reports: readonly WaitingReport[]
  readonly strange: readonly StrangeItem[]
  /** Path and query of the next page; the host is left behind on purpose. */
  readonly nextPath?: string
}

const PATH = '/api/v3.0/expense/reports'
const WAITING = REPORT_STATUS.pendingExternalValidation
const PAGE_SIZE = 100

/**
 * The reports of the whole company that wait at external validation, page by page.
 * @throws {ConcurError} If a page could not be read, or is one that came before.
 * @see SAP Concur, Reports v3, "Retrieve reports owned by the user based on search criteria".
 */
export async function* listWaitingReports(
  client: ConcurClient,
  call: CallContext,
): AsyncGenerator<WaitingPage, void, undefined> {
  let path: string | undefined = `${PATH}?approvalStatusCode=${WAITING}&user=ALL&limit=${PAGE_SIZE}`
  const seen = new Set<string>()
  while (path !== undefined) {
    seen.add(path)
    const { value }: { readonly value: WaitingPage } = await client.call(
      { kind: 'waiting list', method: 'GET', path, accept: 'application/json', ...call },
      (body) => readWaitingPage(body, seen),
    )
    yield value
    path = value.nextPath
  }
}

/** Reads one page; pure. @param seen Pages that came before: to go on to one of them would never end. */
export function readWaitingPage(
  body: Uint8Array,
  seen: ReadonlySet<string> = new Set(),
): Reading<WaitingPage> {
  const json = readJson(body)
  if (!json.ok) return json
  const page = json.value
  const items = itemsOf(page)
  if (items === undefined) return { ok: false, problem: 'the answer is not JSON with a list of Items' }
  const next = readNextPage(member(page, 'NextPage') ?? '', seen)
  if (!next.ok) return next
  const reports: WaitingReport[] = []
  const strange: StrangeItem[] = []
  for (const item of items.filter(isWaiting)) {
    const report = readWaitingReport(item)
    if (typeof report !== 'string') reports.push(report)
    else strange.push({ problem: report, source: new TextEncoder().encode(JSON.stringify(item)) })
  }
  return { ok: true, value: { reports, strange, ...(next.value !== undefined && { nextPath: next.value }) } }
}

function readNextPage(url: unknown, seen: ReadonlySet<string>): Reading<string | undefined> {
  if (url === '') return { ok: true, value: undefined }
  const path = pagePath(url)
  if (path === undefined) return lost('NextPage is not an address of the list of reports')
  if (seen.has(path)) return lost('NextPage is a page that came before')
  return { ok: true, value: path }
}

/** The page is whole: Concur is well. */
function lost(problem: string): Reading<undefined> {
  return { ok: false, problem, isWhole: true }
}

/** Should the search be ignored, all reports would come. */
function isWaiting(item: unknown): boolean {
  return (member(item, 'ApprovalStatusCode') ?? WAITING) === WAITING
}

/** Reads one item of the list. @returns What is wrong with it, if it is not a report. */
export function readWaitingReport(item: unknown): WaitingReport | string {
  const reportId = member(item, 'ID')
  if (typeof reportId !== 'string' || !/^[!-~]{1,100}$/.test(reportId)) return 'it has no ID'
  const lastModifiedAt = dateTime(member(item, 'LastModifiedDate'))
  if (lastModifiedAt === undefined) return `report ${reportId} has no LastModifiedDate`
  const submittedAt = dateTime(member(item, 'SubmitDate'))
  return { reportId, lastModifiedAt, ...(submittedAt !== undefined && { submittedAt }) }
}

/** Such as `2013-09-02T19:46:01.98`; fractions are left out. */
function dateTime(value: unknown): LocalDateTime | undefined {
  const text =
    typeof value === 'string'
      ? /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?=$|[.Z+-])/.exec(value)?.[0]
      : undefined
  return text === undefined || Number.isNaN(Date.parse(`${text}Z`)) ? undefined : text
}

/** The query holds an opaque `offset` and is kept byte for byte. */
function pagePath(url: unknown): string | undefined {
  const [, address, query] = typeof url === 'string' ? (/^([^?#]*)(\?[!-~]*)$/.exec(url) ?? []) : []
  if (address === undefined || query === undefined || query.includes('#')) return undefined
  const path = verbatimPath(address)
  return path?.toLowerCase() === PATH ? path + query : undefined
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (Object.entries(value).find(([key]) => key === name)?.[1] ?? undefined)
    : undefined
}
