import { parse } from 'csv-parse/sync'

/** A list that stands in a CSV file beside the policy, such as vendors or hotel caps by city. */
export class ListTable {
  /** What the policy file calls it. */
  readonly name: string
  /** In the order of the file, lower case. */
  readonly columns: readonly string[]
  readonly rows: readonly ListRow[]

  constructor(name: string, columns: readonly string[], rows: readonly ListRow[]) {
    this.name = name
    this.columns = columns
    this.rows = rows
  }
}

/** One row of a list; empty fields are left out. */
export interface ListRow {
  /** In the file, counted from 1, the header included. */
  readonly line: number
  readonly values: Readonly<Record<string, string>>
}

/** What a list file holds, or why it cannot be used. */
export type ReadList =
  | { readonly ok: true; readonly table: ListTable }
  | { readonly ok: false; readonly problem: string }

/**
 * Reads a list: CSV as spreadsheets write it, with a header line; comma, semicolon or tab between the fields, quotes
 * and a byte order mark as usual. Pure.
 * @param name What the policy file calls the list.
 */
export function readList(name: string, text: string): ReadList {
  let records: unknown
  try {
    records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      skip_empty_lines: true,
      trim: true,
    })
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) }
  }
  const lines = linesOf(records)
  const [header, ...body] = lines
  if (header === undefined)
    return { ok: false, problem: 'expected a header line with the names of the columns' }
  const columns = header.fields.map((column) => column.toLowerCase())
  const double = columns.find((column, index) => column === '' || columns.indexOf(column) !== index)
  if (double !== undefined) {
    return {
      ok: false,
      problem: `line 1: expected each column to have a name of its own, but found "${double}"`,
    }
  }
  const rows = body.map(({ line, fields }) => ({
    line,
    values: Object.fromEntries(
      columns.flatMap((column, index) => {
        const value = fields[index] ?? ''
        return value === '' ? [] : [[column, value] as const]
      }),
    ),
  }))
  return { ok: true, table: new ListTable(name, columns, rows) }
}

/** Spreadsheets use what the region uses; the header line tells. */
function delimiterOf(text: string): string {
  const header = text.split('\n', 1)[0] ?? ''
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }))
  return counts.toSorted((a, b) => b.count - a.count)[0]?.delimiter ?? ','
}

function linesOf(records: unknown): readonly { readonly line: number; readonly fields: readonly string[] }[] {
  if (!Array.isArray(records)) return []
  return records.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('record' in item) || !('info' in item)) return []
    const { record, info } = item
    if (!Array.isArray(record) || typeof info !== 'object' || info === null || !('lines' in info)) return []
    return [{ line: Number(info.lines), fields: record.map(String) }]
  })
}
