import { setImmediate as nextTurn } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Reading } from '../concur/concur-client.ts'
import { evaluateRequest } from '../policy/evaluate-request.ts'
import { isWhole, type Policy, type PolicyOutline } from '../policy/policy.ts'
import type { Decision } from '../record/decision.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import { isPacked } from '../report/packed.ts'
import type { TravelRequest } from '../request/travel-request.ts'
import { type AssessedReport, assess, type Bystander } from './assess.ts'
import { type Explained, explain } from './explain.ts'
import { type JudgingThread, startThread, type ThreadEnd, type UnreadPolicy } from './judging-thread.ts'
import type { FromThread, ThreadWork } from './report-thread.ts'

/**
 * Reads and judges reports, larger ones in a thread of their own, so that acknowledgements do not wait for them. What is
 * judged by a policy of which only the outline is here is judged there, however small it is.
 */
export interface ReportReader {
  /**
   * @param body As `packLarge` hands it on.
   * @returns What {@link assess} makes of the body, or why it could not be read to its end.
   * @throws The signal's reason, when it is stopped; what asking for the history throws.
   */
  readonly read: (
    body: Uint8Array,
    policy: PolicyOutline,
    bystander: Bystander,
    signal?: AbortSignal,
  ) => Promise<Reading<AssessedReport>>
  /**
   * Judges a travel request, which is small.
   * @throws The signal's reason, when it is stopped; an `Error` if the thread ended meanwhile.
   */
  readonly judgeRequest: (
    request: TravelRequest,
    policy: PolicyOutline,
    signal?: AbortSignal,
  ) => Promise<Decision>
  /**
   * Applies a policy to a report once more, for people.
   * @param report Absent where it is kept no longer.
   * @returns Nothing where a large policy cannot be read to its end.
   * @throws What asking for the history throws.
   */
  readonly explain: (
    report: ExpenseReport | undefined,
    policy: Policy | UnreadPolicy,
    bystander: Omit<Bystander, 'source'>,
  ) => Promise<Explained | undefined>
  /** Ends the thread with what it has read, once it has nothing in hand. */
  readonly rest: () => Promise<void>
  close(): Promise<void>
}

/** Some twenty entries: up to here it takes 5 ms, and half as much again by way of the thread. */
const SMALL_BYTES = 65_536
/** The largest answer takes seconds; a thread that takes longer will not come back. */
const MAX_MS = 60_000

/** A thread keeps what the largest report took, which may be a hundred megabytes; another is there in a fifth of a second. */
const REST_AFTER_MS = 10_000

/**
 * A reader with one thread, which is started when the first larger report comes. It has one at a time, so
 * that many large ones do not fill the memory, and one that it cannot get done with costs the others only time.
 * @param timeLimit Aborted when something has been in the thread for too long.
 */
export function createReportReader(
  timeLimit: () => AbortSignal = () => AbortSignal.timeout(MAX_MS),
): ReportReader {
  const oneAtATime = pLimit(1)
  const closing = new AbortController()
  let thread: JudgingThread | undefined
  let resting: NodeJS.Timeout | undefined

  return {
    read(body, policy, bystander, signal) {
      const isSmall = body.length <= SMALL_BYTES && !isPacked(body)
      if (isSmall && isWhole(policy)) return assess(body, policy, bystander)
      return oneAtATime(() => readInThread(body, policy, bystander, signal))
    },
    async judgeRequest(request, policy, signal) {
      if (isWhole(policy)) return evaluateRequest(request, policy)
      return oneAtATime(async () => {
        const { answer } = await inThread({ kind: 'request', request }, policy, NOBODY, signal)
        if (answer.kind === 'decided') return answer.decision
        throw new Error(`the request could not be judged: ${problemOf(answer)}`)
      })
    },
    async explain(report, policy, bystander) {
      if ('rules' in policy) return explain(report, policy, bystander)
      const { stepName, history } = bystander
      const work = {
        kind: 'explain' as const,
        ...(report !== undefined && { report }),
        ...(stepName !== undefined && { stepName }),
      }
      const { answer } = await oneAtATime(() => inThread(work, policy, history, undefined))
      return answer.kind === 'explained' ? answer.explained : undefined
    },
    rest: () => oneAtATime(async () => thread?.end()),
    async close() {
      closing.abort()
      clearTimeout(resting)
      await thread?.end()
    },
  }

  async function readInThread(
    body: Uint8Array,
    policy: PolicyOutline,
    { source, stepName, history }: Bystander,
    signal: AbortSignal | undefined,
  ): Promise<Reading<AssessedReport>> {
    // Putting 20 MB together took this turn, and copying them for the thread takes as long.
    await nextTurn()
    const report = {
      kind: 'report' as const,
      body,
      ...(stepName !== undefined && { stepName }),
      ...(source !== undefined && { source }),
    }
    const { answer, isTooLate } = await inThread(report, policy, history, signal)
    // One that has read a policy which is not here is kept: reading that again may take seconds.
    if (isWhole(policy)) resting = setTimeout(() => void thread?.end(), REST_AFTER_MS).unref()
    // Whatever it is about this report, another reading will not be quicker.
    if (isTooLate) return { ok: false, problem: 'reading it took too long', isWhole: true }
    if (answer.kind === 'assessed') return answer.reading
    const isOfReport = answer.kind === 'ended' && answer.isOfWork
    return { ok: false, problem: problemOf(answer), ...(isOfReport && { isWhole: true }) }
  }

  async function inThread(
    work: ThreadWork,
    policy: UnreadPolicy,
    history: Bystander['history'],
    signal: AbortSignal | undefined,
  ) {
    clearTimeout(resting)
    signal?.throwIfAborted()
    if (closing.signal.aborted) return { answer: CLOSED, isTooLate: false }
    if (thread === undefined || !thread.takes(policy)) {
      void thread?.end()
      thread = startThread(policy)
    }
    const { ask, end } = thread
    const limit = timeLimit()
    const stopped = signal === undefined ? limit : AbortSignal.any([signal, limit])
    const giveUp = () => void end()
    stopped.addEventListener('abort', giveUp)
    try {
      const answer = await ask(work, policy, history)
      signal?.throwIfAborted()
      return { answer, isTooLate: limit.aborted }
    } finally {
      stopped.removeEventListener('abort', giveUp)
    }
  }
}

/** A request has no history. */
const NOBODY: Bystander['history'] = () => Promise.resolve([])

const CLOSED: ThreadEnd = { kind: 'ended', problem: 'it could not be read to its end', isOfWork: false }

function problemOf(answer: FromThread | ThreadEnd): string {
  return answer.kind === 'ended' ? answer.problem : `the thread answered ${answer.kind}`
}
