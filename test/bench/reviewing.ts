import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { notify } from './notify.ts'
import { type SlowConcur, startSlowConcur } from './slow-concur.ts'
import { type Subject, startConnector } from './subjects.ts'

/** A connector with a Concur of its own. */
export interface Bench {
  readonly concur: SlowConcur
  readonly connector: Subject
}

/** How they are set up. */
export interface BenchOptions {
  /** Calls at once. */
  readonly concurrency: number
  /** See {@link startSlowConcur}. */
  readonly answerMs?: number
  /** See {@link startConnector}. */
  readonly isWatched?: boolean
  readonly root?: string
}

const MOST_MS = 600_000

/** Starts both, measures, and ends them. */
export async function withBench<Result>(
  databaseUrl: string,
  { concurrency, answerMs, ...options }: BenchOptions,
  measure: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const concur = await startSlowConcur(answerMs)
  const settings = {
    CONCUR_API_URL: concur.url,
    CONCUR_CLIENT_ID: 'simulator-client',
    CONCUR_CLIENT_SECRET: 'simulator-secret',
    // The services of version 4 take the company's token alone.
    CONCUR_REFRESH_TOKEN: 'simulator-refresh-token',
    CONCUR_CONCURRENCY: String(concurrency),
  }
  const connector = await startConnector(databaseUrl, settings, options)
  try {
    return await measure({ concur, connector })
  } finally {
    await connector.stop()
    await concur.stop()
    await sleep(500)
  }
}

/** Has so many reports reviewed; resolves when that has begun. */
export async function beginReviews({ concur, connector }: Bench, count: number): Promise<void> {
  const before = (await concur.figures()).actedAt.length
  await notify(connector, await concur.submit(count))
  await untilActed(concur, before + 1)
}

/** @returns When each report was moved on, as soon as that many were. */
export async function untilActed(concur: SlowConcur, count: number): Promise<readonly number[]> {
  const deadline = performance.now() + MOST_MS
  for (;;) {
    const { actedAt } = await concur.figures()
    if (actedAt.length >= count) return actedAt
    if (performance.now() > deadline)
      throw new Error(`only ${actedAt.length} of ${count} reports were moved on`)
    await sleep(200)
  }
}
