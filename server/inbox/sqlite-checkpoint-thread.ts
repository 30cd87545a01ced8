import { DatabaseSync } from 'node:sqlite'
import { isMainThread, workerData } from 'node:worker_threads'

const EVERY_MS = 500

// This file is the thread: moving what is in the log into the database file takes many milliseconds and waits for the
// disk twice, and whoever waits for a commit need not wait for that. It ends when it is terminated.
const path: unknown = workerData
if (!isMainThread && typeof path === 'string') keepUp(path)

function keepUp(file: string): void {
  const database = new DatabaseSync(file)
  database.exec('pragma synchronous = full')
  const checkpoint = database.prepare('pragma wal_checkpoint(passive)')
  setInterval(() => {
    try {
      checkpoint.all()
    } catch {
      // A full disk, or another process at the same work: the thread that writes meets it, too, and says so.
    }
  }, EVERY_MS)
}
