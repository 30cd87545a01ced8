import { PostgresQueryCompiler, SqliteQueryCompiler } from 'kysely'

/**
 * A text that both engines keep, as any other value: PostgreSQL refuses U+0000, which JSON can hold and XML cannot. It
 * becomes U+FFFD, as a control character in a report of v1.1 does.
 */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd')
  return Array.isArray(value) ? value.map(storable) : value
}

/** The same within JSON, where half of a character would be escaped, and is no text for PostgreSQL either. */
export function storableInJson(value: unknown): unknown {
  return typeof value === 'string' ? storable(value.toWellFormed()) : value
}

/** For PostgreSQL. */
export class StorablePostgres extends PostgresQueryCompiler {
  protected override appendValue(parameter: unknown): void {
    super.appendValue(storable(parameter))
  }
}

/** For SQLite, so that what it keeps can be copied to PostgreSQL. */
export class StorableSqlite extends SqliteQueryCompiler {
  protected override appendValue(parameter: unknown): void {
    super.appendValue(storable(parameter))
  }
}
