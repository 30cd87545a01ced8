import { parentPort } from 'node:worker_threads'
import { Big } from 'big.js'
import { parsePolicy } from '../policy/load-policy.ts'
import type { Policy } from '../policy/policy.ts'
import { assess } from './assess.ts'

/** A report for the thread, one at a time; answered with what {@link assess} makes of it. */
export interface ReportQuestion {
  readonly body: Uint8Array
  /** The text of the policy: a policy is functions, which do not go from thread to thread. */
  readonly policyText: string
}

/** How an exact decimal travels between threads, which can pass on values and no classes. */
export interface WireDecimal {
  readonly decimal: string
}

let known: { readonly text: string; readonly policy: Policy } | undefined

// This file is the thread: reading and judging some hundred entries takes longer than an acknowledgement may wait.
parentPort?.on('message', ({ body, policyText }: ReportQuestion) => {
  if (known?.text !== policyText) known = { text: policyText, policy: parsePolicy(policyText, 'policy') }
  const reading = assess(body, known.policy)
  const wire = reading.ok
    ? { ...reading, value: { ...reading.value, header: toWire(reading.value.header) } }
    : reading
  parentPort?.postMessage(wire)
})

function toWire(value: unknown): unknown {
  if (value instanceof Big) return { decimal: value.toFixed() } satisfies WireDecimal
  if (Array.isArray(value)) return value.map(toWire)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toWire(member)]))
}
