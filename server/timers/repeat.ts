import { setTimeout as sleep } from 'node:timers/promises'

/** Something that runs again and again. */
export interface Timer {
  /** Begins no run any more; resolves when the one in hand has ended. */
  stop(): Promise<void>
}

/**
 * Runs something again and again, one run after the other, until it is stopped.
 * @param run Says after how many milliseconds it is to run next. Its signal is aborted by the stop. It has to deal with
 * its errors itself: one that it throws is a bug, and ends the process.
 * @param firstMs When to run for the first time; 0 is at once.
 */
export function repeat(run: (signal: AbortSignal) => Promise<number>, firstMs: number): Timer {
  const stopping = new AbortController()
  const { signal } = stopping
  const running = runAll()

  return {
    async stop() {
      stopping.abort()
      await running
    },
  }

  async function runAll(): Promise<void> {
    let waitMs = firstMs
    for (;;) {
      // Rejects when it is stopped, which is no trouble.
      if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      waitMs = await run(signal)
    }
  }
}
