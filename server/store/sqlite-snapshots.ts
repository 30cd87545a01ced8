// The thread that SQLite is read in by those who want all they read from one moment, such as the pages of the console.
// Each transaction has a connection to the file of its own, so that nothing changes for it until it ends; writing goes
// on meanwhile, in a thread of its own.
//
//   R1. Of one connection, answers come in the order of its statements.
//   R2. A transaction sees what was committed when it read for the first time, and nothing else.
//   R3. More than a few at once wait for one another, and not for those that write.
import { parentPort, workerData } from 'node:worker_threads'
import {
  type Answer,
  attachArrivals,
  described,
  openSqlite,
  type Question,
  type SqliteFile,
} from './sqlite-statements.ts'

/** Transactions that are open at one time; each has a cache of its own. */
const MAX_OPEN = 8

const path: unknown = workerData
if (parentPort !== null && typeof path === 'string') serve(path, parentPort)

function serve(file: string, port: NonNullable<typeof parentPort>): void {
  const idle: SqliteFile[] = []
  const open = new Map<number, SqliteFile>()
  /** The first statements of transactions that are to begin. */
  const waiting: Question[] = []

  port.on('message', (message: Question | 'close') => {
    if (message !== 'close') {
      waiting.push(message)
      answerAll()
      return
    }
    for (const { database } of [...idle, ...open.values()]) database.close()
    port.close()
  })

  function answerAll(): void {
    for (;;) {
      const next = waiting.findIndex(({ connection }) => open.has(connection) || open.size < MAX_OPEN)
      const [question] = next === -1 ? [] : waiting.splice(next, 1)
      if (question === undefined) return
      port.postMessage(answer(question))
    }
  }

  function openReader(): SqliteFile {
    const reader = openSqlite(file, true)
    attachArrivals(reader.database, file)
    return reader
  }

  function answer(question: Question): Answer {
    try {
      const reader = open.get(question.connection) ?? idle.pop() ?? openReader()
      const answered = reader.answer(question)
      if (reader.database.isTransaction) {
        open.set(question.connection, reader)
      } else {
        open.delete(question.connection)
        idle.push(reader)
      }
      return answered
    } catch (error) {
      return { id: question.id, error: described(error) }
    }
  }
}
