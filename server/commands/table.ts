import Table from 'cli-table3'

/** A table for people, with the columns' titles in the first row; "nothing" if it has no rows. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '(none)'
  const lines = new Table({ head: [...titles], style: { head: [], border: [], compact: true } })
  for (const row of rows) lines.push([...row])
  return lines.toString()
}

/** In UTC, to the second; `-` for none. */
export function time(at: Date | null): string {
  return at === null ? '-' : `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`
}

/** At most so many characters, on one line. */
export function short(text: string | null | undefined, length: number): string {
  const line = (text ?? '').replace(/\s+/g, ' ').trim()
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`
}
