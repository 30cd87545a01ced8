// Statements that travel together: to the thread of SQLite in one message, to a server without waiting for each answer.
import { CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely'
import type { Database } from './database.ts'
import { isIdle, type Statement, type Together, type TogetherConnection } from './statement.ts'

type Answers<Statements extends readonly Statement[]> = {
  readonly [Index in keyof Statements]: Statements[Index] extends Statement<infer Row>
    ? QueryResult<Row>
    : never
}

/** Statements of one step, in a transaction of their own; or, one by one, in the one that `db` is. @returns What each answered. */
export async function together<const Statements extends readonly Statement[]>(
  db: Database,
  statements: Statements,
): Promise<Answers<Statements>>
export async function together(
  db: Database,
  statements: readonly Statement[],
): Promise<readonly QueryResult<unknown>[]> {
  return db.getExecutor().provideConnection(async (connection) => {
    const answers =
      !db.isTransaction && takesSeveral(connection)
        ? await connection.executeTogether(statements)
        : await oneByOne(connection, statements)
    if (!('missing' in answers)) return answers
    throw statements[answers.missing]?.orElse?.() ?? new Error('a statement has found nothing')
  })
}

function takesSeveral(connection: DatabaseConnection): connection is TogetherConnection {
  return 'executeTogether' in connection
}

async function oneByOne(connection: DatabaseConnection, statements: readonly Statement[]): Promise<Together> {
  const answers: QueryResult<never>[] = []
  for (const [index, { sql, parameters, orElse: refusal }] of statements.entries()) {
    const answer = await connection.executeQuery<never>(CompiledQuery.raw(sql, [...parameters]))
    if (refusal !== undefined && isIdle(answer)) return { missing: index }
    answers.push(answer)
  }
  return answers
}
