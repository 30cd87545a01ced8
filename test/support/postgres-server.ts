import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { steadyPort } from './steady-port.ts'

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

/** Starts a new server. @returns Nothing where PostgreSQL's programs are not installed. */
export async function startPostgresServer(): Promise<PostgresServer | undefined> {
  const programs = await usePostgresPrograms()
  if (programs === undefined) return undefined
  const { call, folder } = programs
  const data = join(folder, 'data')
  const port = await steadyPort()

  await call('initdb', ['-D', data, ...INITDB])
  const server = serverIn(programs, data, port)
  await server.start()
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, ...server, remove: programs.remove }
}

/** How clusters of tests are made: quick, and with the login that needs no password. */
export const INITDB = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']

/** PostgreSQL's programs, for a user that may run them. */
export interface PostgresPrograms {
  /** A folder of that user, for all that one test needs. */
  readonly folder: string
  readonly call: (program: string, args: readonly string[]) => Promise<unknown>
  /** Stops what still runs in the folder, and removes it. */
  readonly remove: () => Promise<void>
}

/** @returns Nothing where they are not installed. */
export async function usePostgresPrograms(): Promise<PostgresPrograms | undefined> {
  const programs = findPrograms()
  if (programs === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'))
  const owner = await unprivileged()
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
  const call = (program: string, args: readonly string[]) =>
    run(join(programs, program), args, { ...owner, cwd: folder })
  return {
    folder,
    call,
    async remove() {
      for (const data of globSync(join(folder, '*', 'postmaster.pid')).map(dirname)) {
        await call('pg_ctl', ['-D', data, ...STOP]).catch(() => undefined)
      }
      await rm(folder, { recursive: true })
    },
  }
}

/** As if its machine had lost power. */
const STOP = ['stop', '-w', '-m', 'immediate']

/** Starts and stops the server of a cluster. */
export function serverIn({ call, folder }: PostgresPrograms, data: string, port: number) {
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`
  return {
    async stop(): Promise<void> {
      await call('pg_ctl', ['-D', data, ...STOP])
    },
    async start(): Promise<void> {
      await call('pg_ctl', ['-D', data, 'start', '-w', '-l', join(folder, 'log'), '-o', options])
    },
  }
}

/** Debian keeps them off the path. */
function findPrograms(): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed(),
  ]
  return folders.find((each) =>
    ['initdb', 'pg_ctl', 'pg_basebackup'].every((program) => existsSync(join(each, program))),
  )
}

/** PostgreSQL and PgBouncer refuse to run as root. */
export async function unprivileged(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => run('id', [which, 'nobody'])))
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
}
