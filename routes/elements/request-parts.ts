import type { Request } from 'express'

const DEFAULT_PAGE = 200
const MAX_PAGE = 1000

/** A part of the address such as `id`; `undefined` where the address has none of that name. */
export function pathPart(req: Request, name: string): string | undefined {
  const value = req.params[name]
  return typeof value === 'string' ? value : undefined
}

/** The `where` of a request; empty if there is none. */
export function whereOf({ query: { where } }: Request): string {
  return typeof where === 'string' ? where : ''
}

/** Which page of a list is wanted: what comes after the id `after`, 0 at first. */
export function pageOf(req: Request): { readonly after: number; readonly limit: number } {
  const after = Number(req.query['after'] ?? 0)
  return { after: Number.isSafeInteger(after) ? after : 0, limit: limitOf(req) }
}

/** How many entries are wanted: `pageSize` from 1 to 1000, and 200 for everything else. */
export function limitOf(req: Request): number {
  const size = Number(req.query['pageSize'] ?? DEFAULT_PAGE)
  return Number.isSafeInteger(size) && size > 0 ? Math.min(size, MAX_PAGE) : DEFAULT_PAGE
}
