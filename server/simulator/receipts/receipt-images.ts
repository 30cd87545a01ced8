import { randomUUID } from 'node:crypto'
import type { Reply, SeenRequest } from '../http/exchange.ts'
import { errorReply, xmlReply } from '../http/exchange.ts'
import { parentElement, textElement } from '../http/write-xml.ts'
import type { EntryDraft } from '../reports/report-draft.ts'
import type { SimulatedReport } from '../reports/simulated-report.ts'
import type { Store } from '../store.ts'
import { drawJpeg } from './draw-jpeg.ts'
import { drawPdf } from './draw-pdf.ts'
import { drawPng } from './draw-png.ts'

/** What Image v1 works with. */
export interface ReceiptImagesDeps {
  readonly reports: Store<SimulatedReport>
  /** What the tokens may be used for. */
  readonly scopes: readonly string[]
  /** The addresses that were given, by the last part of their path. */
  readonly imageLinks: Map<string, ImageLink>
  readonly origin: () => string
  readonly now: () => Date
}

/** An address at which an image can be fetched for a while. */
export interface ImageLink {
  readonly type: 'application/pdf' | 'image/png' | 'image/jpeg'
  readonly bytes: Uint8Array
  readonly expiresAt: Date
}

/** @see SAP Concur, Image v1. */
const LINK_MS = 15 * 60_000
const NAMESPACE = 'http://www.concursolutions.com/api/image/2011/02'

/**
 * `GET /api/image/v1.0/…`: tells where the receipts of a report, of an entry, or an image of that id can be fetched. What
 * is answered where there is no image is not documented; here it is 404.
 * @param which Such as `expenseentry/{RpeKey}`.
 */
export function receiptImageXml(_request: SeenRequest, deps: ReceiptImagesDeps, which: string): Reply {
  const { scopes, imageLinks, origin, now } = deps
  if (!scopes.includes('IMAGE')) return errorReply(403, 'The scope of the token does not allow this', now())
  const slash = which.indexOf('/')
  const [kind, key] = [which.slice(0, slash), which.slice(slash + 1)]
  const drawn = drawing(deps.reports.all(), kind, key)
  if (drawn === undefined) return errorReply(404, 'There is no image', now())
  const id = randomUUID()
  imageLinks.set(id, { ...drawn, expiresAt: new Date(now().getTime() + LINK_MS) })
  const parts = [textElement('Id', key), textElement('Url', `${origin()}/receipt-files/${id}`)]
  return xmlReply(parentElement('Image', parts, `xmlns="${NAMESPACE}"`))
}

/** The server with the images, which is not one of Concur's services: a token that is sent there is given away. */
export function receiptImageFile({ headers }: SeenRequest, deps: ReceiptImagesDeps, id: string): Reply {
  const { imageLinks, now } = deps
  if (headers.authorization !== undefined) return errorReply(400, 'No token may be sent here', now())
  const link = imageLinks.get(id)
  if (link === undefined || now() >= link.expiresAt) return errorReply(403, 'The address has expired', now())
  // What it is has to be told by the content: servers of files often say no more than this.
  const headersOfFile = { 'content-type': 'application/octet-stream' }
  return { status: 200, headers: headersOfFile, body: '', bytes: link.bytes }
}

function drawing(
  reports: readonly SimulatedReport[],
  kind: string,
  key: string,
): Pick<ImageLink, 'type' | 'bytes'> | undefined {
  if (kind === 'report') {
    const report = reports.find(({ reportId }) => reportId === key)
    const pages = report?.draft.entries.filter(hasImage).map((entry) => receiptLines(entry, report)) ?? []
    return pages.length === 0 ? undefined : { type: 'application/pdf', bytes: drawPdf(pages) }
  }
  for (const report of reports) {
    const { entries } = report.draft
    const index = entries.findIndex(
      (entry) => (kind === 'receipt' ? entry.receiptImageId : entry.key) === key,
    )
    const entry = entries[index]
    if (entry !== undefined)
      return hasImage(entry) ? drawEntry(index, receiptLines(entry, report)) : undefined
  }
  return undefined
}

/** A scan, a photo and a file from a web shop, in turn. */
function drawEntry(index: number, lines: readonly string[]): Pick<ImageLink, 'type' | 'bytes'> {
  if (index % 3 === 0) return { type: 'image/png', bytes: drawPng(lines) }
  if (index % 3 === 1) return { type: 'image/jpeg', bytes: drawJpeg(lines) }
  return { type: 'application/pdf', bytes: drawPdf([lines]) }
}

function hasImage({ receiptImageId, eReceiptId }: EntryDraft): boolean {
  return receiptImageId !== '' || eReceiptId !== ''
}

function receiptLines(entry: EntryDraft, { draft }: SimulatedReport): readonly string[] {
  const { vendor, expenseType, transactionDate, location, postedAmount } = entry
  return [
    vendor || expenseType.name,
    location.name,
    transactionDate,
    '',
    expenseType.name,
    `TOTAL ${postedAmount} ${draft.currency}`,
    '',
    'A receipt of the simulator',
  ]
}
