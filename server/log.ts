import { createLogger, format, transports } from 'winston'

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

/** A log that writes JSON lines to stdout, or to a file. */
export function createLog(level: LogLevel, file?: string): Log {
  const logger = createLogger({
    level,
    format: format.combine(format.timestamp(), format.json()),
    transports: [file === undefined ? new transports.Console() : new transports.File({ filename: file })],
  })
  const write =
    (at: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      logger.log({ ...withoutErrors(fields), level: at, message: event })
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** An Error has no enumerable fields and would be logged as `{}`. */
function withoutErrors(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.stack : value]),
  )
}
