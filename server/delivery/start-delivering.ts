import { startLeaseWorkers } from '../jobs/lease-workers.ts'
import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import {
  type ClaimedDelivery,
  createDeliveries,
  DELIVERY_KINDS,
  type DeliveryKind,
} from '../store/deliveries/deliveries.ts'
import { createDeliverer, type DeliveryOutcome, type RouteOf } from './deliver.ts'
import { createPoster, type Post } from './post.ts'
import { isForbiddenHost, lookUpPublic } from './safe-address.ts'

/** What delivering needs. */
export interface DeliveringDeps {
  readonly db: Database
  /** Whether addresses in private networks may be posted to: `POLLING_ALLOW_PRIVATE`. */
  readonly allowPrivate: boolean
  /** Told how each attempt ended, for metrics. */
  readonly ended: (outcome: DeliveryOutcome) => void
  readonly log: Log
  readonly now: () => Date
}

/** Delivering, running: callbacks of polling and what people are told, in one queue. */
export interface Delivering {
  /** Posts to addresses that others have chosen. */
  readonly post: Post
  /** From here on those of that kind are sent; until then they wait. */
  carry(kind: DeliveryKind, routeOf: RouteOf): void
  /** There may be something to send. */
  wake(): void
  /** @param deadlineMs When what is in hand is cut. */
  stop(deadlineMs: number): Promise<void>
}

/** At once, and so many connections are kept. */
const COUNT = 64
/** So many of them may be for receivers that have failed, or they would keep the others waiting. */
const MAX_FAILING = COUNT / 2
const LOOK_MS = 1000

/** Starts sending what is due, of the kinds that somebody carries. */
export function startDelivering({ db, allowPrivate, ended, log, now }: DeliveringDeps): Delivering {
  const routes = new Map<DeliveryKind, RouteOf>()
  const deliveries = createDeliveries(db)
  const poster = createPoster({
    concurrency: COUNT,
    lookup: allowPrivate ? undefined : lookUpPublic,
    isForbiddenHost: (hostname) => !allowPrivate && isForbiddenHost(hostname),
    now,
  })
  const workers = startLeaseWorkers<ClaimedDelivery>({
    name: 'delivery',
    notClaimed: 'delivery.not-claimed',
    claim(at, inHand, most) {
      const kinds = DELIVERY_KINDS.filter((kind) => routes.has(kind))
      const places = MAX_FAILING - inHand.filter(({ attempts }) => attempts > 1).length
      return deliveries.claim(at, places <= 0, places > 0 ? Math.min(most, places) : most, kinds)
    },
    renew: (claimed, at) => deliveries.renew(claimed, at),
    work: createDeliverer({
      deliveries,
      async routeOf(claimed) {
        const routeOf = routes.get(claimed.kind)
        return routeOf === undefined ? 'nothing is sent this way any more' : routeOf(claimed)
      },
      ended,
      log,
      now,
      chance: Math.random,
    }),
    count: COUNT,
    lookMs: LOOK_MS,
    log,
    now,
  })
  return {
    post: poster.post,
    carry(kind, routeOf) {
      routes.set(kind, routeOf)
      workers.wake()
    },
    wake: () => workers.wake(),
    async stop(deadlineMs) {
      await workers.stop(deadlineMs)
      poster.close()
    },
  }
}
