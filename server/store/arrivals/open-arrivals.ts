import type { Log } from '../../log.ts'
import { isPostgresUrl, sqlitePath } from '../database-url.ts'
import { groupCommit } from '../group-commit.ts'
import { isOfOneRow } from '../row-errors.ts'
import { appendToFile } from './append-to-file.ts'
import { type Arriving, toRow } from './arriving.ts'
import type { Place } from './place.ts'

/** Where a door keeps what it receives, until that is taken over. */
export interface Arrivals {
  /**
   * Resolves with the number of the arrival when it is on disk. Rejects when it could not be committed: whoever sent it is
   * to send it again. @throws {OverloadError}
   */
  keep(arriving: Arriving): Promise<number>
  /** Up to that number all are taken over. */
  takenOver(upTo: number): void
  /** Whoever reads the arrivals has met damage: nothing more is kept in that file. @param error Of the database. */
  damaged(error: unknown): void
  /** Rejects when nothing could be kept. */
  check(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the arrivals of a database that is there, for one door.
 * @param url `DATABASE_URL`
 */
export async function openArrivals(url: string, log: Log): Promise<Arrivals> {
  const place = isPostgresUrl(url) ? await onServer(url, log) : appendToFile(sqlitePath(url), log)
  const keep = groupCommit((batch: readonly Arriving[]) => place.append(batch.map(toRow)), {
    isOfOne: isOfOneRow,
    sizeOf: ({ raw }) => raw.length,
  })
  return {
    keep,
    takenOver: (upTo) => place.takenOver(upTo),
    damaged: (error) => place.damaged(error),
    check: async () => place.check(),
    close: async () => place.close(),
  }
}

/** Where there is none, nothing of it is loaded. */
async function onServer(url: string, log: Log): Promise<Place> {
  const [{ connectToServer }, { appendToServer }] = await Promise.all([
    import('../database.ts'),
    import('./append-to-server.ts'),
  ])
  return appendToServer(await connectToServer(url, log))
}
