import { errorReply, type Reply, type SeenRequest, xmlReply } from './http/exchange.ts'
import { parentElement, textElement } from './http/write-xml.ts'
import { receiptPdf, receiptPng } from './receipt-files.ts'
import type { SimulatedReport } from './reports/simulated-report.ts'
import type { Store } from './store.ts'

/** What the Image service works with. */
export interface ReceiptDeps {
  readonly reports: Store<SimulatedReport>
  /** Of the tokens. */
  readonly scopes: readonly string[]
  readonly origin: () => string
  readonly now: () => Date
}

/**
 * `GET /api/image/v1.0/{report | expenseentry | receipt}/{id}`: where the image is, at another address.
 * @param key `report/ID`, `expenseentry/KEY` or `receipt/ID`.
 * @see SAP Concur, Image v1, "Retrieve a URL for an image".
 */
export function findReceipt(_request: SeenRequest, deps: ReceiptDeps, key: string): Reply {
  const { scopes, origin, now } = deps
  if (!scopes.includes('IMAGE')) return errorReply(403, 'The token does not have the scope IMAGE', now())
  if (fileOf(key, deps) === undefined) return errorReply(404, 'There is no image', now())
  return xmlReply(
    parentElement('Image', [
      textElement('Id', key),
      textElement('Url', `${origin()}/receipt-files/${key}?signed=1&for=15m`),
    ]),
  )
}

/** The file itself, which wants no token: whoever sends one gives it away. */
export function sendReceipt({ headers }: SeenRequest, deps: ReceiptDeps, key: string): Reply {
  if (headers.authorization !== undefined) return errorReply(400, 'No token is wanted here', deps.now())
  return fileOf(key, deps) ?? errorReply(404, 'There is no file', deps.now())
}

function fileOf(key: string, { reports }: ReceiptDeps): Reply | undefined {
  const [kind = '', id = ''] = key.split('/')
  if (kind === 'report') {
    const report = reports.find((each) => each.reportId === id)
    if (report === undefined) return undefined
    const { name, entries } = report.draft
    const lines = entries.map((entry) => `${entry.transactionDate} ${entry.vendor} ${entry.postedAmount}`)
    return {
      status: 200,
      headers: { 'content-type': 'application/pdf' },
      body: '',
      bytes: receiptPdf([name, ...lines]),
    }
  }
  const entry = reports
    .all()
    .flatMap(({ draft }) => draft.entries)
    .find((each) => (kind === 'receipt' ? each.receiptImageId === id : each.key === id))
  if (entry === undefined || entry.receiptImageId === '') return undefined
  return {
    status: 200,
    headers: { 'content-type': 'image/png' },
    body: '',
    bytes: receiptPng(3 + (entry.vendor.length % 8)),
  }
}
