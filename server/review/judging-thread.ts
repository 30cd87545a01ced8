import { Worker } from 'node:worker_threads'
import type { PolicyOutline } from '../policy/policy.ts'
import type { Bystander } from './assess.ts'
import type { FromThread, ThreadWork, ToThread } from './report-thread.ts'
import { restoreDecimals, toWire } from './wire.ts'

/** As much of a policy as a thread needs that reads it: where only its outline is here, or not even that. */
export type UnreadPolicy = Pick<PolicyOutline, 'version' | 'texts'>

/** A thread that reads and judges, see `report-thread.ts`. */
export interface JudgingThread {
  /** Whether it is there, and has room for that policy. */
  readonly takes: (policy: UnreadPolicy) => boolean
  /** One at a time. @throws What asking for the history throws; then the thread has ended. */
  readonly ask: (
    work: ThreadWork,
    policy: UnreadPolicy,
    history: Bystander['history'],
  ) => Promise<Exclude<FromThread, { readonly kind: 'question' }> | ThreadEnd>
  readonly end: () => Promise<void>
}

/** The thread has ended before it had an answer. */
export interface ThreadEnd {
  readonly kind: 'ended'
  readonly problem: string
  /** What it was asked has ended it, such as a report that needs more memory than the largest answer: Concur is well. */
  readonly isOfWork: boolean
}

type Answer = Awaited<ReturnType<JudgingThread['ask']>>

/** What the thread has in hand. */
interface Hand extends PromiseWithResolvers<Answer> {
  readonly history: Bystander['history']
}

/** The largest answer needs less than 150; with more at hand, the thread would only tidy up later. */
const MAX_HEAP_MB = 256
/** What a million characters of lists take while they are read: a list of 26 million needs some 300 MB. */
const MB_PER_MILLION = 20

/** Starts one with room for that policy. */
export function startThread(first: UnreadPolicy): JudgingThread {
  const heapMb = heapFor(first)
  const worker = new Worker(new URL('./report-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  let hand: Hand | undefined
  let ended: ThreadEnd | undefined
  /** The version of the policy that it has read. */
  let known: string | undefined
  // What is being read must not keep a process alive that has nothing else to do.
  worker.unref()
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'question') {
      hand?.history(message.question).then((history) => tell({ kind: 'history', history }), giveUp)
      return
    }
    if (message.kind === 'assessed' && message.reading.ok) restoreDecimals(message.reading.value.header)
    hand?.resolve(message)
  })
  worker.on('error', (error) => finish(`it could not be read: ${String(error)}`, true))
  worker.on('exit', () => finish(UNREAD))

  return {
    takes: (policy) => ended === undefined && heapFor(policy) <= heapMb,
    ask(work, { version, texts }, history) {
      const asked = { ...Promise.withResolvers<Answer>(), history }
      hand = asked
      if (ended !== undefined) asked.resolve(ended)
      else {
        // Copying a large list takes as long as a small report.
        if (known !== version) tell({ kind: 'policy', texts })
        known = version
        tell(work)
      }
      return asked.promise
    },
    end,
  }

  function tell(message: ToThread): void {
    const hasDecimals = message.kind !== 'policy' && message.kind !== 'report'
    worker.postMessage(hasDecimals ? toWire(message) : message)
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
  function finish(problem: string, isOfWork = false): void {
    ended ??= { kind: 'ended', problem, isOfWork }
    hand?.resolve(ended)
  }
}

const UNREAD = 'it could not be read to its end'

function heapFor({ texts }: UnreadPolicy): number {
  const characters = [...texts.lists.values()].reduce((sum, { length }) => sum + length, 0)
  return MAX_HEAP_MB + Math.ceil((characters / 1_000_000) * MB_PER_MILLION)
}
