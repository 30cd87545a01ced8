import { Agent } from 'node:http'
import { performance } from 'node:perf_hooks'
import got from 'got'
import { z } from 'zod'
import { median, row } from './figures.ts'
import { notify } from './notify.ts'
import { processorMs } from './process-use.ts'
import { untilActed, withBench } from './reviewing.ts'
import { ANSWER_MS, type SlowConcur } from './slow-concur.ts'

/** What reviews were done, and at what cost. */
export interface ReviewRate {
  readonly perSecond: number
  readonly callsEach: number
  /** Share of what so many calls at once allow. */
  readonly ofIdeal: number
  /** Share of what a loop that only calls reaches beside it. */
  readonly ofLoop: number
  /** Of all threads, with what receiving it takes. */
  readonly processorMsEach: number
}

/** How reviews are done. */
export interface RateOptions {
  /** Calls at once. */
  readonly concurrency: number
  readonly api: 'v1.1' | 'v4'
  /** The tree of an earlier build. */
  readonly root?: string
}

/** So many rounds of calls at once. */
const ROUNDS = 20

/** Has the demonstration's reports reviewed in turn, all waiting at once. */
export function reviewRate(databaseUrl: string, options: RateOptions): Promise<ReviewRate> {
  const { concurrency, api } = options
  return withBench(databaseUrl, options, async ({ concur, connector }) => {
    const paths = await concur.submit(concurrency * ROUNDS, undefined, api)
    await notify(connector, await concur.submit(concurrency, undefined, api))
    await untilActed(concur, concurrency)
    const before = { ...(await concur.figures()), processorMs: processorMs(connector.pid) }
    await notify(connector, paths)
    const actedAt = (await untilActed(concur, concurrency + paths.length)).slice(concurrency)
    const callsEach = ((await concur.figures()).calls - before.calls) / paths.length
    const processorMsEach = (processorMs(connector.pid) - before.processorMs) / paths.length
    // Without the first and the last tenth, in which not all workers have something to do.
    const middle = actedAt.slice(Math.floor(actedAt.length / 10), Math.ceil(actedAt.length * 0.9))
    const perSecond = ((middle.length - 1) * 1000) / ((middle.at(-1) ?? 0) - (middle[0] ?? 0))
    const loopPerSecond = await callsOfALoop(concur, paths, concurrency)
    return {
      perSecond,
      callsEach,
      ofIdeal: (perSecond * callsEach * ANSWER_MS) / 1000 / concurrency,
      ofLoop: (perSecond * callsEach) / loopPerSecond,
      processorMsEach,
    }
  })
}

/** What the same Concur answers a second to a loop that does nothing else. */
async function callsOfALoop(
  concur: SlowConcur,
  paths: readonly string[],
  concurrency: number,
): Promise<number> {
  const client = got.extend({ prefixUrl: concur.url, agent: { http: new Agent({ keepAlive: true }) } })
  const form = {
    grant_type: 'refresh_token',
    refresh_token: (await concur.figures()).refreshToken,
    client_id: 'simulator-client',
    client_secret: 'simulator-secret',
  }
  const { access_token: token } = z
    .object({ access_token: z.string() })
    .parse(await client.post('oauth2/v0/token', { form }).json())
  const left = paths.slice(0, paths.length / 2)
  const start = performance.now()
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let path = left.pop(); path !== undefined; path = left.pop()) {
        await client.get(path.slice(1), { headers: { authorization: `Bearer ${token}` } }).buffer()
      }
    }),
  )
  return (Math.floor(paths.length / 2) * 1000) / (performance.now() - start)
}

/** The columns of {@link rateRow}. */
export const RATE_HEADING = row('', 'a second', 'calls each', 'of ideal', 'of a loop', 'CPU ms each')

/** Medians. */
export function rateRow(name: string, found: readonly ReviewRate[]): string {
  const of = (pick: (result: ReviewRate) => number) => median(found.map(pick))
  return row(
    name,
    of((r) => r.perSecond).toFixed(1),
    of((r) => r.callsEach).toFixed(2),
    of((r) => r.ofIdeal).toFixed(2),
    of((r) => r.ofLoop).toFixed(2),
    of((r) => r.processorMsEach).toFixed(1),
  )
}
