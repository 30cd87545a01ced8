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

/**
 * Resolves when nothing is left to do, however long that takes in all: how much a machine does in a time is no part of
 * any test, but work may not stand still.
 * @param what Completes the sentence "waited in vain for ..."; what was left then is told behind it.
 * @param left How much there is to do. Whatever changes it is progress.
 * @param stillMs When to give up since it has changed.
 */
export async function untilNothingIsLeft(
  what: string,
  left: () => number | Promise<number>,
  stillMs = 45_000,
): Promise<void> {
  let last = await left()
  while (last > 0) {
    let current = last
    await until(
      () => `${what}: ${current} are left`,
      async () => {
        current = await left()
        return current !== last
      },
      stillMs,
    )
    last = current
  }
}
