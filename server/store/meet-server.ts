import type { PoolClient } from 'pg'

/**
 * Looks whether the server can be the database.
 * @param named The schema that the address names.
 * @returns The schema of our tables.
 * @throws {Error} If it cannot; the message says what to do.
 */
export async function meetServer(client: PoolClient, named: string | undefined): Promise<string> {
  const { rows } = await client.query<Server>(
    `select current_user as role, current_setting('server_encoding') as encoding,
      case when $1::text is null then current_schema()
        else (select nspname from pg_namespace where nspname = $1) end as schema`,
    [named],
  )
  const { role, encoding, schema } = rows[0] ?? { role: '', encoding: '', schema: null }
  if (schema === null) {
    const missing = named === undefined ? 'none of the schemas in its search_path' : `no schema ${named}`
    throw new Error(`the role ${role} finds ${missing}: create schema ${named ?? role} authorization ${role}`)
  }
  if (encoding !== 'UTF8') {
    throw new Error(
      `the encoding of the database is ${encoding}, which has no place for many letters that names have: make another with create database ... encoding 'UTF8' template template0`,
    )
  }
  return schema
}

interface Server {
  readonly role: string
  readonly encoding: string
  readonly schema: string | null
}
