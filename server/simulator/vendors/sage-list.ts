import { json, numberOf, type VendorReply, type VendorRequest } from './vendor-exchange.ts'
import type { VendorRecord, VendorRecords } from './vendor-records.ts'

const PATH = '/v3.1/contacts'
const MOST = 200

/**
 * Sage's list of contacts: nothing but names unless attributes are asked for, links without the version, and the
 * last page again for whoever asks beyond the end.
 * @returns `undefined` for other paths.
 * @see FACTS of polling, section 15.
 */
export function answerSageList(
  { path, query }: VendorRequest,
  records: VendorRecords,
  isAllowed: boolean,
): VendorReply | undefined {
  if (path !== PATH) return undefined
  if (!isAllowed) {
    return json(401, [
      {
        $severity: 'error',
        $dataCode: 'AuthorizationFailure',
        $message: 'No active subscription.',
        $source: '',
      },
    ])
  }
  const found = records.all().filter((record) => isAsked(record, query))
  const size = Math.max(1, Math.min(numberOf(query, 'items_per_page', 20), MOST))
  const last = Math.max(1, Math.ceil(found.length / size))
  const page = Math.min(Math.max(1, numberOf(query, 'page', 1)), last)
  return json(200, {
    $total: found.length,
    $page: page,
    $next: page < last ? link(query, page + 1) : null,
    $back: page > 1 ? link(query, page - 1) : null,
    $itemsPerPage: size,
    $items: found.slice((page - 1) * size, page * size).map((record) => contactOf(record, query)),
  })
}

function isAsked({ updatedAt, deletedAt }: VendorRecord, query: URLSearchParams): boolean {
  const deletedSince = query.get('deleted_since')
  if (deletedSince !== null)
    return deletedAt !== undefined && wholeSeconds(deletedAt) > new Date(deletedSince)
  const since = query.get('updated_or_created_since')
  return deletedAt === undefined && (since === null || wholeSeconds(updatedAt) >= new Date(since))
}

function link(query: URLSearchParams, page: number): string {
  const other = new URLSearchParams(query)
  other.set('page', String(page))
  return `/contacts?${other.toString()}`
}

function contactOf({ id, fields, createdAt, updatedAt, deletedAt }: VendorRecord, query: URLSearchParams) {
  const all: Record<string, unknown> = {
    ...fields,
    created_at: sageDate(createdAt),
    updated_at: sageDate(updatedAt),
    ...(deletedAt !== undefined && { deleted_at: sageDate(deletedAt) }),
  }
  const attributes = query.get('attributes')?.split(',') ?? []
  const asked = attributes.includes('all')
    ? Object.keys(all)
    : attributes.filter((name) => Object.hasOwn(all, name))
  return {
    id,
    displayed_as: 'Simulated customer',
    $path: `/contacts/${id}`,
    ...Object.fromEntries(asked.map((name) => [name, all[name]])),
  }
}

function sageDate(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z')
}

function wholeSeconds(date: Date): Date {
  return new Date(sageDate(date))
}
