import { randomUUID } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { Client } from 'pg'
import { type Database, openDatabase } from '../../server/store/database.ts'
import { withCallersTime } from '../../server/store/moment.ts'
import { skipWithout } from './skip.ts'

const SERVER = process.env['TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const CONNECT_MS = 2000

/** A database engine with an empty place for every test. */
export interface TestEngine {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** `DATABASE_URL` of the place of the test that runs. */
  url(): string
  /** Gives the test a place without tables, which it may also spoil. */
  bare(): Promise<void>
  /**
   * Opens it, once more if it is open already: as another process would. Whoever opens it closes nothing. It is as late
   * there as each caller says, unless the server's own clock is asked for.
   */
  open(time?: 'as told' | 'of the server'): Promise<Database>
}

/** Defines the same tests for each engine. */
export function forEachEngine(define: (engine: TestEngine) => void): void {
  onSqlite(define)
  onPostgres(define)
}

/** Defines tests whose place is a file in a folder of its own. */
export function onSqlite(define: (engine: TestEngine) => void): void {
  describe('on SQLite', () => {
    define(useEngine('SQLite', { make: makeFolder, empty: emptyFile }))
  })
}

/** Defines tests whose place is a schema; they are skipped where no PostgreSQL answers. */
export function onPostgres(define: (engine: TestEngine) => void): void {
  describe('on PostgreSQL', () => {
    before(async function () {
      await onServer('select 1').catch(() => skipWithout(`PostgreSQL at ${new URL(SERVER).host}`, this))
    })
    define(useEngine('PostgreSQL', { make: makeSchema, empty: emptySchema }))
  })
}

interface Place {
  readonly url: string
  remove(): Promise<void>
}

interface Places {
  readonly make: () => Promise<Place>
  /** After a test, for the next. */
  readonly empty: (place: Place, kept: Database | undefined) => Promise<unknown>
}

async function makeFolder(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'))
  return { url: `sqlite:${join(folder, 'connector.db')}`, remove: () => rm(folder, { recursive: true }) }
}

/** Starting a thread and making the tables takes longer than most tests, so that the next one gets both again. */
async function emptyFile({ url }: Place): Promise<void> {
  const path = url.replace('sqlite:', '')
  // What a test has left running may be in a transaction, which goes on only while nobody waits for it in this thread.
  await untilUnlocked(() => emptyTables(path))
  if (existsSync(`${path}-arrivals`)) await untilUnlocked(() => emptyArrivals(`${path}-arrivals`))
}

const LOCKED_MS = 20_000

async function untilUnlocked(work: () => void): Promise<void> {
  const end = Date.now() + LOCKED_MS
  for (;;) {
    try {
      work()
      return
    } catch (error) {
      if (!String(error).includes('locked') || Date.now() > end) throw error
      await sleep(10)
    }
  }
}

function emptyTables(path: string): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false, timeout: 0 })
  try {
    const tables = database
      .prepare("select name from sqlite_schema where type = 'table' and name not like 'kysely%'")
      .all()
    database.exec('pragma secure_delete = on; begin immediate')
    database.exec(`${tables.map(({ name }) => `delete from "${String(name)}";`).join('\n')}
      commit; pragma wal_checkpoint(truncate)`)
    // The number of the last notification that was taken.
    writeFileSync(`${path}-acknowledged`, '0'.repeat(16))
  } finally {
    database.close()
  }
}

function emptyArrivals(path: string): void {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('begin immediate')
    database.exec('delete from arrival; delete from sqlite_sequence; commit')
    if (existsSync(`${path}-acknowledged`)) writeFileSync(`${path}-acknowledged`, '0'.repeat(16))
  } finally {
    database.close()
  }
}

async function makeSchema(): Promise<Place> {
  const schema = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(`create schema ${schema}`)
  return {
    // The name tells the connections of a test from those of others.
    url: `${SERVER}?options=-csearch_path%3D${schema}&application_name=${schema}`,
    remove: () => onServer(`drop schema ${schema} cascade`),
  }
}

/** Making the tables takes longer than most tests: the next one gets them again, as if nothing had ever been in them. */
function emptySchema({ url }: Place, kept: Database | undefined): Promise<unknown> {
  const schema = new URL(url).searchParams.get('application_name') ?? ''
  const statement = `do $$ declare name text; begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables where schemaname = '${schema}' and tablename not like 'kysely%' loop
      execute format('delete from ${schema}.%I', name);
    end loop;
    for name in select sequencename from pg_sequences where schemaname = '${schema}' loop
      execute format('alter sequence ${schema}.%I restart', name);
    end loop;
  end $$`
  return kept === undefined ? onServer(statement) : sql.raw(statement).execute(kept)
}

function useEngine(name: TestEngine['name'], { make, empty }: Places): TestEngine {
  let place: Place | undefined
  let isSpoilt = false
  /** What a test opens first stays open for the next. */
  let kept: Database | undefined
  let isGiven = false
  const opened: Database[] = []

  beforeEach(async () => {
    place ??= await make()
  })
  afterEach(async () => {
    await closeOpened()
    if (isSpoilt || !(await isUsable(kept))) await remove()
    else if (place !== undefined) await empty(place, kept)
    isSpoilt = false
    isGiven = false
  })
  after(remove)

  async function closeOpened(): Promise<void> {
    await Promise.all(opened.splice(0).map((db) => db.destroy()))
  }

  async function remove(): Promise<void> {
    await kept?.destroy()
    kept = undefined
    await place?.remove()
    place = undefined
  }

  const url = () => {
    if (place === undefined) throw new Error('there is a place only while a test runs')
    return place.url
  }

  async function openAnother(): Promise<Database> {
    const db = await openDatabase(url())
    opened.push(db)
    return db
  }

  async function openKept(): Promise<Database> {
    isGiven = true
    kept ??= await openDatabase(url())
    return kept
  }

  return {
    name,
    url,
    async bare() {
      await remove()
      place = await make()
      isSpoilt = true
    },
    async open(time = 'as told') {
      const db = await (isGiven || isSpoilt ? openAnother() : openKept())
      return time === 'as told' ? withCallersTime(db) : db
    },
  }
}

/** Whether it is open; a test may have closed it. */
async function isUsable(db: Database | undefined): Promise<boolean> {
  if (db === undefined) return true
  return sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: SERVER, connectionTimeoutMillis: CONNECT_MS })
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end()
  }
}
