import { randomUUID } from 'node:crypto'
import type { ConcurClient } from '../concur/concur-client.ts'
import { ConcurError } from '../concur/concur-error.ts'
import {
  deleteNotification,
  type FailedNotification,
  listFailedNotifications,
  notificationPath,
} from '../concur/failed-notifications.ts'
import type { Log } from '../log.ts'
import { readNotification } from '../notification/parse-callout.ts'
import type { Inbox } from '../store/inbox/inbox.ts'

/** What receiving them needs. */
export interface ReceiveFailedDeps {
  readonly concur: ConcurClient
  readonly inbox: Inbox
  readonly mode: 'act' | 'observe'
  readonly log: Log
  readonly now: () => Date
}

/** What was found in Concur's list of notifications that it could not deliver. */
export interface FailedReceived {
  readonly received: number
  readonly quarantined: number
  readonly deleted: number
  /** Received, and still in Concur's list because of trouble that may pass. */
  readonly left: number
}

/**
 * Receives what Concur could not deliver, and deletes each there once it is on disk here. What cannot be understood
 * goes to quarantine and stays in Concur's list.
 * @param signal Cuts the calls in hand.
 * @throws {ConcurError} If the list cannot be read. A deletion that fails is tried again next time: what is received
 * twice is reviewed once.
 */
export async function receiveFailed(
  { concur, inbox, mode, log, now }: ReceiveFailedDeps,
  signal?: AbortSignal,
): Promise<FailedReceived> {
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
