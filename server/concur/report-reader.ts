import { Worker } from 'node:worker_threads'
import { Big } from 'big.js'
import type { ExpenseReport } from '../report/expense-report.ts'
import type { Reading } from './concur-client.ts'
import { readReportV11 } from './read-report-v11.ts'
import type { ReportQuestion } from './report-thread.ts'

/** Reads reports, larger ones in a thread of their own, so that acknowledgements do not wait for them. */
export interface ReportReader {
  readonly read: (body: Uint8Array) => Reading<ExpenseReport> | Promise<Reading<ExpenseReport>>
  close(): Promise<void>
}

/** Up to here it takes a few milliseconds, about as long as handing it over. */
const SMALL_BYTES = 32_768

/** A reader with one thread, which is started when the first larger report comes. */
export function createReportReader(): ReportReader {
  const waiting = new Map<number, (reading: Reading<ExpenseReport>) => void>()
  let worker: Worker | undefined
  let lastId = 0

  return {
    read(body) {
      if (body.length <= SMALL_BYTES) return readReportV11(body)
      worker ??= start()
      lastId += 1
      const question: ReportQuestion = { id: lastId, body }
      const reading = new Promise<Reading<ExpenseReport>>((resolve) => waiting.set(question.id, resolve))
      worker.postMessage(question)
      return reading
    },
    async close() {
      await worker?.terminate()
    },
  }

  function start(): Worker {
    const thread = new Worker(new URL('./report-thread.ts', import.meta.url))
    // A report that is being read must not keep a process alive that has nothing else to do.
    thread.unref()
    thread.on('message', ({ id, reading }: { id: number; reading: Reading<ExpenseReport> }) => {
      restoreDecimals(reading)
      waiting.get(id)?.(reading)
      waiting.delete(id)
    })
    thread.on('error', (error) => end(`it could not be read: ${String(error)}`))
    thread.on('exit', () => end('it could not be read to its end'))
    return thread
  }

  /** Whoever waits is told; the next report gets a new thread. */
  function end(problem: string): void {
    worker = undefined
    for (const resolve of waiting.values()) resolve({ ok: false, problem })
    waiting.clear()
  }
}

/** Turns what {@link WireDecimal} says back into decimals, in place: a large report has many thousand members. */
function restoreDecimals(value: object): void {
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== 'object' || member === null) continue
    const { decimal }: { readonly decimal?: unknown } = member
    if (typeof decimal === 'string') Object.assign(value, { [name]: new Big(decimal) })
    else restoreDecimals(member)
  }
}
