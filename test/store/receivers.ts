import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Receipt } from '../../server/store/inbox/receive-batch.ts'

const SCRIPT = join(import.meta.dirname, '../support/receiver.ts')
/** Far beyond what a receiver takes. */
const MAX_MS = 20_000

/** Whether the receivers are given one callout or many. */
export type Reports = 'same' | 'different'

/** A process that receives into a database file. */
export interface Receiver {
  readonly child: ChildProcess
  /** Resolves at its end with the receipts that it has printed, each after it had resolved. */
  readonly receipts: Promise<readonly Receipt[]>
}

/** Starts a process that opens the database and receives `count` callouts one after the other. */
export function startReceiver(path: string, reports: Reports, count: number): Receiver {
  const child = spawn(process.execPath, [SCRIPT, path, reports, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: MAX_MS,
    killSignal: 'SIGKILL',
  })
  return { child, receipts: text(child.stdout).then(receiptsIn) }
}

/** Runs several such processes at once. @throws If one of them fails. */
export async function runReceivers(
  path: string,
  reports: readonly Reports[],
  count: number,
): Promise<readonly (readonly Receipt[])[]> {
  const receivers = reports.map((each) => startReceiver(path, each, count))
  return Promise.all(
    receivers.map(async ({ child, receipts }) => {
      const [code] = await once(child, 'close')
      if (code !== 0) throw new Error(`a receiver ended with ${String(code)}`)
      return receipts
    }),
  )
}

/** The last line counts only if it is whole: the process may have been killed while it wrote. */
function receiptsIn(printed: string): readonly Receipt[] {
  return printed
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      const value: unknown = JSON.parse(line)
      return isReceipt(value) ? [value] : []
    })
}

function isReceipt(value: unknown): value is Receipt {
  return typeof value === 'object' && value !== null && 'id' in value && 'kind' in value
}
