import type { Log, LogFields } from '../../server/log.ts'

/** A line of the log, as it was written. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly event: string
  readonly fields: LogFields
}

/** A log that keeps its lines. */
export function recordedLog(): Log & { readonly lines: readonly LogLine[]; of(event: string): LogLine[] } {
  const lines: LogLine[] = []
  const write =
    (level: LogLine['level']) =>
    (event: string, fields: LogFields = {}) => {
      lines.push({ level, event, fields })
    }
  return {
    lines,
    of: (event) => lines.filter((line) => line.event === event),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
}
