/** Keeps requests that share a limit apart. */
export type Pace = (key: string, gapMs: number, signal: AbortSignal) => Promise<void>

/**
 * Lets one request at a time begin, each at least its gap after the one before with the same key.
 * @param sleep Rejects when the signal aborts.
 */
export function createPace(now: () => Date, sleep: (ms: number, signal: AbortSignal) => Promise<void>): Pace {
  const nextAt = new Map<string, number>()
  return async (key, gapMs, signal) => {
    const time = now().getTime()
    // A clock that was put back must not make us wait for the hour that it went.
    const at = Math.min(Math.max(nextAt.get(key) ?? 0, time), time + 60_000)
    nextAt.set(key, at + gapMs)
    for (const [other, free] of nextAt) if (free < time) nextAt.delete(other)
    if (at > time) await sleep(at - time, signal)
  }
}
