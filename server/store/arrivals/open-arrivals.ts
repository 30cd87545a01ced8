import { sql } from 'kysely'
import type { Log } from '../../log.ts'
import { withTimeout } from '../../with-timeout.ts'
import { connectToServer, type Database, isPostgresUrl, sqlitePath } from '../database.ts'
import { groupCommit } from '../group-commit.ts'
import { isOfOneRow } from '../inbox/receive-batch.ts'
import { isDamaged, withAdvice } from '../sqlite-advice.ts'
import { arrivalsPath, rememberFiles } from '../sqlite-file.ts'
import { guardFile } from '../sqlite-guard.ts'
import { openForWriting } from './arrivals-file.ts'
import { type Arriving, toRow } from './arriving.ts'

/** Where a door keeps what it receives, until that is taken over. */
export interface Arrivals {
  /**
   * Resolves with the number of the arrival when it is on disk. Rejects when it could not be committed: whoever sent it is
   * to send it again. @throws {OverloadError}
   */
  keep(arriving: Arriving): Promise<number>
  /** Up to that number all are taken over. */
  takenOver(upTo: number): void
  /** Rejects when nothing could be kept. */
  check(): Promise<void>
  close(): Promise<void>
}

/** How the engines differ. */
interface Place {
  /** @returns Their numbers, in order. */
  append(rows: readonly ReturnType<typeof toRow>[]): readonly number[] | Promise<readonly number[]>
  takenOver(upTo: number): void
  check(): Promise<void> | void
  close(): Promise<void> | void
}

/** Concur does not say how long it waits for an answer: soon enough for any sender to hear our 503. */
const ANSWER_MS = 10_000
/** Rows that go with one commit, so that none of them takes long. */
const MOST_DELETED = 1000
/** What is taken over is deleted then, if nothing arrives before. */
const IDLE_MS = 1000
const WHAT_TO_DO =
  'nothing is taken until it is back; if it cannot be brought back, stop the connector, delete what is left of it (-wal, -shm, -acknowledged) and start again: what was not taken over is lost here, and Concur has it in its lists if it still waits there'

/**
 * Opens the arrivals of a database that is there, for one door.
 * @param url `DATABASE_URL`
 */
export async function openArrivals(url: string, log: Log): Promise<Arrivals> {
  const place = isPostgresUrl(url) ? onServer(await connectToServer(url, log)) : inFile(sqlitePath(url), log)
  const keep = groupCommit((batch: readonly Arriving[]) => place.append(batch.map(toRow)), {
    isOfOne: isOfOneRow,
    sizeOf: ({ raw }) => raw.length,
  })
  return {
    keep,
    takenOver: (upTo) => place.takenOver(upTo),
    check: async () => place.check(),
    close: async () => place.close(),
  }
}

/** In the thread that asks: waiting for the disk is what it is there for. */
function inFile(path: string, log: Log): Place {
  const file = arrivalsPath(path)
  const database = openForWriting(file)
  // Without the database nobody would take them over.
  const beside = rememberFiles(path, [''])
  const guard = guardFile(database, file, { whatToDo: WHAT_TO_DO, beside, tell })
  const insert = database.prepare('insert into arrival (kind, received_at, said, raw) values (?, ?, ?, ?)')
  const remove = database.prepare(
    'delete from arrival where id in (select id from arrival where id <= ? order by id limit ?)',
  )
  let gone = 0
  let upTo = 0
  let idle: NodeJS.Timeout | undefined

  return {
    append: (rows) =>
      commit(() =>
        rows.map(({ kind, received_at, said, raw }) =>
          Number(insert.run(kind, received_at, said, raw).lastInsertRowid),
        ),
      ),
    takenOver(last) {
      upTo = Math.max(upTo, last)
      idle ??= setTimeout(tidy, IDLE_MS).unref()
    },
    check() {
      commit(() => [])
    },
    close() {
      clearTimeout(idle)
      // Who reads it is not let put the log into the file.
      database.exec('pragma wal_checkpoint(truncate)')
      guard.close()
      database.close()
    },
  }

  function commit(write: () => readonly number[]): readonly number[] {
    const refusal = guard.refusal()
    if (refusal !== undefined) throw refusal
    try {
      database.exec('begin immediate')
      const ids = write()
      const deleted = gone < upTo ? Number(remove.run(upTo, MOST_DELETED).changes) : undefined
      database.exec('commit')
      if (deleted !== undefined && deleted < MOST_DELETED) gone = upTo
      const lost = guard.committed(ids.at(-1))
      if (lost !== undefined) throw lost
      return ids
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (database.isTransaction) database.exec('rollback')
      guard.failed(error)
      throw isDamaged(error) ? new Error(withAdvice(error), { cause: error }) : error
    }
  }

  function tidy(): void {
    idle = undefined
    try {
      commit(() => [])
    } catch (error) {
      log.warn('arrivals.not-tidied', { error })
    }
    if (gone < upTo) idle = setTimeout(tidy, IDLE_MS).unref()
  }

  function tell(trouble?: string): void {
    if (trouble === undefined) log.info('database.file-back')
    else log.error('database.file-lost', { reason: trouble })
  }
}

function onServer(db: Database): Place {
  return {
    async append(rows) {
      const stored = await withTimeout(
        ANSWER_MS,
        sql<{ id: number }>`
          insert into arrival (kind, received_at, said, raw)
          select * from unnest(${rows.map(({ kind }) => kind)}::text[], ${rows.map((row) => row.received_at)}::bigint[],
            ${rows.map(({ said }) => said)}::text[], ${rows.map(({ raw }) => raw)}::bytea[])
          returning id`.execute(db),
      )
      return stored.rows.map(({ id }) => id)
    },
    takenOver: () => undefined,
    async check() {
      await sql`delete from arrival where false`.execute(db)
    },
    close: () => db.destroy(),
  }
}
