import { randomUUID } from 'node:crypto'
import type { Log } from '../log.ts'
import type { Door, Notification } from '../notification/notification.ts'
import { parseCallout } from '../notification/parse-callout.ts'
import { parseEvent } from '../notification/parse-event.ts'
import type { Arrivals } from '../store/arrivals/open-arrivals.ts'

/** What became of a delivery. */
export type ReceiveResult =
  /** It is on disk, with its number among the arrivals, and the id that goes with every call it causes. */
  | { readonly kind: 'stored'; readonly arrival: number; readonly correlationId: string }
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

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Of what came in the place of a UUID, for the log. */
const SENT_LENGTH = 100

/** What every door needs. */
export interface DoorDeps {
  readonly arrivals: Pick<Arrivals, 'keep'>
  /** Told of what could not be kept. */
  readonly unavailable?: (door: Door) => void
  readonly log: Log
  readonly now: () => Date
}

/** Takes callouts; what cannot be understood is kept, too, and goes to quarantine when it is taken over. */
export function receiveCallout(deps: DoorDeps): Receive {
  return async (body, contentType) => {
    const parsed = parseCallout(body, contentType)
    return parsed.ok
      ? keep(deps, { ...parsed.notification, correlationId: randomUUID() }, body)
      : refuse(deps, 'callout', parsed.problems, { body, contentType })
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
    if (!parsed.ok) return refuse(deps, 'events', parsed.problems, { body, contentType })
    // Concur's services refuse what is no UUID.
    const correlationId = sent !== undefined && UUID.test(sent) ? sent : randomUUID()
    const kept = await keep(deps, { ...parsed.notification, correlationId }, body)
    const isOther = sent !== undefined && sent !== correlationId
    return { ...kept, ...(isOther && { sentCorrelationId: sent.slice(0, SENT_LENGTH) }) }
  }
}

async function keep(
  { arrivals, unavailable, now }: DoorDeps,
  notification: Notification & { readonly correlationId: string },
  raw: Buffer,
): Promise<ReceiveResult> {
  try {
    const arrival = await arrivals.keep({ kind: 'notification', notification, raw, at: now() })
    return { kind: 'stored', arrival, correlationId: notification.correlationId }
  } catch (error) {
    unavailable?.(notification.door)
    throw error
  }
}

async function refuse(
  { arrivals, unavailable, log, now }: DoorDeps,
  door: Door,
  problems: readonly string[],
  { body: raw, contentType }: { readonly body: Buffer; readonly contentType: string | undefined },
): Promise<ReceiveResult> {
  try {
    await arrivals.keep({ kind: 'not understood', door, problems, contentType, raw, at: now() })
  } catch (error) {
    unavailable?.(door)
    throw error
  }
  log.warn('notification.quarantined', { door, problems })
  return { kind: 'refused', problems }
}
