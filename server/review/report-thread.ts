import { parentPort } from 'node:worker_threads'
import type { Reading } from '../concur/concur-client.ts'
import { parsePolicyTexts } from '../policy/file/parse-policy.ts'
import type { Policy, PolicyTexts } from '../policy/policy.ts'
import type { History, HistoryQuestion } from '../record/history.ts'
import { type AssessedReport, assess, type Bystander } from './assess.ts'
import { restoreDecimals, toWire } from './wire.ts'

/** What the thread is told: a report to assess, one at a time, and the history that it asked for meanwhile. */
export type ToThread =
  | {
      readonly kind: 'report'
      readonly body: Uint8Array
      /** A policy is functions, which do not go from thread to thread; its texts do. */
      readonly policy: { readonly version: string; readonly texts: PolicyTexts }
      readonly stepName?: string
      readonly source?: Bystander['source']
    }
  | { readonly kind: 'history'; readonly history: History }

/** What it answers: a question about the history, and in the end what {@link assess} makes of the report. */
export type FromThread =
  | { readonly kind: 'question'; readonly question: HistoryQuestion }
  | { readonly kind: 'assessed'; readonly reading: Reading<AssessedReport> }

let known: { readonly version: string; readonly policy: Policy } | undefined
let onHistory: (history: History) => void = () => undefined

// This file is the thread: reading and judging some hundred entries takes longer than an acknowledgement may wait.
parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'history') {
    restoreDecimals(message.history)
    onHistory(message.history)
    return
  }
  const { body, policy, stepName, source } = message
  if (known?.version !== policy.version) {
    known = { version: policy.version, policy: parsePolicyTexts(policy.texts) }
  }
  const assessing = assess(body, known.policy, {
    history: ask,
    ...(stepName !== undefined && { stepName }),
    ...(source !== undefined && { source }),
  })
  void assessing.then((reading) => tell({ kind: 'assessed', reading }))
})

function ask(question: HistoryQuestion): Promise<History> {
  return new Promise((resolve) => {
    onHistory = resolve
    tell({ kind: 'question', question })
  })
}

function tell(message: FromThread): void {
  parentPort?.postMessage(toWire(message))
}
