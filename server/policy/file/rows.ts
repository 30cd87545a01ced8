import { z } from 'zod'
import { editDistance } from '../../../config/edit-distance.ts'
import { fold } from '../../report/fold.ts'
import { butFound, type Context, insideUnion, isWhole, refuse } from './found.ts'
import { ListTable } from './lists.ts'
import { oddName, words } from './names.ts'
import { notesInRows, noting } from './notes.ts'
import { bothHold } from './parameters.ts'
import { firstOverlap, type Period } from './validity.ts'

// Rows and words that stand in the policy itself, or in a list beside it.

/** A list with a header alone would switch its rule off without a word; one without columns is a problem noted already. */
const listWithRows = z
  .instanceof(ListTable)
  .refine(
    ({ rows, columns }) => rows.length > 0 || columns.length === 0,
    'expected the list to have rows below its header',
  )

const WORD_LIST = 'expected a list of words, or { list: NAME } for one of the lists'

/**
 * Words that stand here, or in a column of a list: `[gift, spa]` or `{ list: words }`, which is the column of that
 * name or the only one. By their folded forms, as which they are compared; each as it is written.
 */
export const wordList = z
  .union([z.array(words).min(1), listWithRows], WORD_LIST)
  .transform((given, context): ReadonlyMap<string, string> => {
    const told = teller(context)
    const known = new Map<string, string>()
    for (const { at, value } of given instanceof ListTable ? wordsIn(given, context) : numbered(given)) {
      const odd = oddName(value)
      if (odd === undefined) known.set(fold(value), value)
      else told(`${placeIn(given, at)}: ${odd}`)
    }
    return known
  })

/** What the column of a list may be called that has no other, or in the plural. */
const COLUMNS = new Set(['code', 'destination', 'name', 'supplier', 'term', 'vendor', 'word'])

function wordsIn({ name, columns, rows }: ListTable, context: Context): readonly Placed<string>[] {
  const wanted = name.toLowerCase()
  const [only = ''] = columns
  const isAlike = editDistance(only, wanted) <= 1 || COLUMNS.has(only.replace(/s$/, ''))
  const column = columns.includes(wanted) ? wanted : columns.length === 1 && isAlike ? only : undefined
  if (column !== undefined) {
    return rows.flatMap(({ line, values: { [column]: value } }) =>
      value === undefined ? [] : [{ at: line, value }],
    )
  }
  if (columns.length > 1) {
    refuse(
      context,
      `list ${name} has the columns ${columns.join(', ')}, and none is called ${wanted}: give that name to the one that counts`,
    )
  } else if (columns.length === 1) {
    refuse(
      context,
      `list ${name}, line 1: expected the name of the column, ${wanted}, but found ${JSON.stringify(only)}; if that is one of the words, put a line with ${wanted} above it`,
    )
  }
  return []
}

/** Something with its line in a list, or its number in the policy. */
interface Placed<Value> {
  readonly at: number
  readonly value: Value
}

function numbered<Value>(values: readonly Value[]): readonly Placed<Value>[] {
  return values.map((value, index) => ({ at: index + 1, value }))
}

/** For people, such as `list cities, line 7`. @param given Where it stands. */
function placeIn(given: unknown, at: number): string {
  return given instanceof ListTable ? `list ${given.name}, line ${at}` : `row ${at}`
}

/** So many wrong rows of a list are told: the log and the terminal need not have a hundred thousand. */
const MAX_ROWS_TOLD = 10

/** Tells of the first of them only: a column of a wrong name is wrong in each of its rows. */
function teller(context: Context): (...messages: readonly string[]) => void {
  let told = 0
  return (...messages) => {
    told += 1
    if (told <= MAX_ROWS_TOLD) for (const message of messages) refuse(context, message)
  }
}

/**
 * Rows that stand here as mappings, or in a list: `{ list: cities }`, whose columns have the names of the schema.
 * @param row Reads one row; its values arrive as text.
 */
export function rowsOf<Row>(row: z.ZodType<Row>): z.ZodType<readonly Row[]> {
  return placedRowsOf(row).transform(({ rows }) => rows.map(({ value }) => value))
}

/**
 * The same by what the rows are about, such as a city. Of two for the same that hold on one day, nobody could say which is
 * meant: they are refused, unless they say the same.
 * @param about In words, such as `Bern, CH`; folded it is the key.
 * @param folding Of logins another than of names.
 */
