import { setTimeout } from 'node:timers/promises'
import type { CheckLine } from '../../record/check-line.ts'
import { inEnglish, say } from '../../record/sentence.ts'

/**
 * Runs the check once at a time: whoever asks while it runs gets what comes of that run. Whoever has waited for `mostMs`
 * is told so, and the run goes on.
 */
export function createCheckRun(
  check: () => Promise<readonly CheckLine[]>,
  mostMs: number,
): () => Promise<readonly CheckLine[]> {
  let running: Promise<readonly CheckLine[]> | undefined
  return async () => {
    running ??= check().finally(() => {
      running = undefined
    })
    const timer = new AbortController()
    try {
      return await Promise.race([running, setTimeout(mostMs, [lateLine(mostMs)], { signal: timer.signal })])
    } finally {
      timer.abort()
    }
  }
}

function lateLine(mostMs: number): CheckLine {
  const text = inEnglish(say('check goes on', { seconds: mostMs / 1000 }))
  return { what: 'check', state: 'failed', text }
}
