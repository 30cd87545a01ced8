import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { undoAtEnd } from './leave-nothing.ts'

/** A connector in a process of its own. */
export interface Subject {
  readonly port: number
  readonly pid: number
  /** Of one that is watched: see longest-turn.ts. */
  readonly longestTurnMs: () => Promise<number>
  /** Asks it to end, and ends it after a while. */
  stop(): Promise<void>
}

/** This tree. */
export const ROOT = join(import.meta.dirname, '../..')
const LOOK_MS = 5
const MAX_START_MS = 60_000
/** The connector takes 13 s at most. */
const MAX_STOP_MS = 20_000
const MAX_TURN = join(import.meta.dirname, 'longest-turn.ts')

/** The connector that keeps nothing. */
export function startNaive(): Promise<Subject> {
  return startFile('naive-connector.ts')
}

/** A server that answers 200 at once, whatever comes: it shows what the load generator can ask for. */
export function startBare(): Promise<Subject> {
  return startFile('bare-server.ts')
}

async function startFile(name: string): Promise<Subject> {
  const port = await freePort()
  const file = join(import.meta.dirname, name)
  return started(spawn(process.execPath, [file, String(port)], silent(ROOT, {})), port)
}

/**
 * Ours, by default with a Concur that refuses every connection, so that only receiving is measured.
 * @param settings Beside the usual ones, or instead of them.
 * @param options.isWatched Whether {@link Subject.longestTurnMs} will be asked, which costs some time.
 * @param options.root The tree of an earlier build.
 */
export async function startConnector(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
  { isWatched = false, root = ROOT }: { readonly isWatched?: boolean; readonly root?: string } = {},
): Promise<Subject> {
  const port = await freePort()
  const environment = {
    CONNECTOR_USERNAME: 'bench-connector',
    CONNECTOR_PASSWORD: 'bench-password',
    TLS: 'off',
    HOST: '127.0.0.1',
    PORT: String(port),
    INTERNAL_PORT: '0',
    CONSOLE_PORT: '0',
    DATABASE_URL: databaseUrl,
    CONCUR_API_URL: 'http://127.0.0.1:9',
    CONCUR_CLIENT_ID: 'bench',
    CONCUR_CLIENT_SECRET: 'bench',
    ...settings,
  }
  const watch = isWatched ? ['--import', MAX_TURN] : []
  return started(
    spawn(process.execPath, [...watch, join(root, 'server/main.ts'), 'start'], silent(root, environment)),
    port,
  )
}

function silent(cwd: string, environment: NodeJS.ProcessEnv): SpawnOptions {
  return {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  }
}

/** Resolves once it listens; what it prints is read and thrown away, as a log collector would. */
async function started(child: ChildProcess, port: number): Promise<Subject> {
  const kill = undoAtEnd(() => child.kill('SIGKILL'))
  child.once('exit', kill)
  child.stdout?.resume()
  await untilListening(port, child)
  const pid = child.pid ?? 0
  return {
    port,
    pid,
    async longestTurnMs() {
      const answer = once(child, 'message')
      child.send('longest turn?')
      const [ms]: unknown[] = await answer
      return Number(ms)
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const late = setTimeout(kill, MAX_STOP_MS)
      await ended
      clearTimeout(late)
    },
  }
}

/** @throws {Error} If the process ends first, or takes too long. */
export async function untilListening(port: number, child?: ChildProcess): Promise<void> {
  const deadline = performance.now() + MAX_START_MS
  while (!(await isListening(port))) {
    const code = child?.exitCode ?? null
    if (code !== null) throw new Error(`the process ended with ${code} before it listened`)
    if (performance.now() > deadline) throw new Error('the process does not listen')
    await sleep(LOOK_MS)
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** One that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
