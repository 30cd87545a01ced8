import { parentPort } from 'node:worker_threads'
import { Big } from 'big.js'
import { readReportV11 } from './read-report-v11.ts'

/** A document for the thread; answered with the same id. */
export interface ReportQuestion {
  readonly id: number
  readonly body: Uint8Array
}

/** How an exact decimal travels between threads, which can pass on values and no classes. */
export interface WireDecimal {
  readonly decimal: string
}

// This file is the thread: reading a report of some hundred entries takes longer than an acknowledgement may wait.
parentPort?.on('message', ({ id, body }: ReportQuestion) => {
  parentPort?.postMessage({ id, reading: toWire(readReportV11(body)) })
})

function toWire(value: unknown): unknown {
  if (value instanceof Big) return { decimal: value.toFixed() } satisfies WireDecimal
  if (Array.isArray(value)) return value.map(toWire)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toWire(member)]))
}
