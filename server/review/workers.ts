import type { Breaker } from '../concur/breaker.ts'
import { ConcurError, OUTAGE_CODES } from '../concur/concur-error.ts'
import type { GiveWay } from '../jobs/give-way.ts'
import { startLeaseWorkers } from '../jobs/lease-workers.ts'
import type { Log } from '../log.ts'
import { type ClockLeap, elapsedMs } from '../record/clock-leap.ts'
import type { Claimed, Inbox } from '../store/inbox/inbox.ts'
import { LeaseLostError } from '../store/lease-lost-error.ts'
import { claimWithProbes } from './claim-with-probes.ts'
import { type AttemptOutcome, abandonedTooOften, outcomeOfFailure } from './retry.ts'
import { createSettler } from './settle-endings.ts'

// The workers of reviews: what the loop of all workers does for a notification.
//
//   claimed ──> reviewed ──> done | dead | waits again          settled under the claim
//      │           │  stopped at the deadline, nothing under way ──> given back, as if never claimed
//      │           └─ the lease was lost ──> nothing: it is another worker's
//      └─ left behind 10 times in a row ──> dead, without another try
//
//   W1. Nothing is claimed while Concur cannot be asked, but one at a time to learn whether it is back.
//   W2. How a review ended is not forgotten: what the database did not take is tried again before each claim.
//   W3. Who has lost the lease settles nothing and gives nothing back.
//   W4. A write that was cut may still take effect: its notification waits until it can be read back.
//   W5. What was left behind twice in a row is worked on alone: it may be what ends the process.

/** What the workers need. */
export interface WorkersDeps {
  readonly inbox: Inbox
  /** Who receives comes first; nobody, if not given. */
  readonly giveWay?: GiveWay
  readonly breaker: Breaker
  /** Does the work; see reviewNotification. */
  readonly review: (claimed: Claimed, signal: AbortSignal) => Promise<AttemptOutcome>
  /** Notifications worked on at once. */
  readonly count: number
  readonly log: Log
  readonly now: () => Date
  /** What the clock went through unseen; nothing, if not given. */
  readonly leaps?: () => readonly ClockLeap[]
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
/** Whoever restarts the connector has mended something: Concur's trouble or ours. */
const HASTENED_BY_START = [...OUTAGE_CODES, 'UNEXPECTED']
/** W5. */
const SUSPICIOUS = 2

/** Starts claiming and reviewing. */
export function startWorkers({
  inbox,
  giveWay,
  breaker,
  review,
  count,
  log,
  now,
  leaps = () => [],
}: WorkersDeps): Workers {
  const settler = createSettler(inbox, now)
  const claimOne = claimWithProbes(inbox, breaker)
  let isStopping = false

  const workers = startLeaseWorkers<Claimed>({
    name: 'review',
    notClaimed: 'inbox.failed',
    async claim(_at, inHand) {
      await giveWay?.turn('claim')
      await settler.settleAgain()
      const claimed = await claimOne(now(), inHand)
      return claimed === undefined ? [] : [claimed]
    },
    renew: (claimed, at) => inbox.renew(claimed, at),
    work,
    isAlone: ({ abandoned }) => abandoned >= SUSPICIOUS,
    count,
    lookMs: LOOK_MS,
    log,
    now,
  })
  inbox.onStored(() => workers.wake())
  breaker.onChange((kind, state) => {
    log[state === 'open' ? 'warn' : 'info'](`breaker.${state}`, { kind })
    if (state === 'closed') hasten(OUTAGE_CODES)
  })
  hasten(HASTENED_BY_START)

  return {
    stop(deadlineMs) {
      isStopping = true
      return workers.stop(deadlineMs)
    },
  }

  function hasten(reasonCodes: readonly string[]): void {
    inbox.hasten(reasonCodes, now()).then(
      () => workers.wake(),
      (error: unknown) => log.error('inbox.failed', { error }),
    )
  }

  async function work(claimed: Claimed, signal: AbortSignal): Promise<void> {
    const started = now().getTime()
    try {
      const ending = await attempt(claimed, signal)
      if (ending !== undefined) await settler.settle(claimed, ending)
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
      // Tried again before the next claim (W2); once the lease has run out, somebody else may claim it.
      log.error('notification.not-settled', { notification: claimed.id, error })
    }
  }

  /** @returns Nothing if the notification is not ours any more, or was given back. */
  async function attempt(claimed: Claimed, signal: AbortSignal): Promise<AttemptOutcome | undefined> {
    if (isStopping) {
      await inbox.release(claimed, now())
      return undefined
    }
    const tooOften = abandonedTooOften(claimed)
    if (tooOften !== undefined) return tooOften
    try {
      const ending = await review(claimed, signal)
      return isLost(signal) ? undefined : ending
    } catch (error) {
      if (error instanceof LeaseLostError || isLost(signal)) return undefined
      if (signal.aborted && !(error instanceof ConcurError && error.mayHaveHappened)) {
        await inbox.release(claimed, now())
        return undefined
      }
      // T6 of clock.ts.
      const ageMs = elapsedMs(claimed.receivedAt, now(), leaps())
      const ending = outcomeOfFailure(error, claimed, now(), Math.random(), ageMs)
      if (ending.kind === 'again' && ending.reasonCode === 'UNEXPECTED') log.error('review.failed', { error })
      return ending
    }
  }
}

/** Whether the work was cut because another worker has it (W3). */
function isLost({ reason }: AbortSignal): boolean {
  return reason instanceof LeaseLostError
}
