import { randomUUID } from 'node:crypto'
import type { ConcurClient } from '../concur/concur-client.ts'
import { ConcurError } from '../concur/concur-error.ts'
import {
  deleteNotification,
  type FailedNotification,
  listFailedNotifications,
  notificationPath,
} from '../concur/failed-notifications.ts'
import type { Inbox } from '../inbox/inbox.ts'
import type { Jobs } from '../inbox/jobs.ts'
import type { Log } from '../log.ts'
import { readNotification } from '../notification/parse-callout.ts'

/** What reconciling needs. */
export interface ReconcileDeps {
  readonly concur: ConcurClient
  readonly inbox: Inbox
  readonly jobs: Jobs
  readonly mode: 'act' | 'observe'
  readonly log: Log
  readonly now: () => Date
  /** Cuts the calls in hand. */
  readonly signal?: AbortSignal
}

/** What was found in Concur's list of notifications that it could not deliver. */
export interface Reconciled {
  readonly received: number
  readonly quarantined: number
  readonly deleted: number
  /** Received, and still in Concur's list because of trouble that may pass. */
  readonly left: number
}

/**
 * Receives what Concur could not deliver, and deletes each there once it is on disk here. What cannot be understood
 * goes to quarantine and stays in Concur's list.
 * @throws {ConcurError} If the list cannot be read. A deletion that fails is tried again next time: what is received
 * twice is reviewed once.
 */
export async function reconcile({
  concur,
  inbox,
  mode,
  log,
  now,
  signal,
}: ReconcileDeps): Promise<Reconciled> {
  const call = { correlationId: randomUUID(), signal }
  const isStopped = () => signal?.aborted === true
  const { value: failed } = await listFailedNotifications(concur, call)
  let received = 0
  let deleted = 0
  let left = 0
  let mayDelete = mode === 'act'
  for (const item of failed) {
    if (isStopped()) break
    const path = notificationPath(item.notificationUri)
    const isKept = await keep(item, path)
    if (!isKept) continue
    received += 1
    if (path === undefined)
      log.warn('failed-list.no-address', { address: item.notificationUri.slice(0, 300) })
    if (!mayDelete || path === undefined) continue
    try {
      await deleteNotification(concur, path, call)
      deleted += 1
    } catch (error) {
      if (!(error instanceof ConcurError) || isStopped()) throw error
      log.warn('failed-list.not-deleted', { error: error.message, correlationId: call.correlationId })
      // What one may not do, none may.
      if (error.trouble === 'permanent') mayDelete = false
      else left += 1
    }
  }
  return { received, quarantined: failed.length - received, deleted, left }

  async function keep({ element, source }: FailedNotification, externalId?: string): Promise<boolean> {
    const parsed = readNotification(element, 'failed list')
    if (parsed.ok) {
      const notification = { ...parsed.notification, ...(externalId !== undefined && { externalId }) }
      const receipt = await inbox.receive(notification, source, now())
      log.info(`notification.${receipt.kind}`, { door: 'failed list', notification: receipt.id })
    } else {
      await inbox.quarantine('failed list', source, parsed.problems, now())
      log.warn('notification.quarantined', { door: 'failed list', problems: parsed.problems })
    }
    return parsed.ok
  }
}

/** A job that runs at once and then every so often, one run after the other. */
export interface Timer {
  /** Resolves when a run in hand has ended. */
  stop(): Promise<void>
}

/** After trouble with Concur; then the last of them again and again. */
const RETRY_MS = [2000, 4000, 8000, 10_000]

/**
 * Reconciles now and every so many minutes, then in one process of all that share the inbox. When Concur cannot be
 * asked it is tried again within seconds; when the role is missing that is said once, with the role.
 */
export function startReconciling(deps: ReconcileDeps, everyMinutes: number): Timer {
  const { log } = deps
  const everyMs = everyMinutes * 60_000
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let hasSaid = false
  let failures = 0
  // A start is a reason by itself: what was not delivered while nobody was here.
  let running = run(0)

  return {
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }

  async function run(sinceMs: number): Promise<void> {
    const isDone = await tryOnce(sinceMs)
    if (stopping.signal.aborted) return
    failures = isDone ? 0 : failures + 1
    const retryMs = RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? everyMs
    timer = setTimeout(
      () => {
        running = run(isDone ? everyMs * 0.9 : 0)
      },
      Math.min(everyMs, retryMs),
    )
  }

  /** @returns False if it is to be tried again soon. */
  async function tryOnce(sinceMs: number): Promise<boolean> {
    try {
      const isOurs = await deps.jobs.isOurs('reconcile', sinceMs, deps.now())
      if (!isOurs) return true
      const result = await reconcile({ ...deps, signal: stopping.signal })
      hasSaid = false
      log.info('failed-list.reconciled', { ...result })
      return result.left === 0
    } catch (error) {
      if (stopping.signal.aborted) return true
      if (!(error instanceof ConcurError) || error.trouble !== 'permanent') {
        log.warn('failed-list.not-read', { error: error instanceof ConcurError ? error.message : error })
        return false
      }
      if (!hasSaid) log.error('failed-list.refused', { error: error.message })
      hasSaid = true
      return true
    }
  }
}
