import { createLogger, format, transports } from 'winston'
import Transport from 'winston-transport'

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

/** A log that writes JSON lines to stdout, or to a file. */
export function createLog(level: LogLevel, file?: string): Log {
  const logger = createLogger({
    level,
    format: format.combine(format.timestamp(), format.json()),
    transports: [file === undefined ? stdoutTransport() : new transports.File({ filename: file })],
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
function stdoutTransport(): Transport {
  let lines = ''
  const flush = () => {
    if (lines !== '') process.stdout.write(lines)
    lines = ''
  }
  process.once('exit', flush)
  return new Transport({
    log(info: { readonly [MESSAGE]: string }, next: () => void) {
      if (lines === '') setImmediate(flush)
      lines += `${info[MESSAGE]}\n`
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
