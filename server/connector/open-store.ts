import type { Settings } from '../../config/settings.ts'
import type { Log } from '../log.ts'
import { type Database, isPostgresUrl, openDatabase } from '../store/database.ts'
import { createInbox, type Inbox } from '../store/inbox/inbox.ts'
import { listenForStored } from '../store/postgres-wake.ts'

/** What is on disk. */
export interface Store extends AsyncDisposable {
  readonly db: Database
  /** Hears of what other processes store, where they can say so. */
  readonly inbox: Inbox
}

/** Opens the database. @throws {DatabaseError} */
export async function openStore({ DATABASE_URL: url }: Settings, log: Log): Promise<Store> {
  const db = await openDatabase(url, log)
  const inbox = createInbox(db)
  const word = isPostgresUrl(url) ? listenForStored(url, () => inbox.wake(), log) : undefined
  return {
    db,
    inbox,
    async [Symbol.asyncDispose]() {
      await word?.close()
      await db.destroy()
    },
  }
}
