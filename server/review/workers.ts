import type { Breaker } from '../concur/breaker.ts'
import { type CallKind, ConcurError, OUTAGE_CODES } from '../concur/concur-error.ts'
import type { Log } from '../log.ts'
import { LEASE_MS } from '../store/claim-head.ts'
import type { Claimed, Inbox } from '../store/inbox/inbox.ts'
import { LeaseLostError } from '../store/lease-lost-error.ts'
import { type Ending, endingOf, leftBehindTooOften } from './retry.ts'

/** What the workers need. */
export interface WorkersDeps {
  readonly inbox: Inbox
  readonly breaker: Breaker
  /** Does the work; see reviewNotification. */
  readonly review: (claimed: Claimed, signal: AbortSignal) => Promise<Ending>
  /** Notifications worked on at once. */
  readonly count: number
  readonly log: Log
  readonly now: () => Date
}

/** The workers of one process. */
export interface Workers {
  /**
   * Claims no more, lets the work in hand end, and gives back what has not ended by then.
   * @param deadlineMs When calls in hand are cut; a write cut so is read back by whoever claims next.
   */
  stop(deadlineMs: number): Promise<void>
}

/** How soon work is found that another process stored, or whose time has come. */
const LOOK_MS = 500
const RENEW_MS = LEASE_MS / 3
/** Without these nothing can be reviewed; the others fail or work for themselves. */
const NEEDED: readonly CallKind[] = ['token', 'report']
/** One that is claimed as a probe may not get as far as the call that is to be probed. */
const PROBE_MS = 4000
const SENDING: readonly CallKind[] = ['exceptions', 'workflow', 'request', 'request workflow']
/** Whoever restarts the connector has mended something: Concur's trouble or ours. */
const HASTENED_BY_START = [...OUTAGE_CODES, 'UNEXPECTED']
/** Left behind so often in a row, it may be what ended the process, and must not take others with it again. */
const SUSPICIOUS = 2
/** The database is in trouble. */
const PAUSE_MS = 2000

/** Starts claiming and reviewing. */
export function startWorkers({ inbox, breaker, review, count, log, now }: WorkersDeps): Workers {
  const inHand = new Map<string, Promise<void>>()
  const unsettled = new Map<Claimed, Ending>()
  const stopping = new AbortController()
  const cut = new AbortController()
  let wake: (() => void) | undefined
  let nextProbeAt = now()

  inbox.onStored(() => wake?.())
  breaker.onChange((kind, state) => {
    log[state === 'open' ? 'warn' : 'info'](`breaker.${state}`, { kind })
    if (state === 'closed') hasten(OUTAGE_CODES)
  })
  hasten(HASTENED_BY_START)
  const loop = dispatch()

  return {
    async stop(deadlineMs) {
      stopping.abort()
      wake?.()
      const timer = setTimeout(() => cut.abort(), deadlineMs)
      await loop
      await Promise.all(inHand.values())
      clearTimeout(timer)
    },
  }

  function hasten(reasonCodes: readonly string[]): void {
    inbox.hasten(reasonCodes, now()).then(
      () => wake?.(),
      (error: unknown) => log.error('inbox.failed', { error }),
    )
  }

  async function dispatch(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await dispatchOne()
      } catch (error) {
        log.error('inbox.failed', { error })
        await pause(PAUSE_MS)
      }
    }
  }

  async function dispatchOne(): Promise<void> {
    await settleAgain()
    if (inHand.size >= count) {
      await Promise.race(inHand.values())
      return
    }
    const closed = NEEDED.filter((kind) => breaker.isOpen(kind))
    const waitMs = Math.max(0, ...closed.map((kind) => breaker.openUntil(kind).getTime() - now().getTime()))
    if (waitMs > 0) {
      await pause(Math.min(waitMs, LOOK_MS))
      return
    }
    const isNeeded = closed.length > 0
    const due = await inbox.claim(now(), isNeeded)
    // While all wait for a service that failed, nobody would learn that it is back.
    const isProbe = isNeeded || (due === undefined && now() >= nextProbeAt && SENDING.some(mayProbe))
    const claimed = due ?? (isProbe ? await inbox.claim(now(), true) : undefined)
    if (isProbe) nextProbeAt = new Date(now().getTime() + PROBE_MS)
    if (claimed === undefined) {
      await pause(LOOK_MS)
      return
    }
    const isAlone = claimed.leftBehind >= SUSPICIOUS
    const task = work(claimed, isAlone ? [...inHand.values()] : []).finally(() => {
      inHand.delete(claimed.claim)
      // The next of the same report may have waited for this one.
      wake?.()
    })
    inHand.set(claimed.claim, task)
    // One report learns whether Concur is back, for all of them.
    if (isNeeded || isAlone) await task
  }

  function mayProbe(kind: CallKind): boolean {
    return breaker.isOpen(kind) && breaker.openUntil(kind) <= now()
  }

  /** @param others Are let end first. */
  async function work(claimed: Claimed, others: readonly Promise<void>[]): Promise<void> {
    const started = now().getTime()
    let ending: Ending | undefined
    const renewal = setInterval(() => {
      inbox.renew(claimed, now()).catch((error: unknown) => log.warn('lease.not-renewed', { error }))
    }, RENEW_MS)
    try {
      await Promise.all(others)
      ending = await attempt(claimed)
      if (ending !== undefined) await settle(claimed, ending)
      log.info('notification.attempt', {
        notification: claimed.id,
        correlationId: claimed.correlationId,
        attempt: claimed.attempts,
        durationMs: now().getTime() - started,
        outcome: ending?.kind ?? 'given back',
        ...(ending !== undefined &&
          ending.kind !== 'done' && { code: ending.reasonCode, reason: ending.reason }),
      })
    } catch (error) {
      // Tried again before the next claim; once the lease has run out, somebody else may claim it.
      log.error('notification.not-settled', { notification: claimed.id, error })
      if (ending !== undefined) unsettled.set(claimed, ending)
    } finally {
      clearInterval(renewal)
    }
  }

  /** @returns Nothing if the notification is not ours any more, or was given back. */
  async function attempt(claimed: Claimed): Promise<Ending | undefined> {
    if (stopping.signal.aborted) {
      await inbox.release(claimed, now())
      return undefined
    }
    const tooOften = leftBehindTooOften(claimed)
    if (tooOften !== undefined) return tooOften
    try {
      return await review(claimed, cut.signal)
    } catch (error) {
      if (error instanceof LeaseLostError) return undefined
      // A write that was cut may still take effect, and is to be read back later.
      if (cut.signal.aborted && !(error instanceof ConcurError && error.mayHaveHappened)) {
        await inbox.release(claimed, now())
        return undefined
      }
      const ending = endingOf(error, claimed, now(), Math.random())
      if (ending.kind === 'again' && ending.reasonCode === 'UNEXPECTED') log.error('review.failed', { error })
      return ending
    }
  }

  /** How an attempt ended is not forgotten because the database was in trouble just then. */
  async function settleAgain(): Promise<void> {
    // One that cannot be settled must not keep the others from it; that it failed, the log says already.
    await Promise.allSettled(Array.from(unsettled, ([claimed, ending]) => settle(claimed, ending)))
  }

  async function settle(claimed: Claimed, ending: Ending): Promise<void> {
    if (ending.kind === 'again') {
      await inbox.retryLater(claimed, ending)
    } else if (ending.kind === 'dead') {
      const { reasonCode, reason } = ending
      await inbox.settle(claimed, { state: 'dead', reasonCode, reason }, now())
    } else {
      await inbox.settle(claimed, { state: 'done' }, now())
    }
    unsettled.delete(claimed)
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
