import type { Log } from '../log.ts'
import { LEASE_MS, type UnderClaim } from '../store/claim-head.ts'
import { LeaseLostError } from '../store/lease-lost-error.ts'

// The loop of everything that is worked on under a lease: notifications, polls, callbacks.
//
//   claim ──> work, the lease renewed meanwhile ──> recorded by the work itself, under its claim
//               │  the lease is lost, or the process stops and the deadline has come
//               └────────────────────────────> cut by the work's signal
//
//   L1. One loop claims, and never more than `count` are in hand.
//   L2. A lease is renewed three times before it runs out, from the claim to the end of the work.
//   L3. A worker whose claim is another's is cut at once: the signal's reason is then a LeaseLostError.
//   L4. News that come during a look are not lost: it is repeated before the loop rests.
//   L5. After `stop` nothing is claimed, and what is in hand has until the deadline.
//   L6. Trouble with the database ends nothing: it is logged, and after a pause the loop goes on.

/** What the workers need. */
export interface LeaseWorkersDeps<Claimed extends UnderClaim> {
  /** What they do, for the log: a throw of {@link work} is `<name>.failed`. */
  readonly name: string
  /** The event of the log when nothing could be claimed, such as `inbox.failed`. */
  readonly notClaimed: string
  /**
   * @param inHand What is being worked on.
   * @param most How many may be claimed; at least 1.
   * @returns Nothing if there is no reason to look again before something happens or `lookMs` have passed.
   */
  readonly claim: (now: Date, inHand: readonly Claimed[], most: number) => Promise<readonly Claimed[]>
  readonly renew: (claimed: Claimed, now: Date) => Promise<boolean>
  /**
   * Does the work and records how it ended. What it throws is a bug or trouble with the database: the lease runs out,
   * and somebody claims it again.
   * @param signal Cuts it: the process is to stop soon, or the claim was lost.
   */
  readonly work: (claimed: Claimed, signal: AbortSignal) => Promise<void>
  /** What begins when all that is in hand has ended, and has nothing begin beside it; nothing, if not given. */
  readonly isAlone?: (claimed: Claimed) => boolean
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
  const { name, log, now, isAlone = () => false } = deps
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

  /** Also heard by a look that is under way and may have come too early (L4). */
  function tell(): void {
    isNews = true
    wake?.()
  }

  async function dispatch(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await dispatchSome()
      } catch (error) {
        log.error(deps.notClaimed, { error })
        await pause(PAUSE_MS)
      }
    }
  }

  async function dispatchSome(): Promise<void> {
    const atWork = [...inHand.keys()]
    if (atWork.length >= deps.count || atWork.some(isAlone)) {
      await Promise.race(inHand.values())
      return
    }
    isNews = false
    const claims = await deps.claim(now(), atWork, deps.count - atWork.length)
    if (claims.length === 0 && !isNews) await pause(deps.lookMs)
    for (const claimed of claims) begin(claimed)
  }

  function begin(claimed: Claimed): void {
    const before = [...inHand].filter(([other]) => isAlone(claimed) || isAlone(other)).map(([, task]) => task)
    const task = work(claimed, before).finally(() => {
      inHand.delete(claimed)
      // The next in its line may have waited for it.
      tell()
    })
    inHand.set(claimed, task)
  }

  /** @param before What has to end first; the lease is kept meanwhile (L2). */
  async function work(claimed: Claimed, before: readonly Promise<void>[]): Promise<void> {
    const lost = new AbortController()
    const renewal = setInterval(() => {
      void renew(claimed, lost)
    }, RENEW_MS)
    try {
      await Promise.all(before)
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
      if (!isHeld) lost.abort(new LeaseLostError('another worker has it meanwhile'))
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
