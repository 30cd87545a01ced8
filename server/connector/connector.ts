import type { Settings } from '../../config/settings.ts'
import { startDelivering } from '../delivery/start-delivering.ts'
import { leavingRequests } from '../doors/leave-requests.ts'
import { startTakingOver } from '../doors/start-taking-over.ts'
import { createGiveWay } from '../jobs/give-way.ts'
import { startWatchingClock } from '../jobs/watch-clock.ts'
import type { Log } from '../log.ts'
import { countingInbox } from '../metrics/counting.ts'
import { loadPolicy } from '../policy-file/load-policy.ts'
import { watchPolicy } from '../policy-file/watch-policy.ts'
import type { MachineClock } from '../store/clock.ts'
import { createOverview, type Overview } from '../store/operators/overview.ts'
import type { DoorStart } from './door-messages.ts'
import type { Foundation } from './foundation.ts'
import { metricsOf } from './from-settings.ts'
import { keepPolicies } from './keep-policies.ts'
import { openConcur } from './open-concur.ts'
import { openConsoleListener } from './open-console-listener.ts'
import { openInternalListener } from './open-internal-listener.ts'
import { openStore } from './open-store.ts'
import { startDoor } from './public-door.ts'
import { startPollingIfOn } from './start-polling-if-on.ts'
import { startReviewing } from './start-reviewing.ts'
import { startTellingIfOn } from './start-telling-if-on.ts'
import { startWatches } from './start-watches.ts'
import { stopTogether } from './stop-together.ts'
import { neverSeenTeller } from './tell-never-seen.ts'

/** A running connector. */
export interface Connector {
  /** Of the public listener, such as `https://0.0.0.0:8443`. */
  readonly url: string
  /** Of the internal listener; absent if its address could not be taken. */
  readonly internalUrl?: string
  /** Of the console's listener; absent if its address could not be taken. */
  readonly consoleUrl?: string
  readonly overview: Overview
  /** Resolves, with the reason, if nothing is received any more without {@link stop}. */
  readonly ended: Promise<Error>
  /** Takes nothing more, ends what is in hand, gives back the rest; within a few seconds. */
  stop(): Promise<void>
}

/** What the demo and tests choose. */
export interface ConnectorOptions {
  /** How long a report that is not seen whole is read again before it is held. */
  readonly incompleteForMs?: number
  /** The clocks of the machine; those of this one, if not given. */
  readonly machine?: MachineClock
  /** Where the log lines of the receiving thread go: through the log of the caller, if not given. */
  readonly doorLogs?: DoorStart['logs']
}

/** The entries of a report may come minutes after its header. */
const INCOMPLETE_MS = 600_000
/** Leaves time to close the rest before `start` ends the process. */
const STOP_MS = 8000
/** How often the files of policy, keys and authorities are looked at. */
const FILES_MS = 2000

/**
 * Puts the parts together and starts them. Nothing of Concur is needed to start: receiving comes first. If a part cannot
 * be started, those before it are closed; stopping is the mirror of starting.
 * @throws {ConnectorError} If the database, the policy, a certificate or the public address cannot be used.
 */
export async function startConnector(
  settings: Settings,
  log: Log,
  { incompleteForMs = INCOMPLETE_MS, machine, doorLogs = 'through its owner' }: ConnectorOptions = {},
): Promise<Connector> {
  await using parts = new AsyncDisposableStack()
  const files = { everyMs: FILES_MS, log }
  // First of all: without a policy that can be used there is nothing to start.
  const file = settings.POLICY_FILE
  const loaded = await loadPolicy(file)
  const starting = parts.use(startDoor(settings, doorLogs, log))
  const store = parts.use(await openStore(settings, log, machine))
  const { clock } = store
  const now = () => clock.now()
  const metrics = metricsOf(settings, store.db, now)
  const keepPolicy = keepPolicies(store.db, log, now)
  await keepPolicy(loaded)
  const tellNeverSeen = neverSeenTeller(store.db, log)
  await tellNeverSeen(loaded)
  const policy = watchPolicy({
    file,
    loaded,
    ...files,
    onValidity: (isValid) => metrics.policyValid(isValid),
    onChanged: (changed) => void keepPolicy(changed).then(() => tellNeverSeen(changed)),
  })
  parts.defer(() => policy.stop())
  const concur = parts.use(openConcur(settings, { db: store.db, metrics, log, now }))
  const watchedClock = startWatchingClock({ clock, metrics, log })
  parts.defer(() => watchedClock.stop())
  const inbox = leavingRequests(countingInbox(store.inbox, metrics), () => policy.current())
  const foundation: Foundation = {
    db: store.db,
    inbox,
    policy,
    concur,
    metrics,
    log,
    now,
    leaps: () => clock.leaps(),
  }

  const connections = parts.use(new DisposableStack())
  const atWork = parts.use(stopTogether(STOP_MS))
  const door = atWork.use(await starting.open({ metrics, now }))
  const giveWay = createGiveWay(() => door.use())
  const takingOver = atWork.use(
    startTakingOver({
      inbox,
      giveWay,
      takenOver: (upTo) => door.takenOver(upTo),
      failed: (error) => door.failed(error),
      log,
      now,
    }),
  )
  door.onArrived(() => takingOver.wake())
  const delivering = atWork.use(
    startDelivering({
      db: store.db,
      allowPrivate: settings.POLLING_ALLOW_PRIVATE,
      ended: (outcome) => metrics.polling.delivered(outcome),
      log,
      now,
    }),
  )
  const polling = atWork.use(await startPollingIfOn(settings, foundation, delivering))
  const telling = atWork.use(await startTellingIfOn(settings, foundation, { delivering, connections }))
  const internalDoor = atWork.use(await openInternalListener(settings, foundation, { door, polling }))
  const consoleDoor = atWork.use(await openConsoleListener(settings, foundation, telling.people))
  atWork.use(startReviewing(settings, foundation, { incompleteForMs, giveWay }))
  atWork.use(startWatches(settings, foundation, { delivering, telling }))

  log.info('connector.started', {
    url: door.url,
    internalUrl: internalDoor?.url,
    consoleUrl: consoleDoor?.url,
    notifyPath: settings.NOTIFY_PATH,
    mode: settings.MODE,
    policy: policy.current().name,
    policyVersion: policy.current().version,
  })
  const running = parts.move()
  let stopped: Promise<void> | undefined
  return {
    url: door.url,
    ended: door.ended,
    ...(internalDoor !== undefined && { internalUrl: internalDoor.url }),
    ...(consoleDoor !== undefined && { consoleUrl: consoleDoor.url }),
    overview: createOverview(store.db),
    stop() {
      stopped ??= stop(running, log)
      return stopped
    },
  }
}

async function stop(running: AsyncDisposableStack, log: Log): Promise<void> {
  log.info('connector.stopping')
  await running.disposeAsync()
  log.info('connector.stopped')
}
