import { type CallKind, ConcurError } from '../concur/concur-error.ts'
import { mayBeOfTheToken } from '../concur/refused-answer.ts'
import { readOrKeep } from '../record/read-sentence.ts'
import { inEnglish, say } from '../record/sentence.ts'
import type { Claimed, Retry } from '../store/inbox/inbox.ts'

/** How an attempt at a notification ended. */
export type AttemptOutcome =
  /** `isSettled`: that is on disk already. */
  | { readonly kind: 'done'; readonly isSettled?: boolean }
  | { readonly kind: 'dead'; readonly reasonCode: string; readonly reason: string }
  | ({ readonly kind: 'again' } & Retry)

/** Puts a notification back for so long. */
export function again(now: Date, delayMs: number, reasonCode: string, reason: string): AttemptOutcome {
  return { kind: 'again', at: new Date(now.getTime() + delayMs), reasonCode, reason }
}

/** Gives a notification up; an operator may retry it. */
export function dead(reasonCode: string, reason: string): AttemptOutcome {
  return { kind: 'dead', reasonCode, reason }
}

const FIRST_MS = 1000
const MAX_MS = 3600_000
/** Both must be reached: probes during an outage make many attempts, and long outages few. */
const MAX_ATTEMPTS = 100
const GIVE_UP_MS = 7 * 24 * 3600_000
/** A report may not be readable the moment it is announced: how long to wait, by how long it has been known. */
const NOT_FOUND_MS = [
  { youngerThan: 120_000, wait: 30_000 },
  { youngerThan: 900_000, wait: 300_000 },
  { youngerThan: 5_400_000, wait: 1_800_000 },
  { youngerThan: 21_600_000, wait: 7_200_000 },
]
/** Where another try will hardly be answered differently. */
const ONCE_MORE_MS = 5000
/**
 * Two minutes of leases that run out. From the third on it is worked on alone, so what is left behind ten times ends
 * the process itself, or the process was killed ten times at just that moment.
 */
const MAX_ABANDONED = 10
const WRITES: ReadonlySet<CallKind> = new Set(['exceptions', 'workflow', 'request workflow'])
/** SAP Concur, HTTP Status Codes: after a timeout wait five minutes; the write may still be under way. */
const AFTER_WRITE_TIMEOUT_MS = 300_000

/**
 * When to try a failed notification again: 1 s after the first failure, doubling to one hour.
 * @param failures Attempts that have failed so far; at least 1.
 * @param chance From 0 to 1; takes up to half of the delay away, so that retries spread out.
 */
export function nextAttemptAt(failures: number, now: Date, chance: number): Date {
  const delayMs = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 30), MAX_MS)
  return new Date(now.getTime() + delayMs * (1 - chance / 2))
}

/** Gives up what nobody lives to settle; an operator may retry it. */
export function abandonedTooOften({ abandoned }: Claimed): AttemptOutcome | undefined {
  if (abandoned < MAX_ABANDONED) return undefined
  return dead('LEFT_BEHIND', inEnglish(say('left behind', { times: abandoned })))
}

/**
 * What follows from a failed attempt. Whatever is not known to be permanent counts as transient.
 * @param chance See {@link nextAttemptAt}.
 * @param ageMs How long the notification has been known for certain: nothing is given up because a clock leapt.
 */
export function outcomeOfFailure(
  error: unknown,
  claimed: Claimed,
  now: Date,
  chance: number,
  ageMs: number = now.getTime() - claimed.receivedAt.getTime(),
): AttemptOutcome {
  const retry = (at: Date, reasonCode: string, reason: string, notBefore?: Date): AttemptOutcome =>
    claimed.attempts < MAX_ATTEMPTS || ageMs < GIVE_UP_MS
      ? { kind: 'again', at, reasonCode, reason, ...(notBefore !== undefined && { notBefore }) }
      : dead(reasonCode, inEnglish(say('gave up', { attempts: claimed.attempts, why: readOrKeep(reason) })))
  const backoff = nextAttemptAt(claimed.attempts, now, chance)
  const after = (delayMs: number) => new Date(now.getTime() + delayMs)

  if (!(error instanceof ConcurError)) {
    return retry(backoff, 'UNEXPECTED', error instanceof Error ? error.message : String(error))
  }
  const { code, message, trouble, retryAt } = error
  // A new token was refused too; but tokens are revoked again, and roles given, while an administrator is at it.
  if (trouble === 'permanent' && mayBeOfTheToken(error.status, error.reply ?? '')) return onceMore(code)
  if (trouble === 'permanent') return dead(code, message)
  if (trouble === 'not found') {
    const wait = notFoundWait(claimed, ageMs)
    return wait === undefined ? dead('NOT_FOUND', message) : retry(after(wait), 'NOT_FOUND', message)
  }
  if (trouble === 'unreadable') return onceMore('UNREADABLE')
  if (
    trouble === 'bad request' &&
    !/deadlock|limit (was |has been )?exceeded|rate limit|too many/i.test(message)
  ) {
    return onceMore('BAD_REQUEST')
  }
  const isWrite = WRITES.has(error.kind)
  if (code === 'CONCUR_TIMEOUT' && isWrite && error.mayHaveHappened) {
    return retry(after(AFTER_WRITE_TIMEOUT_MS), 'WRITE_TIMEOUT', message, after(AFTER_WRITE_TIMEOUT_MS))
  }
  const at = new Date(Math.max(backoff.getTime(), retryAt?.getTime() ?? 0))
  return retry(at, code, message, code === 'CONCUR_PAUSED' ? undefined : retryAt)

  function onceMore(reasonCode: string): AttemptOutcome {
    return claimed.reasonCode === reasonCode
      ? dead(reasonCode, message)
      : retry(after(ONCE_MORE_MS), reasonCode, message)
  }
}

/** After hours, one look that finds nothing is followed by a last one. */
function notFoundWait({ reasonCode }: Claimed, ageMs: number): number | undefined {
  const byAge = NOT_FOUND_MS.find(({ youngerThan }) => ageMs < youngerThan)?.wait
  return reasonCode === 'NOT_FOUND' ? byAge : (byAge ?? NOT_FOUND_MS[0]?.wait)
}
