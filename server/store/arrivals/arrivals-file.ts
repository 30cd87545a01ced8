// The file of arrivals beside a SQLite database: what the doors have received and nobody has taken over yet. It is one of
// its own so that whoever receives never waits for whoever writes reviews: SQLite has one writer for a file.
//
//   A1. Only doors write it, each in its own thread; everybody else reads. Numbers rise in the order of commits, whichever
//       process commits.
//   A2. What is taken over is said by the database (`taken_over`), in the transaction that takes it over; the row goes when
//       a door writes next.
//   A3. A file has a name of its own, so that the numbers of a file that was made anew are not taken for those of another.
//   A4. The number of the last arrival stands beside the file (`-acknowledged`), so that a start notices that arrivals are
//       missing which nobody has taken over.
import { randomUUID } from 'node:crypto'
import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { acknowledgedPath, arrivalsPath, readAcknowledged } from '../sqlite-file.ts'

/** How long a commit waits for another process that receives into the same file; nothing else can be done meanwhile. */
const LOCK_MS = 1000

/**
 * Makes the file if it is absent: for its owner alone. One that was there is not made anew: what is acknowledged in the new
 * one would be gone when the old one is put back.
 * @param path Of the database's file, which is there.
 * @throws {Error} Saying what to put back.
 */
export function makeArrivalsFile(path: string): void {
  const file = arrivalsPath(path)
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0) makeEmpty(file)
  const database = openForWriting(file)
  try {
    // Whoever has made it may have ended here, or start at this moment.
    const made = database.prepare("select 1 from sqlite_schema where name = 'origin'").get()
    if (made !== undefined) return
    database.exec(`begin immediate;
      create table if not exists origin (name text not null);
      create table if not exists arrival (id integer primary key autoincrement, kind text not null,
        received_at integer not null, said text not null, raw blob not null);
      insert into origin (name) select '${randomUUID()}' where not exists (select 1 from origin);
      commit`)
  } finally {
    database.close()
  }
}

function makeEmpty(file: string): void {
  const acknowledged = readAcknowledged(file)
  if (acknowledged > 0) {
    throw new Error(
      `${file} is not there, and ${acknowledgedPath(file)} says that ${acknowledged} notifications came into it, the last of which may not be in the database: put it back with its -wal; if it is lost, delete ${acknowledgedPath(file)}: what Concur still has in its lists is read at the start`,
    )
  }
  writeFileSync(file, '', { mode: 0o600, flag: 'a' })
  chmodSync(file, 0o600)
}

/** Opens the file to write in it: what is committed is on disk. */
export function openForWriting(file: string): DatabaseSync {
  // None is made in place of one that was deleted.
  const database = new DatabaseSync(`${pathToFileURL(file).href}?mode=rw`, { timeout: LOCK_MS })
  database.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; select count(*) from sqlite_schema',
  )
  return database
}