export function rowsBy<Row extends object>(
  row: z.ZodType<Row>,
  about: (row: Row) => readonly string[],
  folding: (text: string) => string = fold,
): z.ZodType<ReadonlyMap<string, readonly Row[]>> {
  return placedRowsOf(row).transform(({ given, rows }, context) => {
    const told = teller(context)
    const known = new Map<string, Row[]>()
    const repeated = new Set<string>()
    const keyFor = (value: Row): string => keyOf(about(value), folding)
    for (const { value } of rows) {
      const key = keyFor(value)
      const others = known.get(key)
      if (others === undefined) known.set(key, [value])
      else {
        others.push(value)
        repeated.add(key)
      }
    }
    if (repeated.size > 0) {
      const groups = Map.groupBy(rows, ({ value }) => keyFor(value))
      for (const key of repeated) tellTwice(groups.get(key) ?? [])
    }
    return known

    function tellTwice(group: readonly Placed<Row>[]): void {
      const different = [...new Map(group.map((each) => [JSON.stringify(each.value), each])).values()]
      const twice = firstOverlap(different.map((each) => ({ ...daysOf(each.value), each })))
      if (twice === undefined) return
      const [{ each: one }, { each: other }] = twice.rows
      const names = about(one.value).filter((name) => name !== '')
      const places = [one, other].map(({ at }) => placeIn(given, at))
      told(`${places[0]}: ${names.join(', ')}: this and ${places[1]} ${bothHold(twice.on)}`)
    }
  })
}

function daysOf(row: object): Period {
  return {
    ...('from' in row && typeof row.from === 'string' && { from: row.from }),
    ...('until' in row && typeof row.until === 'string' && { until: row.until }),
  }
}

/** The key of rows about these, see {@link rowsBy}. */
export function keyOf(about: readonly string[], folding: (text: string) => string = fold): string {
  return about.map(folding).join('\n')
}

/** Rows with what they stand in. */
interface PlacedRows<Row> {
  readonly given: unknown
  readonly rows: readonly Placed<Row>[]
}

function placedRowsOf<Row>(row: z.ZodType<Row>): z.ZodType<PlacedRows<Row>> {
  const expected = 'expected a list of mappings, or { list: NAME } for one of the lists'
  const written = noting(z.union([z.array(z.unknown()).min(1), listWithRows], expected), (rows) =>
    notesInRows(row, rows),
  )
  return written.transform((given, context) => {
    const told = teller(context)
    const items: readonly Placed<unknown>[] =
      given instanceof ListTable
        ? given.rows.map(({ line, values }) => ({ at: line, value: values }))
        : numbered(given)
    const isDecimalComma = given instanceof ListTable && given.hasDecimalComma
    const rows: Placed<Row>[] = []
    for (const { at, value } of items) {
      const read = readRow(row, value, isDecimalComma)
      if (read.success) rows.push({ at, value: read.data })
      else {
        const problems = read.error.issues.flatMap(insideUnion)
        told(...problems.map((issue) => `${placeIn(given, at)}: ${problemOf(issue, value)}`))
      }
    }
    return { given, rows }
  })
}

/** A row, with numbers and days as the region of the sheet writes them where nothing else is meant. */
function readRow<Row>(
  row: z.ZodType<Row>,
  value: unknown,
  hasDecimalComma: boolean,
): z.ZodSafeParseResult<Row> {
  const read = row.safeParse(value)
  if (read.success || !hasDecimalComma || typeof value !== 'object' || value === null) return read
  const refused = new Set(read.error.issues.map(({ path }) => path[0]))
  const cells = Object.entries(value).map(([column, cell]: [string, unknown]) => [
    column,
    refused.has(column) && typeof cell === 'string' ? inOurs(cell) : cell,
  ])
  const again = row.safeParse(Object.fromEntries(cells))
  return again.success ? again : read
}

/** `12,50` as `12.50`, and `31.1.2026` as `2026-01-31`. */
function inOurs(cell: string): string {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(cell) ?? []
  if (year !== '') return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return /^\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell
}

function problemOf(issue: z.core.$ZodIssue, row: unknown): string {
  const names = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.')
  const [name] = issue.path
  const cell: unknown =
    typeof row === 'object' && row !== null && name !== undefined && Object.hasOwn(row, name)
      ? Reflect.get(row, name)
      : undefined
  const isTold = isWhole(issue) || issue.code === 'unrecognized_keys' || name === undefined
  return `${names}${names === '' ? '' : ': '}${issue.message}${isTold ? '' : `, ${butFound(cell)}`}`
}
