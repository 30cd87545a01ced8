import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Resolves as soon as the condition holds; how long that takes is no part of any test.
 * @param what Completes the sentence "waited in vain for ..."; a function where it tells of what was seen meanwhile.
 * @param withinMs When to give up, far beyond what it ever takes.
 */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  withinMs = 45_000,
): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${typeof what === 'string' ? what : what()}`)
    await sleep(10)
  }
}
