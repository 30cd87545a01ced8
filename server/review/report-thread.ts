import { parentPort } from 'node:worker_threads'
import type { Reading } from '../concur/concur-client.ts'
import { evaluateRequest } from '../policy/evaluate-request.ts'
import { parsePolicyTexts } from '../policy/file/parse-policy.ts'
import type { Policy, PolicyTexts } from '../policy/policy.ts'
import type { Decision } from '../record/decision.ts'
import type { History, HistoryQuestion } from '../record/history.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import { wholeOf } from '../report/packed.ts'
import type { TravelRequest } from '../request/travel-request.ts'
import { type AssessedReport, assess, type Bystander } from './assess.ts'
import { type Explained, explain } from './explain.ts'
import { restoreDecimals, toWire } from './wire.ts'

/** What the thread is to do, one at a time. */
export type ThreadWork =
  | {
      readonly kind: 'report'
      readonly body: Uint8Array
      readonly stepName?: string
      readonly source?: Bystander['source']
    }
  | { readonly kind: 'request'; readonly request: TravelRequest }
  /** To be applied once more; the report is absent where it is kept no longer. */
  | { readonly kind: 'explain'; readonly report?: ExpenseReport; readonly stepName?: string }

/**
 * What the thread is told: the policy that what comes next is judged by, what to judge, and the history that it asked for
 * meanwhile.
 */
export type ToThread =
  /** A policy is functions, which do not go from thread to thread; its texts do. */
  | { readonly kind: 'policy'; readonly texts: PolicyTexts }
  | ThreadWork
  | { readonly kind: 'history'; readonly history: History }

/** What it answers: a question about the history, and in the end what is made of the report or the request. */
export type FromThread =
  | { readonly kind: 'question'; readonly question: HistoryQuestion }
  | { readonly kind: 'assessed'; readonly reading: Reading<AssessedReport> }
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'explained'; readonly explained: Explained }

let policy: Policy | undefined
let onHistory: (history: History) => void = () => undefined

// This file is the thread: reading and judging some hundred entries takes longer than an acknowledgement may wait.
parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'policy') {
    // There may not be room for two.
    policy = undefined
    policy = parsePolicyTexts(message.texts)
  } else if (message.kind === 'history') {
    restoreDecimals(message.history)
    onHistory(message.history)
  } else if (policy !== undefined) void work(message, policy)
})

async function work(message: ThreadWork, by: Policy): Promise<void> {
  if (message.kind === 'request') {
    restoreDecimals(message.request)
    tell({ kind: 'decided', decision: evaluateRequest(message.request, by) })
    return
  }
  if (message.kind === 'explain') {
    const { report, stepName } = message
    if (report !== undefined) restoreDecimals(report)
    const explained = await explain(report, by, { history: ask, ...(stepName !== undefined && { stepName }) })
    // Nothing in it is a decimal, and a map does not become an object.
    parentPort?.postMessage({ kind: 'explained', explained } satisfies FromThread)
    return
  }
  const { body, stepName, source } = message
  const reading = await assess(wholeOf(body), by, {
    history: ask,
    ...(stepName !== undefined && { stepName }),
    ...(source !== undefined && { source }),
  })
  tell({ kind: 'assessed', reading })
}

function ask(question: HistoryQuestion): Promise<History> {
  return new Promise((resolve) => {
    onHistory = resolve
    tell({ kind: 'question', question })
  })
}

function tell(message: FromThread): void {
  parentPort?.postMessage(toWire(message))
}
