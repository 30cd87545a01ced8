import { parse } from 'csv-parse/sync'

/** A list that stands in a CSV file beside the policy, such as vendors or hotel caps by city. */
export class ListTable {
  /** What the policy file calls it. */
  readonly name: string
  /** In the order of the file, lower case. */
  readonly columns: readonly string[]
  readonly rows: readonly ListRow[]
  /** It was written where numbers have a comma: its columns are separated by semicolons. */
  readonly hasDecimalComma: boolean

  constructor(
    name: string,
    columns: readonly string[],
    rows: readonly ListRow[],
    { hasDecimalComma = false }: { readonly hasDecimalComma?: boolean } = {},
  ) {
    this.name = name
    this.columns = columns
    this.rows = rows
    this.hasDecimalComma = hasDecimalComma
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
 * and a byte order mark as usual, `sep=;` above the header, and empty columns and rows behind. Pure.
 * @param name What the policy file calls the list.
 */
export function readList(name: string, text: string): ReadList {
  const { told, body, linesAbove } = withoutSeparatorLine(text)
  try {
    const { separator, lines } = separated(body, told, linesAbove)
    const [header] = lines
    const records = lines.slice(1)
    if (header === undefined) {
      return { ok: false, problem: 'expected a header line with the names of the columns' }
    }
    const columns = header.fields.map((column) => column.toLowerCase())
    const problem = problemOfColumns(columns, records) ?? problemOfFields(columns, records, separator)
    if (problem !== undefined) return { ok: false, problem }
    const rows = records.map(({ line, fields }) => ({ line, values: valuesOf(columns, fields) }))
    const named = columns.filter((column) => column !== '')
    return { ok: true, table: new ListTable(name, named, rows, { hasDecimalComma: separator === ';' }) }
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) }
  }
}

/** A line that is not empty. */
interface Line {
  /** In the file, counted from 1. */
  readonly line: number
  readonly fields: readonly string[]
}

/** What some programs write above the header for others to read. */
function withoutSeparatorLine(text: string): {
  readonly told?: string
  readonly body: string
  readonly linesAbove: number
} {
  const body = text.replace(/^\uFEFF/, '')
  const [line, told] = /^"?sep=(.)"?\r?\n/i.exec(body) ?? []
  return line === undefined || told === undefined
    ? { body, linesAbove: 0 }
    : { told, body: body.slice(line.length), linesAbove: 1 }
}

const SEPARATORS = [';', '\t', ','] as const

/** Lines with what separates their fields. */
interface Separated {
  readonly separator: string
  readonly lines: readonly Line[]
}

/** Spreadsheets use what the region uses; the header line tells, or where it is one column, what leaves one column. */
function separated(text: string, told: string | undefined, linesAbove: number): Separated {
  const by = (separator: string): Separated => ({
    separator,
    lines: recordsOf(text, separator, linesAbove),
  })
  if (told !== undefined) return by(told)
  const header = (/^.*\S.*$/m.exec(text)?.[0] ?? '').replaceAll(/"(?:[^"]|"")*"/g, '')
  const counts = SEPARATORS.map((separator) => ({ separator, count: header.split(separator).length }))
  const [most] = counts.toSorted((a, b) => b.count - a.count)
  if (most !== undefined && most.count > 1) return by(most.separator)
  const semicolons = by(';')
  return semicolons.lines.every(isAlone) ? semicolons : by(',')
}

function isAlone({ fields }: Line): boolean {
  return fields.length === 1 || fields.filter((field) => field !== '').length === 1
}

/** The lines that hold something. */
function recordsOf(text: string, separator: string, linesAbove: number): readonly Line[] {
  const records: unknown = parse(text, {
    delimiter: separator,
    info: true,
    relax_column_count: true,
    skip_records_with_empty_values: true,
    skip_empty_lines: true,
    trim: true,
  })
  if (!Array.isArray(records)) return []
  return records.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('record' in item) || !('info' in item)) return []
    const { record, info } = item
    if (!Array.isArray(record) || typeof info !== 'object' || info === null || !('lines' in info)) return []
    return [{ line: Number(info.lines) + linesAbove, fields: record.map(String) }]
  })
}

/** A column without a name and without values is none: it stands behind or between those that are meant. */
function problemOfColumns(columns: readonly string[], records: readonly Line[]): string | undefined {
  const double = columns.find((column, index) => column !== '' && columns.indexOf(column) !== index)
  if (double !== undefined) {
    return `line 1: expected each column to have a name of its own, but found "${double}" twice`
  }
  for (const [index, column] of columns.entries()) {
    const filled = column === '' && records.find(({ fields }) => (fields[index] ?? '') !== '')
    if (filled) {
      return `line ${filled.line}: expected nothing in column ${index + 1}, which has no name, but found ${JSON.stringify(filled.fields[index])}`
    }
  }
  return undefined
}

/** A row that is cut off, or whose text holds a separator, could mean anything. */
function problemOfFields(
  columns: readonly string[],
  records: readonly Line[],
  separator: string,
): string | undefined {
  const expected = `expected ${columns.length === 1 ? 'one field' : `${columns.length} fields`} as in the header`
  for (const { line, fields } of records) {
    const behind = fields.slice(columns.length).find((field) => field !== '')
    if (behind !== undefined) {
      return `line ${line}: ${expected}, but found ${JSON.stringify(behind)} behind ${separator === '\t' ? 'a tab' : `"${separator}"`}; put text that holds one into double quotes`
    }
    if (fields.length < columns.length) {
      return `line ${line}: ${expected}, but found ${fields.length}: ${JSON.stringify(fields.join(separator))}`
    }
  }
  return undefined
}

function valuesOf(columns: readonly string[], fields: readonly string[]): ListRow['values'] {
  return Object.fromEntries(
    columns.flatMap((column, index) => {
      const value = fields[index] ?? ''
      return value === '' || column === '' ? [] : [[column, value] as const]
    }),
  )
}
