import { setTimeout as sleep } from 'node:timers/promises'

// The door comes first: while it is busy, whoever takes over and whoever reviews pause between what they do, so that the
// processors are the door's. They never stop, and a flood that lasts costs them their turn for no longer than
// LONGEST_MS: from then until it ends they have their share.

/** What gives way, and how long it pauses for each of its steps. */
const PAUSES = {
  claim: { busy: 200, brisk: 40 },
  'take over': { busy: 250, brisk: 20 },
} as const
/** Shares of the door's time in which it works. */
const BUSY = 0.7
const BRISK = 0.4
const SAMPLE_MS = 50
const LONGEST_MS = 300_000

/** Gives way to the door. */
export interface GiveWay {
  /** Resolves when the next step may begin: at once where the door has little to do. */
  turn(of: keyof typeof PAUSES): Promise<void>
}

/** How time goes by, in milliseconds. */
export interface Pace {
  /** Since some moment. */
  readonly steady: () => number
  readonly sleep: (ms: number) => Promise<unknown>
}

const OURS: Pace = { steady: () => performance.now(), sleep: (ms) => sleep(ms) }

/** @param use The share of the time since it was asked last in which the door has worked. */
export function createGiveWay(use: () => number, { steady, sleep: pause } = OURS): GiveWay {
  const lastAt = { claim: -Infinity, 'take over': -Infinity }
  let share = 0
  let sampledAt = -Infinity
  let busySince: number | undefined

  return {
    async turn(of) {
      const waitMs = lastAt[of] + pauseOf(of) - steady()
      if (waitMs > 0) await pause(waitMs)
      lastAt[of] = steady()
    },
  }

  function pauseOf(of: keyof typeof PAUSES): number {
    sample()
    const isTheirShare = busySince !== undefined && steady() - busySince >= LONGEST_MS
    if (share < BRISK || isTheirShare) return 0
    return share < BUSY ? PAUSES[of].brisk : PAUSES[of].busy
  }

  function sample(): void {
    if (steady() - sampledAt < SAMPLE_MS) return
    share = use()
    sampledAt = steady()
    if (share < BRISK) busySince = undefined
    else busySince ??= sampledAt
  }
}
