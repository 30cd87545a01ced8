import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { Reading } from '../concur/concur-client.ts'
import type { Policy } from '../policy/policy.ts'
import { type AssessedReport, assess, type Bystander } from './assess.ts'
import type { FromThread, ToThread } from './report-thread.ts'
import { restoreDecimals, toWire } from './wire.ts'

/** Reads and judges reports, larger ones in a thread of their own, so that acknowledgements do not wait for them. */
export interface ReportReader {
  /**
   * @returns What {@link assess} makes of the body, or why it could not be read to its end.
   * @throws The signal's reason, when it is stopped; what asking for the history throws.
   */
  readonly read: (
    body: Uint8Array,
    policy: Policy,
    bystander: Bystander,
    signal?: AbortSignal,
  ) => Promise<Reading<AssessedReport>>
  close(): Promise<void>
}

/** Up to here it takes a few milliseconds, about as long as handing it over. */
const SMALL_BYTES = 32_768
/** The largest answer takes seconds; a thread that takes longer will not come back. */
const MAX_MS = 60_000
/** The largest answer needs less than 256; with more at hand, the thread would only tidy up later. */
const MAX_HEAP_MB = 384

/**
 * A reader with one thread, which is started when the first larger report comes. It has one report at a time, so
 * that many large ones do not fill the memory, and one that it cannot get done with costs the others only time.
 * @param timeLimit Aborted when a report has been in the thread for too long.
 */
export function createReportReader(
  timeLimit: () => AbortSignal = () => AbortSignal.timeout(MAX_MS),
): ReportReader {
  const oneAtATime = pLimit(1)
  const closing = new AbortController()
  let thread: ReportThread | undefined

  return {
    read(body, policy, bystander, signal) {
      if (body.length <= SMALL_BYTES) return assess(body, policy, bystander)
      return oneAtATime(() => readInThread(body, policy, bystander, signal))
    },
    async close() {
      closing.abort()
      await thread?.end()
    },
  }

  async function readInThread(
    body: Uint8Array,
    policy: Policy,
    { source, stepName, history }: Bystander,
    signal: AbortSignal | undefined,
  ): Promise<Reading<AssessedReport>> {
    // Putting 20 MB together took this turn, and copying them for the thread takes as long.
    await nextTurn()
    signal?.throwIfAborted()
    if (closing.signal.aborted) return { ok: false, problem: UNREAD }
    if (thread === undefined || thread.hasEnded()) thread = startThread()
    const { ask, end } = thread
    const limit = timeLimit()
    const stopped = signal === undefined ? limit : AbortSignal.any([signal, limit])
    const giveUp = () => void end()
    stopped.addEventListener('abort', giveUp)
    try {
      const report = {
        kind: 'report' as const,
        body,
        policy: { version: policy.version, texts: policy.texts },
      }
      const asked = {
        ...report,
        ...(stepName !== undefined && { stepName }),
        ...(source !== undefined && { source }),
      }
      const reading = await ask(asked, history)
      signal?.throwIfAborted()
      // Whatever it is about this report, another reading will not be quicker.
      return limit.aborted ? { ok: false, problem: 'reading it took too long', isWhole: true } : reading
    } finally {
      stopped.removeEventListener('abort', giveUp)
    }
  }
}

const UNREAD = 'it could not be read to its end'

interface ReportThread {
  /** One report at a time. @throws What asking for the history throws; then the thread has ended. */
  readonly ask: (report: ToThread, history: Bystander['history']) => Promise<Reading<AssessedReport>>
  readonly hasEnded: () => boolean
  readonly end: () => Promise<void>
}

/** The report in the thread's hand. */
interface Hand extends PromiseWithResolvers<Reading<AssessedReport>> {
  readonly history: Bystander['history']
}

function startThread(): ReportThread {
  const worker = new Worker(new URL('./report-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  let hand: Hand | undefined
  let failed: Extract<Reading<never>, { readonly ok: false }> | undefined
  // A report that is being read must not keep a process alive that has nothing else to do.
  worker.unref()
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'question') {
      hand?.history(message.question).then((history) => tell({ kind: 'history', history }), giveUp)
      return
    }
    const { reading } = message
    if (reading.ok) restoreDecimals(reading.value.header)
    hand?.resolve(reading)
  })
  // Such as a report that needs more memory than the largest answer: Concur is well.
  worker.on('error', (error) => finish(`it could not be read: ${String(error)}`, true))
  worker.on('exit', () => finish(UNREAD))

  return {
    ask(report, history) {
      const asked = { ...Promise.withResolvers<Reading<AssessedReport>>(), history }
      hand = asked
      if (failed === undefined) tell(report)
      else asked.resolve(failed)
      return asked.promise
    },
    hasEnded: () => failed !== undefined,
    end,
  }

  function tell(message: ToThread): void {
    worker.postMessage(message.kind === 'history' ? toWire(message) : message)
  }

  /** The thread waits for an answer that will not come. */
  function giveUp(error: unknown): void {
    hand?.reject(error)
    void end()
  }

  async function end(): Promise<void> {
    finish(UNREAD)
    await worker.terminate()
  }

  /** Whoever waits is told. */
  function finish(problem: string, isOfReport = false): void {
    failed ??= { ok: false, problem, ...(isOfReport && { isWhole: true }) }
    hand?.resolve(failed)
  }
}
