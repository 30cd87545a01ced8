// The thread that SQLite runs in: it blocks whoever waits for the disk, and the thread that answers Concur must not.
// Statements of several connections come in as messages, and one connection to the file answers them. Whoever only reads
// and wants all of it from one moment does so in another thread, see `sqlite-snapshots`.
//
//   no transaction ── begin ──> owned by one connection ── commit or rollback ──> no transaction
//    │   ↑                       only its statements are taken, one by one
//    └───┘ questions that stand one behind the other share one commit
//
//   T1. Of one connection, answers come in the order of its statements.
//   T2. While a transaction is open, statements of other connections wait: they would become part of it.
//   T3. A statement that writes is answered after its commit, also where it shares that with others.
//   T4. A statement that fails costs those it shares a commit with nothing. If the commit fails, all that wrote fail.
//   T5. A message to close is obeyed when what may be answered of what came before it has been.
//   T6. A commit counts only if it is in the file that the next start will open: while the file is gone, replaced or
//       known to be damaged, whatever is not just reading fails.
//   T7. Of the statements of one question all are carried out or none.
import type { DatabaseSync } from 'node:sqlite'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { guardFile } from './sqlite-guard.ts'
import {
  type Answer,
  attachArrivals,
  type Damage,
  described,
  type Notice,
  openSqlite,
  type Question,
} from './sqlite-statements.ts'

/** What may share a commit with others. */
const SHARES = /^\s*(select|insert|update|delete)\b/i
const WRITES = /^\s*(insert|update|delete)\b/i
/** Damage that these meet is of the other file: whoever asked tells its door. */
const OF_ARRIVALS = /\barrival\b/i
const READS = /^\s*(select|pragma|rollback)\b/i

const path: unknown = workerData
if (parentPort !== null && typeof path === 'string') serve(path, parentPort)

function serve(file: string, port: NonNullable<typeof parentPort>): void {
  const { database, answer } = openSqlite(file)
  setUp(database, file)
  const guard = guardFile(database, file, {
    tell: (trouble) => port.postMessage({ trouble } satisfies Notice),
  })
  const waiting: Question[] = []
  /** The connection whose transaction is open (T2). */
  let owner: number | undefined

  port.on('message', (message: Question | Damage | 'close') => {
    let next: { readonly message: Question | Damage | 'close' } | undefined = { message }
    let isClosing = false
    for (; next !== undefined; next = receiveMessageOnPort(port)) {
      if (next.message === 'close') isClosing = true
      else if ('damage' in next.message) guard.failed(next.message.damage)
      else waiting.push(next.message)
    }
    answerAll()
    if (!isClosing) return
    guard.close()
    database.close()
    port.close()
  })

  function answerAll(): void {
    for (;;) {
      const together = takeNext()
      if (together.length === 0) return
      const refusal = owner === undefined ? guard.refusal() : undefined
      const answers = refusal === undefined ? answerTogether(together) : refuse(together, refusal)
      for (const [index, each] of answers.entries()) {
        if ('error' in each && !together[index]?.statements.some(({ sql }) => OF_ARRIVALS.test(sql))) {
          guard.failed(each.error)
        }
      }
      owner = database.isTransaction ? together[0]?.connection : undefined
      for (const { sql } of together.flatMap(({ statements }) => statements)) guard.ran(sql)
      const lost = owner === undefined ? committed(together) : undefined
      for (const each of lost === undefined ? answers : refuse(together, lost)) port.postMessage(each)
    }
  }

  /** T6. Looked at after the commit, since the file may have gone right before it. */
  function committed(questions: readonly Question[]): Error | undefined {
    return questions.every(isOf(READS)) ? undefined : guard.committed()
  }

  /** T6. Reads all the same. */
  function refuse(questions: readonly Question[], reason: Error): readonly Answer[] {
    const error = described(reason)
    return questions.map((question) =>
      isOf(READS)(question) ? answer(question) : { id: question.id, error },
    )
  }

  /** The first that may be answered now, with those right behind it that may share a commit with it. */
  function takeNext(): readonly Question[] {
    if (owner !== undefined) {
      const first = waiting.findIndex(({ connection }) => connection === owner)
      return first === -1 ? [] : waiting.splice(first, 1)
    }
    const end = waiting.findIndex((question) => !isOf(SHARES)(question))
    return waiting.splice(0, end === -1 ? waiting.length : Math.max(end, 1))
  }

  /** A commit costs more than what is committed, so that writes share one (T3, T4). */
  function answerTogether(questions: readonly Question[]): readonly Answer[] {
    const writes = questions.filter(({ statements }) => statements.some(({ sql }) => WRITES.test(sql)))
    if (writes.reduce((sum, { statements }) => sum + statements.length, 0) < 2) return questions.map(answer)
    try {
      database.exec('begin immediate')
      const answers = questions.map(answerWhole)
      database.exec('commit')
      return answers
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      const failed = described(error)
      return questions.map((question) =>
        writes.includes(question) ? { id: question.id, error: failed } : answer(question),
      )
    }
  }

  /** T4, T7. In a transaction. */
  function answerWhole(question: Question): Answer {
    const isSeveral = question.statements.length > 1
    if (isSeveral) database.exec('savepoint question')
    const given = answer(question)
    // A full disk makes SQLite roll back by itself; the rest would be committed without what came before it.
    if (!database.isTransaction) throw new Error('error' in given ? given.error.message : 'rolled back')
    if (isSeveral && !('results' in given)) database.exec('rollback to question')
    if (isSeveral) database.exec('release question')
    return given
  }
}

/** Whether all of its statements begin like that. */
function isOf(kind: RegExp): (question: Question) => boolean {
  return ({ statements }) => statements.every(({ sql }) => kind.test(sql))
}

function setUp(database: DatabaseSync, file: string): void {
  // Takes effect only in a file that is made now, before anything else is in it.
  database.exec('pragma auto_vacuum = incremental')
  database.exec('pragma journal_mode = wal')
  // T3. A commit returns when it is on disk.
  database.exec('pragma synchronous = full')
  database.exec('pragma foreign_keys = on')
  // What is deleted or replaced is gone from the file: a person may have asked for that.
  database.exec('pragma secure_delete = on')
  // After what is said of the database itself: none of that is about them.
  attachArrivals(database, file)
  // Opens the write-ahead log.
  database.exec('select count(*) from main.sqlite_schema')
}
