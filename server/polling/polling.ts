import { setTimeout as sleep } from 'node:timers/promises'
import type { ConcurClient } from '../concur/concur-client.ts'
import { isForbiddenHost } from '../delivery/safe-address.ts'
import type { Delivering } from '../delivery/start-delivering.ts'
import { startLeaseWorkers } from '../jobs/lease-workers.ts'
import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import { createDeliveries, type Deliveries } from '../store/deliveries/deliveries.ts'
import type { Inbox } from '../store/inbox/inbox.ts'
import { createElementsKeys, type ElementsKeys } from '../store/polling/elements-keys.ts'
import { createInstances, type Instances } from '../store/polling/instances.ts'
import { createPolls } from '../store/polling/polls.ts'
import { createVendorTokens, type VendorTokens } from '../store/polling/vendor-tokens.ts'
import { createCallbackRoute } from './callback-route.ts'
import { createCredentials, TOKEN_PURPOSE } from './credentials.ts'
import { watchDeclaredInstances } from './declared-instances.ts'
import { createReviewFinder } from './find-reviews.ts'
import { createGuardedHttp } from './guarded-http.ts'
import type { Instance, InstanceRules } from './instance-configuration.ts'
import { createInstanceManager, type InstanceManager } from './manage-instances.ts'
import { createPace } from './pace.ts'
import { createInstancePoller, type PollResult } from './poll-instance.ts'
import { createSecretBox, type SecretBox, SecretError } from './secret-box.ts'
import type { VendorConnection, VendorDeps } from './vendor.ts'
import { VENDORS } from './vendors/vendors.ts'

/** What an operator has decided about polling; see the settings. */
export interface PollingSettings {
  /** The one that encrypts, and then those that it replaced. */
  readonly encryptionKeys: readonly [Uint8Array, ...Uint8Array[]]
  /** `INSTANCES_DIR` */
  readonly folder: string | undefined
  /** `POLLING_ALLOW_HTTP` */
  readonly allowHttp: boolean
  /** `POLLING_ALLOW_PRIVATE` */
  readonly allowPrivate: boolean
  /** `POLLING_VENDOR_ORIGINS` */
  readonly allowedOrigins: readonly string[]
}

/** Told of what goes on, for metrics. */
export interface PollingObserver {
  polled(element: string, result: PollResult, facts: { readonly changes: number }): void
  instanceDisabled(element: string): void
}

/** What polling needs. */
export interface PollingDeps {
  readonly settings: PollingSettings
  readonly db: Database
  /** The connector's own, for `review`. */
  readonly concur: ConcurClient
  readonly inbox: Inbox
  /** Sends the callbacks. */
  readonly delivering: Pick<Delivering, 'post' | 'carry' | 'wake'>
  readonly observer: PollingObserver
  readonly log: Log
  readonly now: () => Date
}

/** Polling, running: what its API needs, and how it ends. */
export interface Polling {
  readonly instances: Instances
  readonly manager: InstanceManager
  readonly keys: ElementsKeys
  readonly deliveries: Deliveries
  /** Something was changed: look for work at once. */
  wake(): void
  /** @param deadlineMs When what is in hand is cut. */
  stop(deadlineMs: number): Promise<void>
}

/** At once; a poll mostly waits for its vendor. */
const POLLS = 16
const LOOK_MS = 1000
const FILES_MS = 5000

