import { writeSync } from 'node:fs'
import type { LogOutput } from '../log.ts'

const STDOUT = 1
/** POSIX: so much is written to a pipe whole or not at all, so that lines of other threads stay whole, too. */
const PIPE_BYTES = 4096
/** Whoever reads the log is slow or gone: more is not kept for them. */
const MAX_WAITING = 4_000_000
const RETRY_MS = 5

/**
 * The standard output of the process, written from a thread that waits neither for the main thread, by which Node would
 * send it, nor for whoever reads.
 */
export function standardOutput(): LogOutput {
  let waiting = ''
  /** What of them is on its way. */
  let piece = Buffer.alloc(0)
  let dropped = 0
  let retry: NodeJS.Timeout | undefined

  return {
    write(lines) {
      if (waiting.length + lines.length > MAX_WAITING) {
        dropped += 1
        return
      }
      waiting += lines
      if (retry === undefined) flush()
    },
    // The thread lives until it has written what it has to say.
    onExit: () => undefined,
  }

  function flush(): void {
    retry = undefined
    try {
      while (hasMore()) piece = piece.subarray(writeSync(STDOUT, piece))
    } catch (error) {
      if (isFull(error)) {
        retry = setTimeout(flush, RETRY_MS)
        return
      }
      // Nobody reads any more; without a log the door can do its work.
      waiting = ''
      piece = Buffer.alloc(0)
    }
  }

  function hasMore(): boolean {
    if (piece.length > 0) return true
    if (waiting === '' && dropped > 0) {
      waiting = `${JSON.stringify({ level: 'warn', message: 'log.dropped', times: dropped })}\n`
      dropped = 0
    }
    const lines = firstLines(waiting)
    waiting = waiting.slice(lines.length)
    piece = Buffer.from(lines)
    return piece.length > 0
  }
}

/** As many whole lines as go at once; one that is longer alone. */
function firstLines(text: string): string {
  if (Buffer.byteLength(text) <= PIPE_BYTES) return text
  let end = text.indexOf('\n') + 1
  for (;;) {
    const next = text.indexOf('\n', end) + 1
    if (next === 0 || Buffer.byteLength(text.slice(0, next)) > PIPE_BYTES) return text.slice(0, end)
    end = next
  }
}

/** The pipe is: nothing was written this time. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
}
