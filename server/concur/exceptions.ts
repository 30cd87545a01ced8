import { child, childrenOf, type XmlElement } from '../xml/read-xml.ts'
import { buildXml, EXPENSE_REPORTS } from './build-xml.ts'
import type { CallContext, ConcurClient, ConcurReply, Reading } from './concur-client.ts'
import { readRoot } from './read-root.ts'

/** An exception to post. */
export interface ReportException {
  readonly objectType: 'Report' | 'Entry' | 'Allocation'
  /** The report's, entry's (or itemization's) or allocation's key. */
  readonly objectId: string
  /** Configured in Expense, such as `NODATE`. */
  readonly code: string
}

/** What Concur said of one exception. */
export interface ExceptionResult {
  readonly accepted: boolean
  /** Such as `Invalid Exception Code`. */
  readonly message?: string
}

/**
 * Posts exceptions in one batch. Some may be refused although the answer is 200.
 * @param reportKey `RptKey` of the report's header.
 * @returns A result for each exception, in order.
 * @throws {ConcurError} When there is no such answer.
 * @see SAP Concur, Create an Exception to a Report.
 */
export function postExceptions(
  client: ConcurClient,
  reportKey: string,
  exceptions: readonly ReportException[],
  call: CallContext,
): Promise<ConcurReply<readonly ExceptionResult[]>> {
  return client.call(
    {
      kind: 'exceptions',
      method: 'POST',
      path: `/api/expense/expensereport/v1.1/report/${reportKey}/Exceptions`,
      xml: exceptionsXml(exceptions),
      ...call,
    },
    (body) => readExceptionResult(body, exceptions.length),
  )
}

/** The request body; `Index` counts from 1 and comes back in the answer. */
export function exceptionsXml(exceptions: readonly ReportException[]): string {
  return buildXml(EXPENSE_REPORTS, 'Exceptions', {
    Exception: exceptions.map(({ objectType, objectId, code }, index) => ({
      Index: String(index + 1),
      ObjectType: objectType,
      ObjectId: objectId,
      ExceptionCode: code,
    })),
  })
}

/** Reads `exception-result`; pure. An exception of which it says nothing was not accepted. */
export function readExceptionResult(body: Uint8Array, count: number): Reading<readonly ExceptionResult[]> {
  const root = readRoot(body, 'exception-result')
  if (!root.ok) return root
  const results: ExceptionResult[] = Array.from({ length: count }, () => ({
    accepted: false,
    message: 'the answer does not mention this exception',
  }))
  for (const error of grandchildren(root.value, 'errors', 'error')) {
    const message = (child(error, 'message') ?? child(error, 'Message'))?.text.trim()
    results[indexOf(error) - 1] = { accepted: false, message: message || 'refused without a message' }
  }
  for (const info of grandchildren(root.value, 'ExceptionDetails', 'ExceptionInfo')) {
    const status = child(info, 'Status')?.text.trim() ?? ''
    const accepted = status.toLowerCase().startsWith('success')
    results[indexOf(info) - 1] = accepted ? { accepted } : { accepted, message: status }
  }
  return { ok: true, value: results.slice(0, count) }

  function indexOf(element: XmlElement): number {
    const index = Number(child(element, 'Index')?.text)
    return Number.isInteger(index) && index >= 1 ? index : count + 1
  }
}

function grandchildren(element: XmlElement, name: string, below: string): readonly XmlElement[] {
  return childrenOf(element, name).flatMap((each) => childrenOf(each, below))
}
