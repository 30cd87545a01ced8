import { ConnectorError } from '../connector-error.ts'

/** More are waiting for the disk than it can take soon; the sender is to come again. */
export class OverloadError extends ConnectorError {
  override readonly name = 'OverloadError'
  readonly code = 'OVERLOAD'
  readonly retryable = true
}

const MAX_BATCH = 250
const MAX_WAITING = 2000

/**
 * Lets work that arrives together share one commit: while one batch is under way the next one gathers, and a lone
 * arrival does not wait for company.
 * @param commit Gives a result for each, in order; rejects for all of them.
 * @param isOfOne Whether one of them may be why it has rejected: then each is committed alone, so that one that cannot
 * be kept takes no other along.
 * @returns A function that hands one over. It rejects with {@link OverloadError} when too many wait.
 */
export function groupCommit<Work, Result>(
  commit: (batch: readonly Work[]) => Promise<readonly Result[]>,
  isOfOne: (error: unknown) => boolean = () => false,
): (work: Work) => Promise<Result> {
  interface Waiting {
    readonly work: Work
    readonly resolve: (result: Result) => void
    readonly reject: (error: unknown) => void
  }
  const waiting: Waiting[] = []
  let isRunning = false

  return (work) => {
    if (waiting.length >= MAX_WAITING) {
      return Promise.reject(new OverloadError(`${waiting.length} notifications wait for the disk`))
    }
    return new Promise<Result>((resolve, reject) => {
      waiting.push({ work, resolve, reject })
      if (!isRunning) void run()
    })
  }

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) await runBatch(waiting.splice(0, MAX_BATCH))
    isRunning = false
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
