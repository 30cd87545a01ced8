import type { Settings } from '../../config/settings.ts'
import type { Log } from '../log.ts'
import { checkFileAtStart } from '../store/check-file.ts'
import { type Database, isPostgres, openDatabase, schemaOf } from '../store/database.ts'
import { createInbox, type Inbox } from '../store/inbox/inbox.ts'
import { listenForStored } from '../store/postgres-wake.ts'

/** What is on disk. */
export interface Store extends AsyncDisposable {
  readonly db: Database
  /** Hears of what other processes store, where they can say so. */
  readonly inbox: Inbox
}

/** Opens the database. @throws {DatabaseError} */
export async function openStore(settings: Settings, log: Log): Promise<Store> {
  const { DATABASE_URL: url, DATABASE_CONNECTIONS: connections } = settings
  const db = await openDatabase(url, log, { connections })
  try {
    await checkFileAtStart(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  const inbox = createInbox(db)
  const word = isPostgres(db)
    ? listenForStored({ url, schema: await schemaOf(db) }, () => inbox.wake(), log)
    : undefined
  return {
    db,
    inbox,
    async [Symbol.asyncDispose]() {
      await word?.close()
      await db.destroy()
    },
  }
}
