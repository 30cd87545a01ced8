import type { Log } from '../log.ts'
import { LEASE_MS, type UnderClaim } from '../store/claim-head.ts'
import { LeaseLostError } from '../store/lease-lost-error.ts'

/** What the workers need. */
export interface LeaseWorkersDeps<Claimed extends UnderClaim> {
  /** What they work on, for the log: `poll` or `delivery`. */
  readonly name: string
  /**
   * @param inHand What is being worked on.
   * @param most How many may be claimed; at least 1.
   */
  readonly claim: (now: Date, inHand: readonly Claimed[], most: number) => Promise<readonly Claimed[]>
  readonly renew: (claimed: Claimed, now: Date) => Promise<boolean>
  /**
   * Does the work and records how it ended. What it throws is a bug or trouble with the database: the lease runs out,
   * and somebody claims it again.
   * @param signal Cuts it: the process is to stop soon, or the claim was lost.
   */
  readonly work: (claimed: Claimed, signal: AbortSignal) => Promise<void>
  /** At once. */
  readonly count: number
  /** How soon work is found that another process has left, or whose time has come. */
  readonly lookMs: number
  readonly log: Log
  readonly now: () => Date
}

/** The workers of one process. */
export interface LeaseWorkers {
  /** There may be something to claim. */
  wake(): void
  /** Claims no more and lets what is in hand end. @param deadlineMs When it is cut. */
  stop(deadlineMs: number): Promise<void>
}

const RENEW_MS = LEASE_MS / 3
/** The database is in trouble. */
const PAUSE_MS = 2000

/** Starts claiming and working. */
export function startLeaseWorkers<Claimed extends UnderClaim>(deps: LeaseWorkersDeps<Claimed>): LeaseWorkers {
  const { name, log, now } = deps
  const inHand = new Map<Claimed, Promise<void>>()
  const stopping = new AbortController()
  const cut = new AbortController()
  let wake: (() => void) | undefined
  let isNews = false
  const loop = dispatch()

  return {
    wake: tell,
    async stop(deadlineMs) {
      stopping.abort()
      wake?.()
      const timer = setTimeout(() => cut.abort(), deadlineMs)
      await loop
      await Promise.all(inHand.values())
      clearTimeout(timer)
    },
  }

  /** Also heard by a look that is under way and may have come too early. */
  function tell(): void {
    isNews = true
    wake?.()
  }

  async function dispatch(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await dispatchSome()
      } catch (error) {
        log.error(`${name}.not-claimed`, { error })
        await pause(PAUSE_MS)
      }
    }
  }

  async function dispatchSome(): Promise<void> {
    if (inHand.size >= deps.count) {
      await Promise.race(inHand.values())
      return
    }
    isNews = false
    const claims = await deps.claim(now(), [...inHand.keys()], deps.count - inHand.size)
    if (claims.length === 0 && !isNews) await pause(deps.lookMs)
    for (const claimed of claims) {
      const task = work(claimed).finally(() => {
        inHand.delete(claimed)
        // The next in its line may have waited for it.
        tell()
      })
      inHand.set(claimed, task)
    }
  }

  async function work(claimed: Claimed): Promise<void> {
    const lost = new AbortController()
    const renewal = setInterval(() => {
      void renew(claimed, lost)
    }, RENEW_MS)
    try {
      await deps.work(claimed, AbortSignal.any([cut.signal, lost.signal]))
    } catch (error) {
      if (!(error instanceof LeaseLostError)) log.error(`${name}.failed`, { [name]: claimed.id, error })
    } finally {
      clearInterval(renewal)
    }
  }

  async function renew(claimed: Claimed, lost: AbortController): Promise<void> {
    try {
      const isHeld = await deps.renew(claimed, now())
      if (!isHeld) lost.abort()
    } catch (error) {
      log.warn('lease.not-renewed', { error })
    }
  }

  /** Until something happens, or so long. */
  function pause(ms: number): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
