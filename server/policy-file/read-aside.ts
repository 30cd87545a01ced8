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
  if (isSmall(texts)) return parsePolicyTexts(texts)
  const answer = await askThread({ kind: 'policy', texts })
  if (answer.kind === 'policy') return { ...answer.outline, texts }
  throw new PolicyError(texts.file, answer.kind === 'refused' ? answer.problems : [])
}

/** Whether it is read so quickly that others can wait for it. */
export function isSmall(texts: PolicyTexts): boolean {
  return sizeOf(texts) <= MAX_HERE
}

/** How many characters a policy has, with its lists. */
export function sizeOf({ text, lists }: PolicyTexts): number {
  return [text, ...lists.values()].reduce((sum, { length }) => sum + length, 0)
}

async function askThread(task: ThreadTask): Promise<ThreadAnswer> {
  const thread = new Worker(new URL('./policy-thread.ts', import.meta.url), { workerData: task })
  const [answer]: ThreadAnswer[] = await once(thread, 'message')
  if (answer === undefined) throw new Error('the policy could not be read to its end')
  return answer
}
