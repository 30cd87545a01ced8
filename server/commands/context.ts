import type { LogOutput } from '../log.ts'

/** What a command needs of the process that runs it. */
export interface CommandContext {
  readonly environment: NodeJS.ProcessEnv
  /** Absolute; where `.env`, `web.config` and relative paths are. */
  readonly folder: string
  /** Prints a line, or several. */
  readonly print: (text: string) => void
  /** Prints a piece of something long as it is; resolves when there is room for the next. */
  readonly write: (text: string) => Promise<void>
  /** How many characters of a line a person sees; absent where nobody looks. */
  readonly columns?: number
  readonly logOutput: LogOutput
  /** A bar for a person who waits, of so many steps; nothing where nobody looks. */
  readonly progress: (steps: number) => Promise<{ readonly step: () => void; readonly stop: () => void }>
  /** Of the operating system: who typed the command. */
  readonly login: () => string
  /** Asks for a secret that somebody chooses, such as `password`, without showing what is typed. */
  readonly readNewSecret: (what: string) => Promise<string>
  /** Asks a person who types; absent where nobody does. Nothing comes if the input ends. */
  readonly ask?: (question: string) => Promise<string | undefined>
  /** Resolves with the name of the signal that asks the process to end. */
  readonly stopRequested: () => Promise<string>
}

/** The command could not do what was asked, and its message says all that there is to say. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: number

  /** @param exitCode 2 where the settings or the call are wrong, 1 otherwise. */
  constructor(message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
