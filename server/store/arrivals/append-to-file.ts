import type { Log } from '../../log.ts'
import { ARRIVALS_ADVICE, isDamaged, withAdvice } from '../sqlite-advice.ts'
import { arrivalsPath, rememberFiles } from '../sqlite-file.ts'
import { guardFile } from '../sqlite-guard.ts'
import { openForWriting } from './arrivals-file.ts'
import type { Place } from './place.ts'

/** Rows that go with one commit, so that none of them takes long. */
const MOST_DELETED = 1000
/** What is taken over is deleted then, if nothing arrives before. */
const IDLE_MS = 1000
const WHAT_TO_DO =
  'nothing is taken until it is back; if it cannot be brought back, stop the connector, delete what is left of it (-wal, -shm, -acknowledged) and start again: what was not taken over is lost here, and Concur has it in its lists if it still waits there'

/**
 * Appends to the file beside a database, in the thread that asks: waiting for the disk is what it is there for.
 * @param path Of the database's file.
 */
export function appendToFile(path: string, log: Log): Place {
  const file = arrivalsPath(path)
  const database = openForWriting(file)
  // Without the database nobody would take them over.
  const beside = rememberFiles(path, [''])
  const ofDamage = () =>
    `${file}, or the database beside it, is damaged; the log says which. If it is the file: ${ARRIVALS_ADVICE}`
  const guard = guardFile(database, file, { whatToDo: WHAT_TO_DO, ofDamage, beside, tell })
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
    damaged: (error) => guard.failed(error),
    check() {
      commit(() => {
        database.exec('update origin set name = name')
        return []
      })
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
