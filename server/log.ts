import { createLogger, format, transports } from 'winston'
import Transport from 'winston-transport'
import { secretRemover } from './without-secrets.ts'

/** What a log line carries beside its event: ids, codes, counts, durations; never a token, a name or an amount. */
export type LogFields = Readonly<Record<string, unknown>>

/** One JSON line per call on stdout: time, level, event (such as `notification.stored`) and the fields. */
export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

/** Says nothing: for commands, which report themselves what they find. */
export const SILENT_LOG: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** The levels that `LOG_LEVEL` takes; each includes those before it. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Where winston keeps the finished line. */
const MESSAGE = Symbol.for('message')

/** Where the lines go: the standard output of the process. */
export interface LogOutput {
  write(lines: string): void
  /** Calls back when the process ends; what is written then still arrives. */
  onExit(flush: () => void): void
}

/**
 * A log that writes JSON lines.
 * @param to An output, or the path of a file.
 * @param secrets Never come into a line, whoever has quoted them.
 */
export function createLog(level: LogLevel, to: LogOutput | string, secrets: readonly string[] = []): Log {
  const logger = createLogger({
    level,
    format: format.combine(format.timestamp(), format.json()),
    transports: [
      typeof to === 'string'
        ? new transports.File({ filename: to })
        : outputTransport(to, secretRemover(secrets)),
    ],
  })
  const write =
    (at: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      logger.log({ ...withoutErrors(fields), level: at, message: event })
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/**
 * Writes the lines that are logged together in one go, in the same turn of the event loop: a write of its own for each
 * would cost as much as answering a notification. What is left when the process exits is written then.
 */
function outputTransport(output: LogOutput, withoutSecrets: (text: string) => string): Transport {
  let lines = ''
  const flush = () => {
    if (lines !== '') output.write(lines)
    lines = ''
  }
  output.onExit(flush)
  return new Transport({
    log(info: { readonly [MESSAGE]: string }, next: () => void) {
      if (lines === '') setImmediate(flush)
      lines += `${withoutSecrets(info[MESSAGE])}\n`
      next()
    },
  })
}

/** An Error has no enumerable fields and would be logged as `{}`. */
function withoutErrors(fields: LogFields): LogFields {
  return Object.values(fields).some((value) => value instanceof Error)
    ? Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.stack : value]),
      )
    : fields
}
