import { setTimeout as sleep } from 'node:timers/promises'
import { deliverNotification } from '../../../server/simulator/callouts/call-connector.ts'
import { LOGIN } from '../../connector/set-up.ts'
import { pick } from '../../support/random.ts'

const AGAIN_MS = 100

/** A callout, and what it is about. */
export interface Callout {
  readonly objectUri: string
  readonly xml: string
}

/** Concur's queue of notifications, and the load balancer before the connectors. */
export interface Front {
  /** Sends it to either connector, and again until one of them answers 200. */
  deliver(callout: Callout, afterMs?: number): void
  /** The `objectUri` of all for which there was a 200. */
  readonly acknowledged: ReadonlySet<string>
  isIdle(): boolean
  /** Gives up what is not acknowledged. */
  stop(): Promise<void>
}

/** @param addresses Where notifications go now; a connector that is down stands there too. */
export function startFront(addresses: () => readonly string[], random: () => number): Front {
  const acknowledged = new Set<string>()
  const underWay = new Set<Promise<void>>()
  const stopping = new AbortController()

  async function deliverUntilTaken({ objectUri, xml }: Callout, afterMs: number): Promise<void> {
    await sleep(afterMs)
    while (!stopping.signal.aborted) {
      const url = pick(addresses(), random)
      if (await deliverNotification({ url, ...LOGIN }, xml, stopping.signal)) {
        acknowledged.add(objectUri)
        return
      }
      await sleep(AGAIN_MS)
    }
  }

  return {
    acknowledged,
    deliver(callout, afterMs = 0) {
      const delivery = deliverUntilTaken(callout, afterMs).finally(() => underWay.delete(delivery))
      underWay.add(delivery)
    },
    isIdle: () => underWay.size === 0,
    async stop() {
      stopping.abort()
      await Promise.all(underWay)
    },
  }
}
