import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { CommandResult } from '../commands/run-command.ts'
import { until } from './until.ts'

const MAIN = join(import.meta.dirname, '../../server/main.ts')
const COMMAND_MS = 60_000
/** Some tests start a dozen at once, on a machine that may have other things to do. */
const START_MS = 60_000

/** A connector in a process of its own. */
export interface ConnectorProcess {
  /** Of the public listener. */
  readonly url: string
  /** JSON lines so far. */
  log(): string
  /** Sends a signal. @returns Exit status and signal of the end. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ending>
}

/** One that may end before it listens. */
export interface SpawnedConnector extends Omit<ConnectorProcess, 'url'> {
  readonly pid: number
  isListening(): boolean
  /** @returns The URL of the public listener. @throws If it ends instead. */
  listening(): Promise<string>
  /** Nothing where it has ended. */
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGUSR2'): void
  ended(): Promise<Ending>
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: string | null
}

const running = new Map<ChildProcess, () => void>()

/** For `afterEach`: ends the processes that a test has left behind. */
export function killProcesses(): void {
  for (const kill of running.values()) kill()
}

/** Runs a command of `server/main.ts` to its end. @param folder To run in. @param maxMs When it is killed. */
export async function runMain(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  folder?: string,
  maxMs = COMMAND_MS,
): Promise<CommandResult> {
  const child = spawnMain(args, settings, folder)
  const timer = setTimeout(() => child.kill('SIGKILL'), maxMs)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)])
  clearTimeout(timer)
  return { code: child.exitCode, stdout, stderr }
}

/** Starts a connector and waits until it listens. @throws If it ends instead. */
export function startConnectorProcess(
  settings: Readonly<Record<string, string>>,
  folder: string,
): Promise<ConnectorProcess> {
  return listening(spawnConnector(settings, folder))
}

/** Starts a connector without waiting for anything. */
export function spawnConnector(settings: Readonly<Record<string, string>>, folder: string): SpawnedConnector {
  return follow(spawnMain(['start'], settings, folder))
}

/** The same by `npm start`; signals go to npm. */
export function startWithNpm(settings: Readonly<Record<string, string>>): Promise<ConnectorProcess> {
  const folder = join(import.meta.dirname, '../..')
  // A group of its own, so that what npm leaves behind can be ended too.
  const child = spawnTracked('npm', ['start'], settings, { cwd: folder, detached: true })
  running.set(child, () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'))
  return listening(follow(child))
}

/** A demo that has settled its reports, and stays up. */
export interface DemoProcess {
  /** Of the console. */
  readonly consoleUrl: string
  end(signal: 'SIGINT'): Promise<{ readonly code: number | null }>
}

/** Starts the demo in that folder and waits until all of its reports are settled. */
export async function startDemoProcess(folder: string): Promise<DemoProcess> {
  const child = spawnMain(['demo'], {}, folder)
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  const isUp = () => {
    if (child.exitCode !== null) throw new Error(`the demo ended: ${printed}`)
    return printed.includes('Ctrl+C here')
  }
  await until(() => `the demo to settle its reports: ${printed}`, isUp, START_MS)
  return {
    consoleUrl: /decided at (\S+),/.exec(printed)?.[1] ?? '',
    async end(signal) {
      child.kill(signal)
      await exitOf(child)
      return { code: child.exitCode }
    },
  }
}

async function listening(spawned: SpawnedConnector): Promise<ConnectorProcess> {
  return { ...spawned, url: await spawned.listening() }
}

function follow(child: ReturnType<typeof spawnMain>): SpawnedConnector {
  let log = ''
  const collect = (chunk: Buffer) => {
    log += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const urlOf = () => /"url":"([^"]+)"/.exec(log)?.[1]
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const isListening = () => {
    if (hasEnded()) throw new Error(`the connector ended: ${log}`)
    return urlOf() !== undefined
  }
  async function ended(): Promise<Ending> {
    await exitOf(child)
    return { code: child.exitCode, signal: child.signalCode }
  }
  return {
    pid: child.pid ?? 0,
    isListening: () => !hasEnded() && urlOf() !== undefined,
    async listening() {
      await until(() => `the connector to listen: ${log}`, isListening, START_MS)
      return urlOf() ?? ''
    },
    log: () => log,
    signal: (signal) => void child.kill(signal),
    ended,
    end(signal) {
      child.kill(signal)
      return ended()
    },
  }
}

function spawnMain(args: readonly string[], settings: Readonly<Record<string, string>>, folder?: string) {
  return spawnTracked(process.execPath, [MAIN, ...args], settings, { cwd: folder })
}

function spawnTracked(
  command: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  options: { readonly cwd: string | undefined; readonly detached?: true },
) {
  const child = spawn(command, args, {
    ...options,
    // Nothing of the developer's own settings; coverage is collected where this runs under it.
    env: { ...only(['PATH', 'HOME', 'SystemRoot', 'NODE_V8_COVERAGE']), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.set(child, () => child.kill('SIGKILL'))
  child.once('close', () => running.delete(child))
  return child
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
}

function only(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
