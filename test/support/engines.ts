import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
   * Opens it, once more if it is open already: as another process would. Closed after the test. It is as late there as
   * each caller says, unless the server's own clock is asked for.
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
    define(useEngine('SQLite', { make: makeFolder, empty: (place) => place.remove() }))
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
  /** After a test. @returns The place, if another test may have it. */
  readonly empty: (place: Place) => Promise<Place | void>
}

async function makeFolder(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'))
  return { url: `sqlite:${join(folder, 'connector.db')}`, remove: () => rm(folder, { recursive: true }) }
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
async function emptySchema(place: Place): Promise<Place> {
  const schema = new URL(place.url).searchParams.get('application_name') ?? ''
  await onServer(`do $$ declare name text; begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables where schemaname = '${schema}' and tablename not like 'kysely%' loop
      execute format('delete from ${schema}.%I', name);
    end loop;
    for name in select sequencename from pg_sequences where schemaname = '${schema}' loop
      execute format('alter sequence ${schema}.%I restart', name);
    end loop;
  end $$`)
  return place
}

function useEngine(name: TestEngine['name'], { make, empty }: Places): TestEngine {
  let place: Place | undefined
  let isSpoilt = false
  const opened: Database[] = []

  beforeEach(async () => {
    place ??= await make()
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((db) => db.destroy()))
    if (place === undefined) return
    if (isSpoilt) await place.remove()
    place = (isSpoilt ? undefined : await empty(place)) ?? undefined
    isSpoilt = false
  })
  after(() => place?.remove())

  const url = () => {
    if (place === undefined) throw new Error('there is a place only while a test runs')
    return place.url
  }
  return {
    name,
    url,
    async bare() {
      await place?.remove()
      place = await make()
      isSpoilt = true
    },
    async open(time = 'as told') {
      const db = await openDatabase(url())
      opened.push(db)
      return time === 'as told' ? withCallersTime(db) : db
    },
  }
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
