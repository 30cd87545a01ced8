import type { CompiledQuery } from 'kysely'
import { type Database, isPostgres } from './database.ts'
import type { Statement } from './statement.ts'
import { storable } from './storable-text.ts'

/** Stands for a value in a statement that is compiled before it is known. */
class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  /** A moment is kept as its milliseconds. */
  getTime(): this {
    return this
  }
}

/** Gives one for each property that is asked for. */
const PLACEHOLDERS = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) })

/**
 * A statement that is compiled once: building it anew each time costs more than sending it.
 * @param build Its text must not depend on the values, which are placeholders there.
 * @returns Gives the statement with these values.
 */
export function prepared<Values extends object, Row>(
  build: (db: Database, values: Values) => CompiledQuery<Row>,
): (db: Database, values: Values) => Statement<Row>
export function prepared<Row>(
  build: (db: Database, values: object) => CompiledQuery<Row>,
): (db: Database, values: object) => Statement<Row> {
  const compiled = new Map<string, CompiledQuery<Row>>()
  return (db, values) => {
    // Plugins have a say in the text.
    const engine = [isPostgres(db) ? 'server' : 'file', ...pluginsOf(db)].join(' ')
    let known = compiled.get(engine)
    if (known === undefined) {
      known = build(db, PLACEHOLDERS)
      compiled.set(engine, known)
    }
    const given = new Map<string, unknown>(Object.entries(values))
    const parameters = known.parameters.map((value) =>
      value instanceof Placeholder ? toParameter(given.get(value.name)) : value,
    )
    return { sql: known.sql, parameters }
  }
}

function pluginsOf(db: Database): readonly string[] {
  return db.getExecutor().plugins.map((plugin) => plugin.constructor.name)
}

function toParameter(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : storable(value)
}
