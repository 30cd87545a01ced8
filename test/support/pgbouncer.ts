import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../connector/until.ts'
import { unprivileged } from './postgres-server.ts'
import { steadyPort } from './steady-port.ts'

/** PgBouncer in front of a server. */
export interface Pooler {
  /** The server's `DATABASE_URL`, by way of the pooler. */
  readonly url: string
  close(): Promise<void>
}

/**
 * As it is installed, but for the pool's mode and for 5 sessions at the server.
 * @param settings Lines of its file.
 * @returns Nothing where it is not installed.
 */
export async function startPgbouncer(
  serverUrl: string,
  mode: 'session' | 'transaction',
  settings: readonly string[] = [],
): Promise<Pooler | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'pgbouncer-'))
  const owner = await unprivileged()
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
  const server = new URL(serverUrl)
  const port = await steadyPort()
  await writeFile(
    join(folder, 'pgbouncer.ini'),
    [
      '[databases]',
      `* = host=127.0.0.1 port=${server.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = trust',
      'auth_file = users',
      `pool_mode = ${mode}`,
      'default_pool_size = 5',
      ...settings,
    ].join('\n'),
  )
  await writeFile(join(folder, 'users'), `"${server.username}" ""\n`)
  const program = spawn('pgbouncer', ['-q', 'pgbouncer.ini'], { cwd: folder, stdio: 'ignore', ...owner })
  const failed = once(program, 'error')
  const ended = once(program, 'exit')
  const isThere = await Promise.race([failed.then(() => false), once(program, 'spawn').then(() => true)])
  if (!isThere) {
    await rm(folder, { recursive: true })
    return undefined
  }
  await until('the pooler to listen', () => answers(port))
  server.port = String(port)
  return {
    url: server.href,
    async close() {
      program.kill()
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isThere = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return isThere
}
