import type { CompiledQuery } from 'kysely'
import type { Database } from '../../server/store/database.ts'

/** What the store is asked for at one time: a statement by itself, or a transaction with all of its statements. */
export interface StoreRequest {
  /** Without those that begin and end a transaction, which not every engine asks like others. */
  readonly statements: readonly string[]
}

const ABOUT_TRANSACTIONS = /^(?:begin|start transaction|commit|rollback)\b/
/** That something was stored is told to other processes whenever there is time for it. */
const TELLS_OTHERS = /\bpg_notify\b/

/**
 * Notes what a database is asked for from now on, in order.
 * @param after Called after each statement, before its answer is handed on.
 */
export function watchRequests(
  db: Database,
  after: (request: StoreRequest) => Promise<void> = () => Promise.resolve(),
): StoreRequest[] {
  const requests: StoreRequest[] = []
  const executor = db.getExecutor()
  const provide = executor.provideConnection.bind(executor)
  executor.provideConnection = (consumer, options) =>
    provide(async (connection) => {
      const statements: string[] = []
      const request = { statements }
      const execute = connection.executeQuery.bind(connection)
      connection.executeQuery = async <Row>(query: CompiledQuery) => {
        const result = await execute<Row>(query)
        if (ABOUT_TRANSACTIONS.test(query.sql) || TELLS_OTHERS.test(query.sql)) return result
        if (statements.length === 0) requests.push(request)
        statements.push(query.sql)
        await after(request)
        return result
      }
      try {
        return await consumer(connection)
      } finally {
        // It may be used again by somebody else.
        connection.executeQuery = execute
      }
    }, options)
  return requests
}

/** `snapshot`, `transaction`, or of a statement what it does and with which table first, such as `insert presence`. */
export function nameOf({ statements }: StoreRequest): string {
  const [first = '', ...others] = statements
  if (others.length > 0)
    return statements.every((each) => /^\s*select\b/.test(each)) ? 'snapshot' : 'transaction'
  const [, verb = first, table = ''] = /^(\w+)\b.*?\b(?:from|into|update) "?(\w+)"?/s.exec(first) ?? []
  return `${verb} ${table}`
}
