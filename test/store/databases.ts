import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../server/store/database.ts'

/** The databases of one test, real files in a folder of their own. */
export interface TestDatabases {
  /** Of the file that `open` opens when it is given none. */
  path(): string
  /** Opens a file, once more if it is open already: as another process of the connector would. */
  open(path?: string): Promise<Database>
}

/** Call in a suite: every test gets a new folder, and what it opened is closed and removed after it. */
export function useDatabases(): TestDatabases {
  let folder = ''
  const opened: Database[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inbox-'))
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((db) => db.destroy()))
    await rm(folder, { recursive: true })
  })

  const defaultPath = () => join(folder, 'connector.db')
  return {
    path: defaultPath,
    async open(path = defaultPath()) {
      const db = await openDatabase(`sqlite:${path}`)
      opened.push(db)
      return db
    },
  }
}
