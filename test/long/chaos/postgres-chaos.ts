import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startPostgresPair } from '../../support/postgres-pair.ts'
import type { StorageChaos } from './fault.ts'

/** A server with a standby of its own. @returns Nothing where PostgreSQL's programs are not installed. */
export async function postgresChaos(): Promise<StorageChaos | undefined> {
  const pair = await startPostgresPair()
  if (pair === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'))
  return {
    settings: { DATABASE_URL: pair.url },
    folder,
    place: [
      { kind: 'connections terminated', strike: () => terminateAll(pair.url) },
      { kind: 'server restarted', strike: () => pair.restart() },
      { kind: 'switched to the standby', strike: () => pair.switchOver() },
    ],
    mayStart: () => true,
    url: () => pair.url,
    async remove() {
      await pair.remove()
      await rm(folder, { recursive: true })
    },
  }
}

async function terminateAll(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
  } finally {
    await client.end()
  }
}
