import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { ConnectorError } from '../connector-error.ts'
import { isUntaken } from './arrivals/untaken.ts'
import { type Database, schemaOf } from './database.ts'
import type { Schema } from './schema.ts'
import { storable } from './storable-text.ts'

/** A database cannot be copied: one of the two is in use, or something failed on the way. */
export class CopyError extends ConnectorError {
  override readonly name = 'CopyError'
  readonly code = 'COPY'
  readonly retryable = true
}

/** A table that was copied and read back. */
export interface CopiedTable {
  readonly table: string
  readonly rows: number
  /** Of all values of all rows, hexadecimal; the same on both sides. */
  readonly checksum: string
}

/** Every table, with its key; what another refers to stands before it. */
const KEYS: Readonly<
  Record<Exclude<keyof Schema, 'origin' | 'taken_over'>, 'id' | 'name' | 'review_id' | 'user_id'>
> = {
  notification: 'id',
  quarantine: 'id',
  review: 'id',
  review_rule: 'id',
  review_event: 'id',
  human_decision: 'id',
  review_note: 'id',
  report_facts: 'review_id',
  past_expense: 'id',
  effect: 'id',
  token: 'id',
  job: 'name',
  alert: 'id',
  elements_key: 'id',
  instance: 'id',
  polled_resource: 'id',
  poll_ledger: 'id',
  delivery: 'id',
  vendor_token: 'id',
  subscription: 'id',
  person: 'id',
  api_key: 'id',
  trail: 'id',
  trail_name: 'id',
  told: 'id',
  pseudonym_secret: 'id',
  pseudonym: 'id',
  pseudonym_key: 'id',
  erasure: 'id',
  concur_user: 'user_id',
  saved_view: 'id',
  bulk_decision: 'id',
  policy_version: 'id',
  session: 'id',
  presence: 'id',
  clock: 'id',
  arrival: 'id',
}

/** Rows on their way at one time; some carry a document. */
const BATCH = 200

type Value = string | number | Uint8Array | null
type Row = Readonly<Record<string, Value>>

/** A table as both sides know it; the types are PostgreSQL's. */
interface Table {
  readonly name: string
  readonly key: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/**
 * Copies everything from a SQLite file into empty tables on a PostgreSQL server, with its ids, and reads it back. It
 * is one transaction on the server, so that a copy that fails leaves nothing there and can be started again.
 * @param from Nobody can write to it meanwhile.
 * @param onTable Told of each table that is the same on both sides; nothing is kept before the promise resolves.
 * @throws {CopyError} If a connector uses the file, the tables are not empty, or reading back gives anything else.
 */
export async function copyStore(
  from: Database,
  to: Database,
  now: Date,
  onTable: (copied: CopiedTable) => void,
): Promise<void> {
  await refuseIfOpenElsewhere(from)
  try {
    await from.transaction().execute(async (source) => {
      await refuseIfClaimed(source, now)
      await to.transaction().execute(async (target) => {
        await refuseIfNotEmpty(target)
        for (const table of await tablesOf(target)) onTable(await copyTable(source, target, table))
        await continueNumbers(source, target)
      })
    })
  } catch (error) {
    if (error instanceof CopyError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new CopyError(`the copy failed: ${reason}; put it right and start it again`, { cause: error })
  }
}

/** A file leaves the write-ahead log only for one who has it alone, so this also finds a connector that is idle. */
async function refuseIfOpenElsewhere(from: Database): Promise<void> {
  try {
    await sql`pragma main.journal_mode = delete`.execute(from)
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('locked'))) throw error
    throw new CopyError('another process has the SQLite file open: stop the connector first', {
      cause: error,
    })
  }
}

async function refuseIfClaimed(source: Database, now: Date): Promise<void> {
  const { count } = await source
    .selectFrom('notification')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'claimed')
    .where('lease_until', '>', now.getTime())
    .executeTakeFirstOrThrow()
  if (count > 0) {
    throw new CopyError(
      `${count} notifications are being worked on: stop the connector; if it has crashed, come again in a minute`,
    )
  }
}

