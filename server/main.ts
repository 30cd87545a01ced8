import { enableCompileCache } from 'node:module'
import { userInfo } from 'node:os'
import { Presets, SingleBar } from 'cli-progress'
import { askLine } from './commands/ask-line.ts'
import { commandLine } from './commands/command-line.ts'
import { type CommandContext, CommandFailure } from './commands/context.ts'
import { readNewSecret } from './commands/read-secret.ts'
import { ConnectorError } from './connector-error.ts'

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
  progress: (steps) => {
    const bar = new SingleBar({ format: '{bar} {value} of {total}, {eta_formatted} left' }, Presets.rect)
    if (process.stderr.isTTY) bar.start(steps, 0)
    return { step: () => bar.increment(), stop: () => bar.stop() }
  },
  login,
  ...(process.stdin.isTTY && { ask: (question: string) => askLine(question, process.stdin, process.stderr) }),
  readNewSecret: (what) => readNewSecret(what, process.stdin, process.stderr),
  stopRequested: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
      onParentGone(() => resolve('end of npm'))
    }),
}

// What a command loads is compiled once and found again; where that cannot be kept it is compiled anew.
enableCompileCache()
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
