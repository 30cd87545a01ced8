import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { listFilesOf, parsePolicyTexts } from '../policy/file/parse-policy.ts'
import { PolicyError } from '../policy/file/policy-error.ts'
import type { PolicyOutline, PolicyTexts } from '../policy/policy.ts'
import type { ThreadAnswer, ThreadTask } from './policy-thread.ts'

/** Characters: reading so many takes some ten milliseconds, and a large list seconds, in which nothing else is answered. */
const MAX_HERE = 50_000

/** The list files that the text of a policy names; of a large text another thread finds them. */
export async function namedLists(text: string): Promise<readonly string[]> {
  if (text.length <= MAX_HERE) return listFilesOf(text)
  const answer = await askThread({ kind: 'names', text })
  return answer.kind === 'names' ? answer.names : []
}

/**
 * Reads a policy while others are answered: a small one here, and a large one in a thread of its own, of which its outline
 * comes back.
 * @throws {PolicyError} With everything that is wrong in it.
 */
export async function readAside(texts: PolicyTexts): Promise<PolicyOutline> {
  const sizes = [texts.text, ...texts.lists.values()].map(({ length }) => length)
  if (sizes.reduce((sum, size) => sum + size, 0) <= MAX_HERE) return parsePolicyTexts(texts)
  const answer = await askThread({ kind: 'policy', texts })
  if (answer.kind === 'policy') return { ...answer.outline, texts }
  throw new PolicyError(texts.file, answer.kind === 'refused' ? answer.problems : [])
}

async function askThread(task: ThreadTask): Promise<ThreadAnswer> {
  const thread = new Worker(new URL('./policy-thread.ts', import.meta.url), { workerData: task })
  const [answer]: ThreadAnswer[] = await once(thread, 'message')
  if (answer === undefined) throw new Error('the policy could not be read to its end')
  return answer
}