/** Locks the tables as well: a connector that is started on them too early waits. */
async function refuseIfNotEmpty(target: Database): Promise<void> {
  const { job: _job, ...kept } = KEYS
  const tables = Object.keys(KEYS).map((name) => sql.table(name))
  await sql`lock table ${sql.join(tables)} in share row exclusive mode`.execute(target)
  for (const name of Object.keys(kept)) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(target)
    if (rows.length > 0) {
      throw new CopyError(
        `the table "${name}" on the PostgreSQL server is not empty: a copy that failed leaves nothing behind, so a connector has used it; name an empty database`,
      )
    }
  }
  // When a timer went off last: whoever opens the database writes here.
  await target.deleteFrom('job').execute()
}

/** The tables with all their columns, as they are now. */
async function tablesOf(target: Database): Promise<readonly Table[]> {
  const schema = await schemaOf(target)
  const known = await target.introspection.getTables()
  return Object.entries(KEYS).map(([name, key]) => {
    const columns = known.find((table) => table.schema === schema && table.name === name)?.columns ?? []
    return { name, key, columns: columns.map((column) => ({ name: column.name, type: column.dataType })) }
  })
}

async function copyTable(source: Database, target: Database, table: Table): Promise<CopiedTable> {
  const sent = createTally(table)
  for await (const batch of batchesOf(source, table)) {
    await insert(target, table, batch)
    sent.add(batch)
  }
  const found = createTally(table)
  for await (const batch of batchesOf(target, table)) found.add(batch)
  const [expected, actual] = [sent.result(), found.result()]
  if (actual.rows !== expected.rows || actual.checksum !== expected.checksum) {
    throw new CopyError(
      `the table "${table.name}" is not the same when it is read back: ${expected.rows} rows with checksum ${expected.checksum} became ${actual.rows} with ${actual.checksum}`,
    )
  }
  return expected
}

async function* batchesOf(db: Database, { name, key, columns }: Table): AsyncGenerator<readonly Row[]> {
  const list = sql.join(columns.map((column) => sql.ref(column.name)))
  let after: Value | undefined
  for (;;) {
    const kept = name === 'arrival' ? isUntaken(db) : sql`true`
    const beyond = after === undefined ? sql`` : sql`and ${sql.ref(key)} > ${after}`
    const { rows } = await sql<Row>`
      select ${list} from ${sql.table(name)} where ${kept} ${beyond} order by ${sql.ref(key)} limit ${BATCH}`.execute(
      db,
    )
    after = rows.at(-1)?.[key]
    if (after === undefined) return
    yield rows
  }
}

/** One array for each column: a parameter for each value would soon be too many. */
async function insert(target: Database, { name, columns }: Table, rows: readonly Row[]): Promise<void> {
  const list = sql.join(columns.map((column) => sql.ref(column.name)))
  const arrays = columns.map(
    (column) => sql`${rows.map((row) => row[column.name] ?? null)}::${sql.raw(column.type)}[]`,
  )
  await sql`insert into ${sql.table(name)} (${list}) select * from unnest(${sql.join(arrays)})`.execute(
    target,
  )
}

/** Counts rows and sums them up; the order does not matter, for the engines sort texts differently. */
function createTally({ name, columns }: Table) {
  const sum = Buffer.alloc(32)
  let rows = 0
  return {
    add(batch: readonly Row[]): void {
      rows += batch.length
      for (const row of batch) {
        const values = columns.map((column) => plain(row[column.name] ?? null))
        const digest = createHash('sha256').update(JSON.stringify(values)).digest()
        for (const [index, byte] of digest.entries()) sum[index] = (sum[index] ?? 0) ^ byte
      }
    },
    result: (): CopiedTable => ({ table: name, rows, checksum: sum.toString('hex') }),
  }
}

/** Bytes as an object, so that they are never taken for a text; a text as it is inserted. */
function plain(value: Value): unknown {
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : storable(value)
}

/** The next number of each table follows the last one ever given, also if that row is gone. */
async function continueNumbers(source: Database, target: Database): Promise<void> {
  const { rows } = await sql<{ name: string; seq: number }>`
    select name, seq from sqlite_sequence union all select name, seq from arrivals.sqlite_sequence`.execute(
    source,
  )
  for (const { name, seq } of rows) {
    if (seq > 0 && Object.hasOwn(KEYS, name))
      await sql`select setval(pg_get_serial_sequence(${name}, 'id'), ${seq})`.execute(target)
  }
}
