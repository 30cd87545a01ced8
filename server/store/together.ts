// Statements that travel together: to the thread of SQLite in one message, to a server without waiting for each answer.
import { CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely'
import type { Database } from './database.ts'

/** A statement as it goes to the database. */
export interface Statement<Row = unknown> {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** It has to change, or to find, something: otherwise nothing is kept of all of them, and this is thrown. */
  readonly orElse?: () => Error
  /** Of what it answers; only a type. */
  readonly row?: Row
}

/** What each of them answered; or which one has found nothing, and had to. */
export type Together = readonly QueryResult<never>[] | { readonly missing: number }

/** A connection that takes several statements at once, and carries out all of them or none. */
export interface TogetherConnection extends DatabaseConnection {
  readonly executeTogether: (statements: readonly Statement[]) => Promise<Together>
}

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

/** The same statement, which has to change or find something. */
export function orElse<Row>(statement: Statement<Row>, refusal: () => Error): Statement<Row> {
  return { ...statement, orElse: refusal }
}

/** Whether it has changed nothing and found nothing. */
export function isIdle({ rows = [], numAffectedRows = 0n }: Partial<QueryResult<unknown>> = {}): boolean {
  return rows.length === 0 && numAffectedRows === 0n
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
