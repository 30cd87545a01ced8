import { json, numberOf, type VendorReply, type VendorRequest } from './vendor-exchange.ts'
import type { VendorRecord, VendorRecords } from './vendor-records.ts'

const TIME_ZONE = 'America/Los_Angeles'
const MOST = 1000

/**
 * A list of Revel's: dates of the establishment's wall clock, with six decimals or none, and pages by offset into a
 * list that a change re-orders.
 * @see FACTS of polling, section 14; Tastypie, "Paginator".
 */
export function answerRevelList(
  { path, query, headers }: VendorRequest,
  records: VendorRecords,
  key: string,
): VendorReply {
  // What a wrong key gets is a page to sign in with.
  if (headers['api-authentication'] !== key) {
    return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }
  }
  const since = query.get('updated_date__gte')
  const found = records
    .all()
    .filter(({ updatedAt }) => since === null || comparable(revelDate(updatedAt)) >= comparable(since))
    .toSorted((one, other) =>
      query.has('order_by') ? one.updatedAt.getTime() - other.updatedAt.getTime() : 0,
    )
  const limit = numberOf(query, 'limit', 20)
  const offset = numberOf(query, 'offset', 0)
  const size = limit === 0 ? MOST : Math.min(limit, MOST)
  const next = new URLSearchParams(query)
  next.set('offset', String(offset + size))
  const pages = { next: offset + size < found.length ? `${path}?${next.toString()}` : null, previous: null }
  return json(200, {
    meta: { limit, offset, ...(limit !== 0 && pages), time_zone: TIME_ZONE, total_count: found.length },
    objects: found.slice(offset, offset + size).map((record) => objectOf(record, path)),
  })
}

function objectOf({ id, fields, createdAt, updatedAt }: VendorRecord, path: string) {
  return {
    active: true,
    phone_number: null,
    ...fields,
    id: Number(id),
    created_date: revelDate(createdAt),
    updated_date: revelDate(updatedAt),
    resource_uri: `${path}${id}/`,
  }
}

function revelDate(date: Date): string {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: TIME_ZONE,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(date)
  const milliseconds = date.getUTCMilliseconds()
  return clock.replace(' ', 'T') + (milliseconds === 0 ? '' : `.${String(milliseconds).padStart(3, '0')}000`)
}

/** Wall clocks compare as text when they have the same length. */
function comparable(text: string): string {
  const [seconds = '', fraction = ''] = text.replace('Z', '').split('.')
  return `${seconds}.${fraction.padEnd(6, '0')}`
}
