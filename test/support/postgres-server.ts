import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A PostgreSQL server of one test, which it may stop. */
export interface PostgresServer {
  /** `DATABASE_URL` of its empty database. */
  readonly url: string
  /** As if its machine had lost power: every connection is gone, and nothing is tidied up. */
  readonly stop: () => Promise<void>
  /** Resolves when it takes connections again, on the same port. */
  readonly start: () => Promise<void>
  /** Ends it and removes all that it wrote. */
  remove(): Promise<void>
}

/** Starts a new server. @returns Nothing where PostgreSQL's programs `initdb` and `pg_ctl` are not installed. */
export async function startPostgresServer(): Promise<PostgresServer | undefined> {
  const programs = findPrograms()
  if (programs === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'))
  const owner = await unprivileged()
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const port = await freePort()
  const call = (program: string, args: readonly string[]) =>
    run(join(programs, program), ['-D', data, ...args], { ...owner, cwd: folder })
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`
  const start = () => call('pg_ctl', ['start', '-w', '-l', join(folder, 'log'), '-o', options])

  await call('initdb', ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'])
  await start()
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await call('pg_ctl', ['stop', '-w', '-m', 'immediate'])
    },
    async start() {
      await start()
    },
    async remove() {
      // It may be stopped already.
      await call('pg_ctl', ['stop', '-w', '-m', 'immediate']).catch(() => undefined)
      await rm(folder, { recursive: true })
    },
  }
}

/** Debian keeps them off the path. */
function findPrograms(): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed(),
  ]
  return folders.find((each) => ['initdb', 'pg_ctl'].every((program) => existsSync(join(each, program))))
}

/** PostgreSQL refuses to run as root. */
async function unprivileged(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => run('id', [which, 'nobody'])))
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  server.close()
  await once(server, 'close')
  return address.port
}
