import { randomUUID } from 'node:crypto'

/** One event of the Event Subscription Service, as it is sent each time. */
export interface Event {
  /** Of the envelope. */
  readonly id: string
  /** As a subscription names it, with `public.` in front. */
  readonly topic: string
  readonly eventType: string
  readonly publishedAt: Date
  /** Of the report or request that it is about. */
  readonly objectId: string
  /** A UUID, sent in a header. */
  readonly correlationId: string
  /** The envelope, JSON. */
  readonly body: string
}

/** What all events of a moment share. */
export interface EventSource {
  readonly companyId: string
  readonly now: Date
}

/**
 * Publishes something.
 * @param topic As the envelope has it, with or without `public.` in front.
 * @see SAP Concur, Event Subscription Service v4, "Event Schema".
 */
export function newEvent(
  { topic, eventType, objectId, facts }: Pick<Event, 'topic' | 'eventType' | 'objectId'> & { facts: object },
  { now }: EventSource,
): Event {
  const id = randomUUID()
  const envelope = {
    id,
    // Not the one in the header, and no UUID: both have been seen.
    correlationId: randomUUID().replaceAll('-', ''),
    eventType,
    topic,
    timeStamp: now.toISOString(),
    data: null,
    facts,
    groups: null,
    scopes: null,
  }
  return {
    id,
    topic: topic.startsWith('public.') ? topic : `public.${topic}`,
    eventType,
    publishedAt: now,
    objectId,
    correlationId: randomUUID(),
    body: JSON.stringify(envelope),
  }
}
