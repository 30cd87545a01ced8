import { fold } from '../../report/fold.ts'

/** v1.1 shows the value of a list field as `(1234) Project 1234` or `(7732)VIAJAR`. */
const CODED = /^\(([^)]+)\)\s*(.*)$/

/** Everything that names the value, folded: the value as it stands, and its code and its name where it has them. */
export function formsOf(value: string): readonly string[] {
  return [value, ...(CODED.exec(value)?.slice(1) ?? [])].map(fold).filter((form) => form !== '')
}

/** The code of a list value; the value as it stands where there is none. */
export function codeOf(value: string): string {
  return (CODED.exec(value.trim())?.[1] ?? value).trim()
}

/**
 * Whether the value is the id of a list item, which is all that v4 gives of a list field: neither its code nor its
 * name are known then.
 */
export function isListItemId({ source }: { readonly source: string }, value: string): boolean {
  return source === 'v4' && isItemId(value)
}

/** Whether a value looks like such an id, whatever it was read with. */
export function isItemId(value: string): boolean {
  return /^[0-9A-Fa-f]{32}$/.test(value)
}
