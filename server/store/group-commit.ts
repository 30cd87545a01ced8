import { ConnectorError } from '../connector-error.ts'

/** More are waiting for the disk than it can take soon; the sender is to come again. */
export class OverloadError extends ConnectorError {
  override readonly name = 'OverloadError'
  readonly code = 'OVERLOAD'
  readonly retryable = true
}

const MAX_BATCH = 250
const MAX_BATCH_BYTES = 4_000_000
const MAX_WAITING = 2000
const MAX_WAITING_BYTES = 32_000_000
/** So long a batch may gather while each turn of the event loop brings more: a commit costs what some ten rows cost. */
const GATHER_MS = 1

/** What is known of the work. */
export interface GroupOptions<Work> {
  /**
   * Whether one of them may be why a commit has failed: then each is committed alone, so that one that cannot be kept
   * takes no other along.
   */
  readonly isOfOne?: (error: unknown) => boolean
  /** In bytes, where that matters. */
  readonly sizeOf?: (work: Work) => number
}

/**
 * Lets work that arrives together share one commit: a batch gathers while each turn of the event loop brings company, and
 * while the commit before is under way; a lone arrival waits for one turn.
 * @param commit Gives a result for each, in order; throws or rejects for all of them.
 * @returns A function that hands one over. It rejects with {@link OverloadError} when too many wait.
 */
export function groupCommit<Work, Result>(
  commit: (batch: readonly Work[]) => readonly Result[] | Promise<readonly Result[]>,
  { isOfOne = () => false, sizeOf = () => 0 }: GroupOptions<Work> = {},
): (work: Work) => Promise<Result> {
  interface Waiting {
    readonly work: Work
    readonly resolve: (result: Result) => void
    readonly reject: (error: unknown) => void
  }
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let isRunning = false

  return (work) => {
    if (waiting.length >= MAX_WAITING || waitingBytes + sizeOf(work) > MAX_WAITING_BYTES) {
      return Promise.reject(new OverloadError(`${waiting.length} notifications wait for the disk`))
    }
    return new Promise<Result>((resolve, reject) => {
      waiting.push({ work, resolve, reject })
      waitingBytes += sizeOf(work)
      if (!isRunning) gather(0, performance.now())
    })
  }

  /** @param seen How many waited a turn ago. */
  function gather(seen: number, since: number): void {
    isRunning = true
    setImmediate(() => {
      const hasGrown = waiting.length > seen && waiting.length < MAX_BATCH
      if (hasGrown && performance.now() - since < GATHER_MS) gather(waiting.length, since)
      else void run()
    })
  }

  async function run(): Promise<void> {
    await runBatch(takeBatch())
    isRunning = false
    if (waiting.length > 0) gather(0, performance.now())
  }

  function takeBatch(): readonly Waiting[] {
    let bytes = 0
    const tooFar = waiting.findIndex(({ work }, index) => {
      bytes += sizeOf(work)
      return index > 0 && (index >= MAX_BATCH || bytes > MAX_BATCH_BYTES)
    })
    const batch = waiting.splice(0, tooFar === -1 ? waiting.length : tooFar)
    for (const { work } of batch) waitingBytes -= sizeOf(work)
    return batch
  }

  async function runBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await commit(batch.map(({ work }) => work))
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index]
        if (result === undefined) reject(new Error('the commit gave no result'))
        else resolve(result)
      }
    } catch (error) {
      if (batch.length > 1 && isOfOne(error)) for (const each of batch) await runBatch([each])
      else for (const { reject } of batch) reject(error)
    }
  }
}
