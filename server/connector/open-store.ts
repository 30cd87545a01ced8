import type { Settings } from '../../config/settings.ts'
import type { Log } from '../log.ts'
import { checkFileAtStart } from '../store/check-file.ts'
import { type Clock, type MachineClock, openClock } from '../store/clock.ts'
import { type Database, isPostgres, openDatabase, schemaOf } from '../store/database.ts'
import { createInbox, type Inbox } from '../store/inbox/inbox.ts'
import { listenForStored } from '../store/postgres-wake.ts'

/** What is on disk. */
export interface Store extends AsyncDisposable {
  readonly db: Database
  /** Hears of what other processes store, where they can say so. */
  readonly inbox: Inbox
  /** The time that goes by there. */
  readonly clock: Clock
}

/** A server that was stopped with its machine may have much to replay. */
const START_MS = 60_000

/** Opens the database. @param machine The clocks of this machine. @throws {DatabaseError} */
export async function openStore(
  settings: Settings,
  log: Log,
  machine: MachineClock | undefined,
): Promise<Store> {
  const { DATABASE_URL: url } = settings
  // One is the door's.
  const connections = Math.max(settings.DATABASE_CONNECTIONS - 1, 1)
  const db = await openDatabase(url, log, { connections, startMs: START_MS })
  const clock = await openChecked(db, machine).catch(async (error: unknown) => {
    await db.destroy()
    throw error
  })
  const inbox = createInbox(db)
  const word = isPostgres(db)
    ? listenForStored({ url, schema: await schemaOf(db) }, () => inbox.wake(), log)
    : undefined
  return {
    db,
    inbox,
    clock,
    async [Symbol.asyncDispose]() {
      await word?.close()
      await db.destroy()
    },
  }
}

async function openChecked(db: Database, machine: MachineClock | undefined): Promise<Clock> {
  await checkFileAtStart(db)
  return openClock(db, machine)
}
