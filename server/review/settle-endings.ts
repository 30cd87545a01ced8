import type { Claimed, Inbox } from '../store/inbox/inbox.ts'
import type { AttemptOutcome } from './retry.ts'

/** Records how attempts have ended. */
export interface Settler {
  /** Rejects when the database is in trouble; the ending is kept for {@link settleAgain}. */
  settle(claimed: Claimed, ending: AttemptOutcome): Promise<void>
  /** Tries what could not be settled once more. Never rejects. */
  settleAgain(): Promise<void>
}

/** How an attempt ended is not forgotten because the database was in trouble just then, or it would be made again. */
export function createSettler(inbox: Inbox, now: () => Date): Settler {
  /** With what time it was when they ended, which the time of another attempt counts from. */
  const unsettled = new Map<Claimed, readonly [AttemptOutcome, Date]>()

  return {
    settle: (claimed, ending) => settle(claimed, ending, now()),
    async settleAgain() {
      // One that cannot be settled must not keep the others from it; that it failed, the log says already.
      await Promise.allSettled(
        Array.from(unsettled, ([claimed, [ending, at]]) => settle(claimed, ending, at)),
      )
    },
  }

  async function settle(claimed: Claimed, ending: AttemptOutcome, endedAt: Date): Promise<void> {
    try {
      await record(claimed, ending, endedAt)
      unsettled.delete(claimed)
    } catch (error) {
      unsettled.set(claimed, [ending, endedAt])
      throw error
    }
  }

  async function record(claimed: Claimed, ending: AttemptOutcome, endedAt: Date): Promise<void> {
    if (ending.kind === 'again') {
      await inbox.retryLater(claimed, ending, endedAt)
    } else if (ending.kind === 'dead') {
      const { reasonCode, reason } = ending
      await inbox.settle(claimed, { state: 'dead', reasonCode, reason }, now())
    } else if (ending.isSettled !== true) {
      await inbox.settle(claimed, { state: 'done' }, now())
    }
  }
}
