import { repeat, type Timer } from '../timers/repeat.ts'

/** Tells pages that the queue is not as it was. */
export interface QueueNews {
  /** @returns Ends it: the listener is told nothing any more. */
  listen(listener: QueueListener): () => void
  /** Ends it for all. */
  stop(): Promise<void>
}

/** A page that is open. */
export interface QueueListener {
  /** The stamp that it was made with, or was told last; untrusted. Told at once if that is another one, or absent. */
  readonly since: string | undefined
  /** Told the stamp after each change. */
  readonly tell: (stamp: string) => void
  /** Told that nothing comes any more. */
  readonly end: () => void
}

/** What watching the queue needs. */
export interface QueueNewsDeps {
  /** Names how the queue is now: any text that is another one when it has changed, see `queueStamp`. */
  readonly stamp: () => Promise<string>
  readonly everyMs: number
  /** Told why the queue could not be looked at, which is tried again. */
  readonly failed: (error: unknown) => void
}

/**
 * Looks at the store for all pages that are open in this process, and only while there are any. What other processes do
 * is seen too, whatever stands between them and the database.
 */
export function watchQueue({ stamp, everyMs, failed }: QueueNewsDeps): QueueNews {
  /** What each of them knows. */
  const known = new Map<QueueListener, string | undefined>()
  let timer: Timer | undefined

  return {
    listen(listener) {
      known.set(listener, listener.since)
      timer ??= repeat(look, 0)
      return () => {
        known.delete(listener)
        if (known.size === 0) void end()
      }
    },
    async stop() {
      const listeners = [...known.keys()]
      known.clear()
      for (const listener of listeners) listener.end()
      await end()
    },
  }

  async function end(): Promise<void> {
    const ending = timer
    timer = undefined
    await ending?.stop()
  }

  async function look(signal: AbortSignal): Promise<number> {
    try {
      const now = await stamp()
      if (!signal.aborted) tellAll(now)
    } catch (error) {
      failed(error)
    }
    return everyMs
  }

  function tellAll(now: string): void {
    for (const [listener, before] of known) {
      if (before === now) continue
      known.set(listener, now)
      listener.tell(now)
    }
  }
}
