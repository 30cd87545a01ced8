import type { Browser, Page } from 'playwright-core'
import { addDemoPeople } from '../../../server/commands/demo-people.ts'
import { type Bench, type BenchOptions, openBench } from '../../connector/bench.ts'
import { sendEventsTo, useEventDoor } from '../../connector/event-door.ts'
import { databaseUrl } from '../../connector/set-up.ts'
import { until } from '../../connector/until.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { launchChromium } from '../../support/chromium.ts'
import { type Look, signedIn } from './console-browser.ts'

/** A connector in this process whose console people of the demo open in a browser, and its simulated Concur. */
export interface ConsoleBench {
  readonly bench: () => Bench
  readonly browser: () => Browser
  /** Opens the console as that person, at the list. */
  readonly open: (login: string, look?: Look) => Promise<Page>
  /** Waits until that report or request is held. @returns The number of its newest review. */
  readonly held: (objectId: string) => Promise<number>
  /** The address of a path of the console. */
  readonly at: (path: string) => string
}

/** Call in a suite; all of its tests share one bench and one browser. */
export function useConsoleBench(options: BenchOptions = {}): ConsoleBench {
  const door = useEventDoor()
  useRealSockets()
  let bench: Bench
  let browser: Browser

  before(async function () {
    browser = await launchChromium(this)
    bench = await openBench({
      ...options,
      environment: { ...door.environment(), ...options.environment },
      simulator: { eventIdentity: door.identity(), ...options.simulator },
    })
    sendEventsTo(bench.simulator, bench.connector)
    await addDemoPeople(databaseUrl(bench.folder), new Date())
  })
  after(async () => {
    await browser?.close()
    await bench?.close()
  })

  const at = (path: string) => `${bench.connector.consoleUrl}${path}`
  return {
    bench: () => bench,
    browser: () => browser,
    at,
    open: (login, look) => signedIn(browser, at('/'), login, look),
    async held(objectId) {
      await until('it to be held', async () => {
        const record = await bench.connector.overview.review(objectId)
        return record?.review.result === 'held'
      })
      return (await bench.review(objectId)).review.id
    },
  }
}
