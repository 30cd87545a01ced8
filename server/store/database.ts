import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CompiledQuery, Kysely, PostgresAdapter, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { ConnectorError } from '../connector-error.ts'
import { type Log, SILENT_LOG } from '../log.ts'
import { inEnglish, say } from '../record/sentence.ts'
import { makeArrivalsFile } from './arrivals/arrivals-file.ts'
import { meetArrivals } from './arrivals/meet-arrivals.ts'
import { isPostgresUrl, sqlitePath } from './database-url.ts'
import { explainTrouble } from './explain-trouble.ts'
import { migrationsFor } from './migrations.ts'
import type { Schema } from './schema.ts'
import { isLocked } from './sqlite-advice.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { acknowledgedPath, arrivalsPath, OLDER_FILE, readAcknowledged } from './sqlite-file.ts'

/** The one door to SQL; only files of this folder use it. */
export type Database = Kysely<Schema>

/** Another process that starts at this moment may be at the tables, another connector at its schema; a line is cut. */
const MAY_PASS =
  /locked|busy|(relation|schema) .* does not exist|terminat|ECONNRESET|EPIPE|discarded|not queryable|(starting up|shutting down)/
const MAX_TRIES = 20
const LOCKED_MS = 45_000
const RETRY_MS = 250
const START_PAUSE_MS = 2000

/** Logged when others on this machine may read a SQLite file, or put another in its place. */
export const OPEN_TO_OTHERS = 'database.open-to-others'

/** The database cannot be opened or brought to this version. */
export class DatabaseError extends ConnectorError {
  override readonly name = 'DatabaseError'
  readonly code = 'DATABASE'
  readonly retryable = true
}

/** How a server is opened. */
export interface OpeningOptions {
  /** To a server, at the most. */
  readonly connections?: number
  /** How long one that is starting, or is to become the one to write to, is waited for, with lines in the log. */
  readonly startMs?: number
}

/**
 * Opens the database and brings its tables up to date; several processes may do so at once.
 * @param url `sqlite:` and a path, whose file and folder are made if absent, readable by their owner only; or
 * `postgres://...`.
 * @param log Warned, each time with a `text`, when the file had to be made, is open to others, or is older than what was
 * acknowledged.
 * @throws {DatabaseError} If it cannot be opened; the message names the setting, and no password.
 */
export async function openDatabase(
  url: string,
  log: Log = SILENT_LOG,
  { connections, startMs = 0 }: OpeningOptions = {},
): Promise<Database> {
  const server = isPostgresUrl(url) ? await loadServerParts() : undefined
  const place = server ? 'the PostgreSQL server' : sqlitePath(url)
  const began = Date.now()
  let patience = MAX_TRIES
  for (;;) {
    try {
      return server
        ? await open(() => server.postgresDialect(url, log, { size: connections }))
        : await openFile(place, log)
    } catch (cause) {
      const reason = explainTrouble(cause)
      const isStarting = server?.isNotReady(cause) === true && Date.now() - began < startMs
      patience -= 1
      // How long a try waits for a lock depends on where it meets it.
      const mayPass = isLocked(cause) ? Date.now() - began < LOCKED_MS : patience > 0 && MAY_PASS.test(reason)
      if (!isStarting && !mayPass) {
        throw new DatabaseError(`DATABASE_URL: ${place} cannot be used as the database: ${reason}`, { cause })
      }
      if (isStarting) log.warn('database.waiting', { error: reason })
      await sleep(isStarting ? START_PAUSE_MS : RETRY_MS)
    }
  }
}

/** What a file does not need is loaded for a server only. */
async function loadServerParts() {
  const [{ postgresDialect }, { isNotReady }] = await Promise.all([
    import('./postgres-dialect.ts'),
    import('./postgres-pool.ts'),
  ])
  return { postgresDialect, isNotReady }
}

/** Stands among the jobs and is none: {@link checkWritable} writes it. */
export const WRITE_CHECK = 'check that the database can be written'

/** Rejects when nothing can be written: the file is read-only, locked for long, or gone; the server is away. */
export async function checkWritable(db: Database): Promise<void> {
  const started_at = Date.now()
  await db
    .insertInto('job')
    .values({ name: WRITE_CHECK, started_at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ started_at }))
    .execute()
}

/** One connection to a server whose tables are there; it is made when it is used first, and again when it is lost. */
export async function connectToServer(url: string, log: Log): Promise<Database> {
  const { postgresDialect } = await loadServerParts()
  return new Kysely<Schema>({ dialect: postgresDialect(url, log, { size: 1 }) })
}

/** Of our tables on a PostgreSQL server, which several connectors may share. */
export async function schemaOf(db: Database): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(db)
  return rows[0]?.name ?? 'public'
}