/** Starts polling, and has its callbacks sent; first it encrypts with the first key what another one has encrypted. */
export async function startPolling(deps: PollingDeps): Promise<Polling> {
  const { settings, db, observer, log, now } = deps
  const box = createSecretBox(settings.encryptionKeys)
  const instances = createInstances(db)
  const tokens = createVendorTokens(db)
  const manager = createInstanceManager({ instances, box, rules: rulesOf(settings) })
  await resealAll({ instances, manager }, tokens, box, log)

  const polls = createPolls(db)
  const { http, ...vendorDeps } = vendorDepsOf(settings, now)
  deps.delivering.carry('callback', createCallbackRoute({ instances, manager, post: deps.delivering.post }))
  const polling = startLeaseWorkers({
    name: 'poll',
    notClaimed: 'poll.not-claimed',
    async claim(at) {
      const claimed = await polls.claim(at)
      return claimed === undefined ? [] : [claimed]
    },
    renew: (claimed, at) => polls.renew(claimed, at),
    work: createInstancePoller({
      polls,
      load: ({ instance }) => manager.load(instance),
      connect: (instance, signal) =>
        connect(instance, { vendorDeps: { http, ...vendorDeps }, tokens, box, signal }),
      findReviews: createReviewFinder(deps),
      stored: () => deps.delivering.wake(),
      ended: (...facts) => observer.polled(...facts),
      disabled: (element) => observer.instanceDisabled(element),
      log,
      now,
    }),
    count: POLLS,
    lookMs: LOOK_MS,
    log,
    now,
  })
  const declared =
    settings.folder === undefined
      ? undefined
      : watchDeclaredInstances({ folder: settings.folder, instances, manager, everyMs: FILES_MS, log, now })

  return {
    instances,
    manager,
    keys: createElementsKeys(db),
    deliveries: createDeliveries(db),
    wake() {
      polling.wake()
      deps.delivering.wake()
    },
    async stop(deadlineMs) {
      await Promise.all([declared?.stop(), polling.stop(deadlineMs)])
      http.close()
    },
  }
}

/** What an installation allows in an instance. */
export function rulesOf({
  allowHttp,
  allowPrivate,
  allowedOrigins,
}: Pick<PollingSettings, 'allowHttp' | 'allowPrivate' | 'allowedOrigins'>): InstanceRules {
  return {
    vendors: VENDORS,
    allowedOrigins,
    allowHttp,
    isForbiddenHost: (hostname) => !allowPrivate && isForbiddenHost(hostname),
  }
}

/** What all vendors are reached with. */
export function vendorDepsOf(
  { allowPrivate, allowedOrigins }: Pick<PollingSettings, 'allowPrivate' | 'allowedOrigins'>,
  now: () => Date,
): Omit<VendorDeps, 'settings'> {
  return {
    http: createGuardedHttp({ concurrency: POLLS, allowPrivate, allowedOrigins }),
    now,
    sleep: pause,
    pace: createPace(now, pause),
    allowedOrigins,
  }
}

function connect(
  instance: Instance,
  parts: {
    readonly vendorDeps: Omit<VendorDeps, 'settings'>
    readonly tokens: VendorTokens
    readonly box: SecretBox
    readonly signal: AbortSignal
  },
): VendorConnection {
  const vendor = VENDORS.find(({ key }) => key === instance.element)
  if (vendor === undefined) throw new Error(`there is no vendor ${instance.element}`)
  const { tokens, box, signal } = parts
  const deps = { ...parts.vendorDeps, settings: instance.settings }
  return vendor.connect(deps, createCredentials({ vendor, deps, tokens, box, signal }))
}

/** Secrets whose key is not known are left alone: their instances say so when they are due. */
async function resealAll(
  { instances, manager }: { readonly instances: Instances; readonly manager: InstanceManager },
  tokens: VendorTokens,
  box: SecretBox,
  log: Log,
): Promise<void> {
  let count = 0
  const attempt = async (what: string, reseal: () => Promise<boolean>) => {
    try {
      if (await reseal()) count += 1
    } catch (error) {
      if (!(error instanceof SecretError)) throw error
      log.error('secrets.unreadable', { what, error: error.message })
    }
  }
  for (const stored of await instances.list()) {
    await attempt(`instance ${stored.id}`, () => manager.reseal(stored))
  }
  for (const { login, content } of await tokens.all()) {
    if (box.isCurrent(content)) continue
    await attempt('tokens of a vendor', async () => {
      await tokens.replace(login, content, box.seal(box.open(content, TOKEN_PURPOSE), TOKEN_PURPOSE))
      return true
    })
  }
  if (count > 0) log.info('secrets.encrypted-again', { count })
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal })
}
