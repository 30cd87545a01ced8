import { parentPort, workerData } from 'node:worker_threads'
import { listFilesOf, parsePolicyTexts } from '../policy/file/parse-policy.ts'
import { PolicyError } from '../policy/file/policy-error.ts'
import { outlineOf, type PolicyOutline, type PolicyTexts } from '../policy/policy.ts'

/** What the thread is started for: to name the lists of a policy, or to read a policy. */
export type ThreadTask =
  | { readonly kind: 'names'; readonly text: string }
  | { readonly kind: 'policy'; readonly texts: PolicyTexts }

/** What it says, once. */
export type ThreadAnswer =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'policy'; readonly outline: Omit<PolicyOutline, 'texts'> }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

// This file is the thread. Whoever starts it sends texts, which are what a policy file and its lists hold.
const task: ThreadTask = workerData
parentPort?.postMessage(answerTo(task))

function answerTo(asked: ThreadTask): ThreadAnswer {
  if (asked.kind === 'names') return { kind: 'names', names: listFilesOf(asked.text) }
  try {
    // Who asked has the texts.
    const { texts: _texts, ...outline } = outlineOf(parsePolicyTexts(asked.texts))
    return { kind: 'policy', outline }
  } catch (error) {
    if (error instanceof PolicyError) return { kind: 'refused', problems: error.problems }
    throw error
  }
}