/** Does it in a transaction: in the one that `db` is, or else in one of its own. */
export function inTransaction<Result>(
  db: Database,
  work: (trx: Database) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

/**
 * Reads all of it as it is at one moment, on one connection; others write meanwhile, and wait for nothing. In the
 * transaction that `db` is, if it is one.
 */
export function inSnapshot<Result>(
  db: Database,
  read: (snapshot: Database) => Promise<Result>,
): Promise<Result> {
  if (db.isTransaction) return read(db)
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)
}

/**
 * Holds other processes up that lock the same texts, until the transaction ends. SQLite needs no such lock: it has
 * one writing transaction at a time.
 */
export async function lockTexts(trx: Database, texts: readonly string[]): Promise<void> {
  if (isPostgres(trx)) await trx.executeQuery(lockingTexts(trx, texts))
}

/** The statement that does so; on SQLite one that does nothing. What comes after it sees what the others have done. */
export function lockingTexts(db: Database, texts: readonly string[]): CompiledQuery {
  // In one order, so that two that lock the same texts cannot wait for each other.
  const sorted = [...new Set(texts)].toSorted()
  const lock = isPostgres(db)
    ? sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${sorted}::text[]) as key`
    : sql`select 1 as locked`
  return lock.compile(db)
}

/** Whether the database is a PostgreSQL server. */
export function isPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}

/** @param meet What else has to be in order. */
async function open(
  dialect: () => ConstructorParameters<typeof Kysely<Schema>>[0]['dialect'],
  meet: (db: Database) => Promise<void> = () => Promise.resolve(),
): Promise<Database> {
  const db = new Kysely<Schema>({ dialect: dialect() })
  try {
    await migrate(db)
    await meet(db)
    await checkWritable(db)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

async function openFile(path: string, log: Log): Promise<Database> {
  const acknowledged = readAcknowledged(path)
  makeFileIfAbsent(path, acknowledged, log)
  makeArrivalsFile(path)
  const db = await open(
    () => sqliteDialect(path, log),
    (opened) => meetArrivals(opened, path, log),
  )
  warnOfOthers(path, log)
  const { rows } = await sql<{
    seq: number
  }>`select seq from sqlite_sequence where name = 'notification'`.execute(db)
  const found = rows[0]?.seq ?? 0
  if (found < acknowledged) {
    const text = inEnglish(say('file of before', { path, found, acknowledged }))
    log.warn(OLDER_FILE, { acknowledged, found, text })
  }
  return db
}

/**
 * It will hold refresh tokens and expense reports: for its owner alone. One that was there before is not made anew: what
 * is acknowledged in the new one would be gone when the old one is put back.
 */
function makeFileIfAbsent(path: string, acknowledged: number, log: Log): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if ((size === undefined || size === 0) && acknowledged > 0) {
    const found = size === undefined ? 'is not there' : 'is empty'
    throw new Error(
      `it ${found}, and ${acknowledgedPath(path)} says that notifications up to ${acknowledged} were acknowledged in it: put it back with its -wal; or delete ${path}-wal and ${path}-shm, which belong to it alone, and put a backup there; to begin with an empty database, delete ${acknowledgedPath(path)}`,
    )
  }
  if (size === undefined) {
    writeFileSync(path, '', { mode: 0o600, flag: 'a' })
    chmodSync(path, 0o600)
  }
  if (size === undefined || size === 0) {
    log.warn('database.made', {
      text: `${path} is a new, empty database: right at the first start and at no other`,
    })
  }
}

/** What was there before is left as it is: its owner may mean it so. */
function warnOfOthers(path: string, log: Log): void {
  const folder = dirname(path)
  // Others do not come to what is in it; on Windows, no folder has that bit.
  if ((modeOf(folder) & 0o001) === 0) return
  const files = [path, arrivalsPath(path)]
    .flatMap((file) => [file, `${file}-wal`, `${file}-shm`])
    .filter((file) => (modeOf(file) & 0o006) !== 0)
  // In a sticky folder, others replace nothing.
  const isOpen = (modeOf(folder) & 0o1002) === 0o002
  const found = isOpen ? [...files, folder] : files
  if (found.length === 0) return
  log.warn(OPEN_TO_OTHERS, { text: inEnglish(say('open to others', { files: found })) })
}

function modeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mode ?? 0
}

/** Forward to the newest version; on SQLite in one write transaction, whose migrations lock nothing otherwise. */
async function migrate(db: Database): Promise<void> {
  const provider = {
    getMigrations: () => Promise.resolve(migrationsFor(isPostgres(db) ? 'postgres' : 'sqlite')),
  }
  if (isPostgres(db)) {
    const migrationTableSchema = await schemaOf(db)
    throwIfFailed(await new Migrator({ db, provider, migrationTableSchema }).migrateToLatest())
    return
  }
  await db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection)
    try {
      throwIfFailed(
        await new Migrator({ db: connection, provider, disableTransactions: true }).migrateToLatest(),
      )
      await sql`commit`.execute(connection)
    } catch (error) {
      await sql`rollback`.execute(connection)
      throw error
    }
  })
}

function throwIfFailed({ error }: { readonly error?: unknown }): void {
  if (error !== undefined) throw error
}
