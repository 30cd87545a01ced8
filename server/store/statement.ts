import type { DatabaseConnection, QueryResult } from 'kysely'

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

/** The same statement, which has to change or find something. */
export function orElse<Row>(statement: Statement<Row>, refusal: () => Error): Statement<Row> {
  return { ...statement, orElse: refusal }
}

/** Whether it has changed nothing and found nothing. */
export function isIdle({ rows = [], numAffectedRows = 0n }: Partial<QueryResult<unknown>> = {}): boolean {
  return rows.length === 0 && numAffectedRows === 0n
}
