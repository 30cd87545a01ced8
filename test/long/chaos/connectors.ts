import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type ConnectorProcess, startConnectorProcess } from '../../connector/connector-process.ts'
import { allEnded } from './all-ended.ts'

/** Two connectors, each in a process of its own, on one database. */
export interface Connectors {
  /** Where each takes notifications; of one that is down, where it did. */
  addresses(): readonly string[]
  /** For so long, `kill -9` for either of them again and again, at any moment, and a new one in its place. */
  killAtRandom(forMs: number, random: () => number): Promise<void>
  /** Kills both, and starts both again. */
  replaceBoth(): Promise<void>
  /** With SIGTERM. @returns The exit statuses. */
  stop(): Promise<readonly (number | null)[]>
}

/** Starts both at once, on an empty database; see killProcesses. */
export async function startConnectors(
  settings: Readonly<Record<string, string>>,
  folder: string,
): Promise<Connectors> {
  const start = () => startConnectorProcess(settings, folder)
  const places: readonly { process: ConnectorProcess }[] = await Promise.all(
    [1, 2].map(async () => ({ process: await start() })),
  )

  async function replace(place: { process: ConnectorProcess }): Promise<void> {
    const { signal } = await place.process.end('SIGKILL')
    expect(signal, `the connector had ended by itself: ${place.process.log()}`).to.equal('SIGKILL')
    place.process = await start()
  }

  return {
    addresses: () => places.map(({ process }) => `${process.url}/concur/v1.0/notify`),
    async killAtRandom(forMs, random) {
      const end = Date.now() + forMs
      await allEnded(
        places.map(async (place) => {
          while (Date.now() < end) {
            await sleep(300 + random() * 2500)
            await replace(place)
          }
        }),
      )
    },
    replaceBoth: () => allEnded(places.map(replace)),
    stop: () => Promise.all(places.map(async ({ process }) => (await process.end('SIGTERM')).code)),
  }
}
