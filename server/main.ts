import { enableCompileCache } from 'node:module'
import { userInfo } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import type { CommandContext } from './commands/context.ts'

// What is imported from here on, also by threads, is compiled once and found again; where it cannot be kept it is compiled
// anew. A thread for which all is found loads no compiler for TypeScript, which takes 17 MB.
const { directory } = enableCompileCache()
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory
// What is young is cleared away at 1 MB instead of 16, in every thread.
if (process.argv[2] === 'start') setFlagsFromString('--semi-space-growth-factor=1')

const { commandLine } = await import('./commands/command-line.ts')
const { CommandFailure } = await import('./commands/context.ts')
const { ConnectorError } = await import('./connector-error.ts')

/** The only file that touches the process: what the commands need of it, they are given here. */
const context: CommandContext = {
  environment: process.env,
  folder: process.cwd(),
  print: (text) => {
    process.stdout.write(`${text}\n`)
  },
  write: (text) =>
    new Promise((resolve) => {
      process.stdout.write(text, () => resolve())
    }),
  ...(process.stdout.isTTY && { columns: process.stdout.columns }),
  logOutput: {
    write: (lines) => {
      process.stdout.write(lines)
    },
    onExit: (flush) => {
      process.once('exit', flush)
    },
  },
  progress: async (steps) => {
    const { Presets, SingleBar } = await import('cli-progress')
    const bar = new SingleBar({ format: '{bar} {value} of {total}, {eta_formatted} left' }, Presets.rect)
    if (process.stderr.isTTY) bar.start(steps, 0)
    return { step: () => bar.increment(), stop: () => bar.stop() }
  },
  login,
  ...(process.stdin.isTTY && {
    ask: async (question: string) =>
      (await import('./commands/ask-line.ts')).askLine(question, process.stdin, process.stderr),
  }),
  readNewSecret: async (what) =>
    (await import('./commands/read-secret.ts')).readNewSecret(what, process.stdin, process.stderr),
  stopRequested: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
      onParentGone(() => resolve('end of npm'))
    }),
}

// A full disk or a reader that went away must not end a connector that can do its work without a log.
process.stdout.on('error', () => undefined)
let exitCode = 0
try {
  await commandLine(context).parseAsync()
} catch (error) {
  exitCode = error instanceof CommandFailure ? error.exitCode : 1
  const isExpected = error instanceof CommandFailure || error instanceof ConnectorError
  process.stderr.write(
    `${isExpected || !(error instanceof Error) ? String(error).replace(/^\w+: /, '') : error.stack}\n`,
  )
}
process.stdout.write('', () => process.exit(exitCode))

/** In a container a number may be all that there is of a user. */
function login(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

/** npm does not pass a signal on to what it runs: it ends, its shell with it, and we would stay behind. */
function onParentGone(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, 500)
}
