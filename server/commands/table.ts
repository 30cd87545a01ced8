import Table from 'cli-table3'

/** A table for people, with the columns' titles in the first row; "nothing" if it has no rows. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '(none)'
  const lines = new Table({ head: [...titles], style: { head: [], border: [], compact: true } })
  for (const row of rows) lines.push([...row])
  return lines.toString()
}

/** A column of a table that fits a terminal. */
export interface Column<Row> {
  readonly title: string
  readonly text: (row: Row) => string
  /** So many characters are left of it where there is little room; all of them if absent. */
  readonly least?: number
}

/** What cli-table3 draws besides the text of a cell: a blank on each side and a line. */
const FRAME = 3

/**
 * A table of which no line is longer than that: the longest cells are cut first, which `…` shows, then columns are left
 * out, the last of them first.
 * @param columns The most important first.
 * @param width In characters, at least about 40.
 */
export function fittedTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): string {
  if (rows.length === 0) return '(none)'
  const cells = columns.map(({ text }) => rows.map((row) => short(text(row), width)))
  const widest = columns.map(({ title }, index) =>
    Math.max(title.length, ...(cells[index] ?? []).map((cell) => cell.length)),
  )
  const least = columns.map((column, index) =>
    Math.min(widest[index] ?? 0, Math.max(column.title.length, column.least ?? width)),
  )
  let shown = columns.length
  while (shown > 1 && lineOf(least.slice(0, shown)) > width) shown -= 1
  const widths = widest.slice(0, shown)
  while (lineOf(widths) > width) {
    const spare = widths.map((each, index) => (each > (least[index] ?? 0) ? each : 0))
    const longest = spare.indexOf(Math.max(...spare))
    if (spare[longest] === 0) break
    widths[longest] = (widths[longest] ?? 0) - 1
  }
  const lines = new Table({
    head: columns.slice(0, shown).map(({ title }) => title),
    style: { head: [], border: [], compact: true },
    colWidths: widths.map((each) => each + FRAME - 1),
  })
  for (const index of rows.keys()) lines.push(cells.slice(0, shown).map((column) => column[index] ?? ''))
  return lines.toString()
}

function lineOf(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each + FRAME, 1)
}

/** In UTC, to the second; `-` for none. */
export function time(at: Date | null): string {
  return at === null ? '-' : `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`
}

/** At most so many characters, on one line, and none that a terminal would obey. */
export function short(text: string | null | undefined, length: number): string {
  const line = (text ?? '').replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim()
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`
}
