import { Worker } from 'node:worker_threads'
import { Big } from 'big.js'
import pLimit from 'p-limit'
import type { Reading } from '../concur/concur-client.ts'
import type { Policy } from '../policy/policy.ts'
import { type AssessedReport, assess } from './assess.ts'
import type { ReportQuestion } from './report-thread.ts'

/** Reads and judges reports, larger ones in a thread of their own, so that acknowledgements do not wait for them. */
export interface ReportReader {
  /**
   * @returns What {@link assess} makes of the body, or why it could not be read to its end.
   * @throws The signal's reason, when it is stopped.
   */
  readonly read: (body: Uint8Array, policy: Policy, signal?: AbortSignal) => Promise<Reading<AssessedReport>>
  close(): Promise<void>
}

/** Up to here it takes a few milliseconds, about as long as handing it over. */
const SMALL_BYTES = 32_768
/** The largest answer takes seconds; a thread that takes longer will not come back. */
const LONGEST_MS = 60_000
/** The largest answer needs less than 256; with more at hand, the thread would only tidy up later. */
const LARGEST_HEAP_MB = 384

/**
 * A reader with one thread, which is started when the first larger report comes. It has one report at a time, so
 * that many large ones do not fill the memory, and one that it cannot get done with costs the others only time.
 * @param timeLimit Aborted when a report has been in the thread for too long.
 */
export function createReportReader(
  timeLimit: () => AbortSignal = () => AbortSignal.timeout(LONGEST_MS),
): ReportReader {
  const oneAtATime = pLimit(1)
  const closing = new AbortController()
  let thread: ReportThread | undefined

  return {
    read(body, policy, signal) {
      if (body.length <= SMALL_BYTES) return Promise.resolve(assess(body, policy))
      return oneAtATime(() => readInThread({ body, policyText: policy.text }, signal))
    },
    async close() {
      closing.abort()
      await thread?.end()
    },
  }

  async function readInThread(
    question: ReportQuestion,
    signal: AbortSignal | undefined,
  ): Promise<Reading<AssessedReport>> {
    signal?.throwIfAborted()
    if (closing.signal.aborted) return { ok: false, problem: UNREAD }
    if (thread === undefined || thread.hasEnded()) thread = startThread()
    const { ask, end } = thread
    const limit = timeLimit()
    const stopped = signal === undefined ? limit : AbortSignal.any([signal, limit])
    const giveUp = () => void end()
    stopped.addEventListener('abort', giveUp)
    try {
      const reading = await ask(question)
      signal?.throwIfAborted()
      // Whatever it is about this report, another reading will not be quicker.
      return limit.aborted ? { ok: false, problem: 'reading it took too long', isIncomplete: true } : reading
    } finally {
      stopped.removeEventListener('abort', giveUp)
    }
  }
}

const UNREAD = 'it could not be read to its end'

interface ReportThread {
  /** One question at a time. */
  readonly ask: (question: ReportQuestion) => Promise<Reading<AssessedReport>>
  readonly hasEnded: () => boolean
  readonly end: () => Promise<void>
}

function startThread(): ReportThread {
  const worker = new Worker(new URL('./report-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: LARGEST_HEAP_MB },
  })
  let answer: ((reading: Reading<AssessedReport>) => void) | undefined
  let problem: string | undefined
  // A report that is being read must not keep a process alive that has nothing else to do.
  worker.unref()
  worker.on('message', (reading: Reading<AssessedReport>) => {
    if (reading.ok) restoreDecimals(reading.value.header)
    answer?.(reading)
  })
  worker.on('error', (error) => finish(`it could not be read: ${String(error)}`))
  worker.on('exit', () => finish(UNREAD))

  return {
    ask(question) {
      return new Promise((resolve) => {
        answer = resolve
        if (problem === undefined) worker.postMessage(question)
        else resolve({ ok: false, problem })
      })
    },
    hasEnded: () => problem !== undefined,
    async end() {
      finish(UNREAD)
      await worker.terminate()
    },
  }

  /** Whoever waits is told. */
  function finish(why: string): void {
    problem ??= why
    answer?.({ ok: false, problem })
  }
}

/** Turns what {@link WireDecimal} says back into decimals, in place. */
function restoreDecimals(value: object): void {
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== 'object' || member === null) continue
    const { decimal }: { readonly decimal?: unknown } = member
    if (typeof decimal === 'string') Object.assign(value, { [name]: new Big(decimal) })
    else restoreDecimals(member)
  }
}
