import { randomUUID } from 'node:crypto'
import type { Log } from '../log.ts'
import type { Door, Notification } from '../notification/notification.ts'
import { parseCallout } from '../notification/parse-callout.ts'
import { parseEvent } from '../notification/parse-event.ts'
import type { Inbox } from '../store/inbox/inbox.ts'
import type { Receipt } from '../store/inbox/receive-batch.ts'
import { withTimeout } from '../with-timeout.ts'

/** What became of a delivery. */
export type ReceiveResult =
  /** The number that the inbox gave it. */
  | { readonly kind: 'stored' | 'duplicate'; readonly id: number }
  /** Cannot be understood; each problem is a sentence for the sender. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

/**
 * Parses a body and keeps it on disk before it resolves. Rejects when it cannot be kept: Concur is told to come again.
 * @param contentType As sent.
 */
export type Receive = (body: Buffer, contentType: string | undefined) => Promise<ReceiveResult>

/** What came with an event, as sent. */
export interface EventHeaders {
  readonly contentType: string | undefined
  /** `Concur-Correlationid`, mostly a UUID. */
  readonly correlationId: string | undefined
}

/** Parses an event and keeps it on disk before it resolves. Rejects when it cannot be kept: Concur sends it again. */
export type ReceiveEvent = (body: Buffer, headers: EventHeaders) => Promise<ReceiveResult>

/** Concur does not say how long it waits for an answer: soon enough for any sender to hear our 503. */
const RECEIVE_MS = 10_000
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Of what came in the place of a UUID, for the log. */
const SENT_LENGTH = 100

/** What every door needs. */
export interface DoorDeps {
  readonly inbox: Inbox
  readonly log: Log
  readonly now: () => Date
}

/** Takes callouts into the inbox; what cannot be understood goes to quarantine. */
export function receiveCallout(deps: DoorDeps): Receive {
  return async (body, contentType) => {
    const parsed = parseCallout(body, contentType)
    return parsed.ok
      ? keep(deps, parsed.notification, body)
      : quarantine(deps, 'callout', parsed.problems, { body, contentType })
  }
}

/**
 * The same for events.
 * @param ours See {@link parseEvent}: codes of the company's own steps that are the connector's, and the company's id.
 */
export function receiveEvent(
  deps: DoorDeps,
  {
    stepCodes,
    companyId,
  }: { readonly stepCodes: readonly string[]; readonly companyId?: string | undefined },
): ReceiveEvent {
  return async (body, { contentType, correlationId: sent }) => {
    const parsed = parseEvent(body, stepCodes, companyId)
    if (!parsed.ok) return quarantine(deps, 'events', parsed.problems, { body, contentType })
    // Concur's services refuse what is no UUID.
    const correlationId = sent !== undefined && UUID.test(sent) ? sent : randomUUID()
    const receipt = await keep(deps, { ...parsed.notification, correlationId }, body)
    const isOther = sent !== undefined && sent !== correlationId
    return { ...receipt, correlationId, ...(isOther && { sentCorrelationId: sent.slice(0, SENT_LENGTH) }) }
  }
}

/** A database that is silent may still keep it: then it comes a second time, as a duplicate. */
function keep({ inbox, now }: DoorDeps, notification: Notification, body: Buffer): Promise<Receipt> {
  return withTimeout(RECEIVE_MS, inbox.receive(notification, body, now()))
}

async function quarantine(
  { inbox, log, now }: DoorDeps,
  door: Door,
  problems: readonly string[],
  { body, contentType }: { readonly body: Buffer; readonly contentType: string | undefined },
): Promise<ReceiveResult> {
  await inbox.quarantine(door, body, problems, now(), contentType)
  log.warn('notification.quarantined', { door, problems })
  return { kind: 'refused', problems }
}
