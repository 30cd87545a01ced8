import { json, numberOf, type VendorReply, type VendorRequest } from './vendor-exchange.ts'
import type { VendorRecord, VendorRecords } from './vendor-records.ts'

const PATH = '/api/v3.0/expense/reports'
const MOST = 100

/**
 * Concur's list of reports: dates without a zone and with as many decimals as they need, pages by an absolute link
 * that names another host, and `modifiedDateAfter` that leaves out its own moment.
 * @returns `undefined` for other paths.
 * @see FACTS of polling, section 13.
 */
export function answerConcurList(
  request: VendorRequest,
  records: VendorRecords,
  isAllowed: boolean,
): VendorReply | undefined {
  const { path, query } = request
  if (path !== PATH) return undefined
  if (!isAllowed) return { status: 403, body: '<Error><Message>bad or expired token</Message></Error>' }
  const limit = numberOf(query, 'limit', 25)
  if (limit > MOST) return { status: 400, body: '<Error><Message>limit is too high</Message></Error>' }
  const offset = numberOf(query, 'offset', 0)
  const after = query.get('modifiedDateAfter') ?? ''
  const found = records.all().filter(({ updatedAt }) => after === '' || updatedAt > new Date(`${after}Z`))
  const next = new URLSearchParams(query)
  next.set('offset', String(offset + limit))
  return json(200, {
    Items: found.slice(offset, offset + limit).map(reportOf),
    NextPage:
      offset + limit < found.length ? `http://www.concursolutions.com${PATH}?${next.toString()}` : null,
  })
}

function reportOf({ id, fields, createdAt, updatedAt }: VendorRecord) {
  return {
    Name: 'Simulated report',
    PaidDate: null,
    ApprovalStatusCode: 'A_NOTF',
    ...fields,
    CreateDate: concurDate(createdAt),
    LastModifiedDate: concurDate(updatedAt),
    ID: id,
    URI: `https://us.api.concursolutions.com${PATH}/${id}`,
  }
}

/** `10:03:12.57` and `10:03:12`, never `10:03:12.570`. */
function concurDate(date: Date): string {
  return date.toISOString().replace(/\.?0*Z$/, '')
}
