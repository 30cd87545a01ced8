/**
 * The items of one page of a list of version 3. Without any, `Items` may be `null`, or missing beside a `NextPage`.
 * @returns `undefined` if it is not such a page; an object that has neither member is somebody else's.
 * @see SAP Concur, Reports v3, "Response".
 */
export function itemsOf(page: unknown): readonly unknown[] | undefined {
  if (typeof page !== 'object' || page === null || Array.isArray(page)) return undefined
  const members: ReadonlyMap<string, unknown> = new Map(Object.entries(page))
  const items = members.get('Items')
  if (Array.isArray(items)) return items
  const isEmpty = items === null || (items === undefined && members.has('NextPage'))
  return isEmpty ? [] : undefined
}
