import { join } from 'node:path'
import { Client } from 'pg'
import { print } from './figures.ts'

const POSTGRES = process.env['BENCH_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test'

/**
 * For each engine that is there, what makes an empty database and gives its `DATABASE_URL`.
 * @param schema On the PostgreSQL server; what is in it is lost.
 */
export async function benchDatabases(
  folder: string,
  schema = 'connector_bench',
): Promise<Readonly<Record<string, () => Promise<string>>>> {
  return {
    SQLite: () => Promise.resolve(`sqlite:${join(folder, `${Date.now()}.db`)}`),
    ...((await hasPostgres()) ? { PostgreSQL: () => freshSchema(schema) } : {}),
  }
}

async function hasPostgres(): Promise<boolean> {
  const client = new Client({ connectionString: POSTGRES, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    print('no PostgreSQL answers at BENCH_POSTGRES_URL: SQLite only')
    return false
  }
}

async function freshSchema(name: string): Promise<string> {
  const client = new Client({ connectionString: POSTGRES })
  await client.connect()
  await client.query(`drop schema if exists ${name} cascade; create schema ${name}`)
  await client.end()
  return `${POSTGRES}?options=-csearch_path%3D${name}`
}
