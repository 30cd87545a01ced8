import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Database, openDatabase } from '../../server/store/database.ts'

const SERVER = 'postgres://postgres@127.0.0.1:5432/test'
const CONNECT_MS = 2000

/** A database engine with a fresh place for every test. */
export interface TestEngine {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** `DATABASE_URL` of the place of the test that runs. */
  url(): string
  /** Opens it, once more if it is open already: as another process would. Closed after the test. */
  open(): Promise<Database>
}

/** Defines the same tests for each engine. */
export function forEachEngine(define: (engine: TestEngine) => void): void {
  onSqlite(define)
  onPostgres(define)
}

/** Defines tests whose place is a file in a folder of its own. */
export function onSqlite(define: (engine: TestEngine) => void): void {
  describe('on SQLite', () => {
    define(useEngine('SQLite', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'engine-'))
      return {
        url: `sqlite:${join(folder, 'connector.db')}`,
        remove: () => rm(folder, { recursive: true }),
      }
    }))
  })
}

/** Defines tests whose place is a schema of its own; they are pending where no PostgreSQL answers. */
export function onPostgres(define: (engine: TestEngine) => void): void {
  describe(`on PostgreSQL (pending if none answers at ${new URL(SERVER).host})`, () => {
    before(async function () {
      await onServer('select 1').catch(() => this.skip())
    })
    define(useEngine('PostgreSQL', async () => {
      const schema = `test_${randomUUID().replaceAll('-', '')}`
      await onServer(`create schema ${schema}`)
      return {
        // The name tells the connections of a test from those of others.
        url: `${SERVER}?options=-csearch_path%3D${schema}&application_name=${schema}`,
        remove: () => onServer(`drop schema ${schema} cascade`),
      }
    }))
  })
}

interface Place {
  readonly url: string
  remove(): Promise<void>
}

function useEngine(name: TestEngine['name'], makePlace: () => Promise<Place>): TestEngine {
  let place: Place | undefined
  const opened: Database[] = []

  beforeEach(async () => {
    place = await makePlace()
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((db) => db.destroy()))
    await place?.remove()
    place = undefined
  })

  const url = () => {
    if (place === undefined) throw new Error('there is a place only while a test runs')
    return place.url
  }
  return {
    name,
    url,
    async open() {
      const db = await openDatabase(url())
      opened.push(db)
      return db
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
