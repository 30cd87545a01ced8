import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves as soon as the condition holds; the runner's time limit is the end of it. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(5)
}
