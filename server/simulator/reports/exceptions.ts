import type { Reply, SeenRequest } from '../http/exchange.ts'
import { errorReply, xmlReply } from '../http/exchange.ts'
import { childText } from '../http/read-xml.ts'
import { requestRoot } from '../http/request-root.ts'
import { EXPENSE_NAMESPACE, INSTANCE_NAMESPACE, parentElement, textElement } from '../http/write-xml.ts'
import type { LedgerEntry } from '../ledger.ts'
import type { Store } from '../store.ts'
import type { Uses } from '../uses.ts'
import type { ReportDraft } from './report-draft.ts'
import { refusalOnPurpose } from './show-trouble.ts'
import type { PostedException, SimulatedReport } from './simulated-report.ts'
import { flagged } from './simulated-report.ts'

/** What posting exceptions needs. */
export interface ExceptionsDeps {
  readonly reports: Store<SimulatedReport>
  readonly ledger: LedgerEntry[]
  readonly isKnownCode: (code: string) => boolean
  readonly uses: Uses
  readonly now: () => Date
}

/**
 * `POST .../report/{RptKey}/Exceptions`: takes what is right and names the rest, in a 200.
 * @param reportKey `RptKey` of the report's header, byte for byte from the path.
 * @see SAP Concur, Expense Report Exceptions, "Post Expense Report Exceptions Request".
 */
export function postExceptions(request: SeenRequest, deps: ExceptionsDeps, reportKey: string): Reply {
  const { reports, ledger, isKnownCode, uses, now } = deps
  const elements =
    requestRoot(request, 'Exceptions')?.children.filter(({ name }) => name === 'Exception') ?? []
  if (elements.length === 0) return errorReply(400, 'The request body is not valid', now())
  const report = reports.find((candidate) => candidate.reportKey === reportKey)
  if (!report) return errorReply(404, 'The report was not found', now())
  const refusal = refusalOnPurpose(report, 'exceptions', uses)
  if (refusal && refusal.status !== 400) return errorReply(refusal.status, refusal.message, now())

  const accepted: PostedException[] = []
  const errors: string[] = []
  const details: string[] = []
  for (const element of elements) {
    const index = textElement('Index', childText(element, 'Index'))
    const exception = {
      objectType: childText(element, 'ObjectType') || 'Report',
      objectId: childText(element, 'ObjectId'),
      code: childText(element, 'ExceptionCode'),
    }
    const problem = refusal?.message ?? problemOf(exception, report, isKnownCode)
    if (problem === undefined) {
      accepted.push(exception)
      details.push(parentElement('ExceptionInfo', [index, textElement('Status', 'Success')]))
    } else {
      errors.push(parentElement('error', [index, textElement('message', problem)]))
    }
  }
  if (accepted.length > 0) {
    reports.put(flagged(report, accepted))
    ledger.push({
      at: now(),
      kind: 'exceptions',
      reportId: report.reportId,
      exceptions: accepted,
      api: 'v1.1',
    })
  }
  return xmlReply(
    parentElement(
      'exception-result',
      [
        textElement('exceptions-succeeded', String(accepted.length)),
        textElement('exceptions-failed', String(errors.length)),
        parentElement('errors', errors),
        parentElement('ExceptionDetails', details),
      ],
      `xmlns="${EXPENSE_NAMESPACE}" xmlns:i="${INSTANCE_NAMESPACE}"`,
    ),
  )
}

/** Only the message about codes is documented. */
function problemOf(
  { objectType, objectId, code }: PostedException,
  report: SimulatedReport,
  isKnownCode: (code: string) => boolean,
): string | undefined {
  const keys = keysOf(objectType, report)
  if (!keys) return 'Invalid Object Type'
  if (!keys.includes(objectId)) return 'Invalid Object Id'
  return isKnownCode(code) ? undefined : 'Invalid Exception Code'
}

/** The keys that name an object of this type in this report. */
function keysOf(objectType: string, { draft, reportKey }: SimulatedReport): readonly string[] | undefined {
  switch (objectType) {
    case 'Report':
      return [reportKey, '']
    case 'Entry':
      return draft.entries.flatMap(({ key, itemizations }) => [key, ...itemizations.map((part) => part.key)])
    case 'Allocation':
      return allocationKeys(draft)
    default:
      return undefined
  }
}

function allocationKeys({ entries }: ReportDraft): readonly string[] {
  const holders = entries.flatMap((entry) => [entry, ...entry.itemizations])
  return holders.flatMap(({ allocations }) => allocations.map(({ key }) => key))
}
