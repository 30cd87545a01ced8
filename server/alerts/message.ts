import type { Alert, AlertCause } from '../record/alert.ts'
import { deletionAt } from '../subscriptions/watched.ts'

/** What is posted: ids and counts, nothing about people or amounts. */
export interface AlertMessage {
  readonly cause: AlertCause
  readonly subject: string
  /** ISO 8601, UTC. */
  readonly since: string
  /** A sentence for people. */
  readonly text: string
  readonly count: number
}

/** What an alert says. */
export function messageOf({ cause, subject, since, count }: Alert): AlertMessage {
  const time = since.toISOString()
  const text = `${SENTENCES[cause](subject, count, since)} since ${time.slice(0, 16).replace('T', ' ')} UTC.`
  return { cause, subject, since: time, text, count }
}

const SENTENCES: Readonly<Record<AlertCause, (subject: string, count: number, since: Date) => string>> = {
  'report held': (subject) => `Report ${subject} has been held for a person`,
  'report stuck': (subject) => `Report ${subject} has been stuck, nothing works on it any more,`,
  'notification dead': (subject) => `Notification ${subject} has been dead`,
  'notifications waiting': (subject, count) =>
    `${count === 1 ? '1 notification has' : `${count} notifications or more have`} been waiting (${subject})`,
  'subscription missing': (id) => `Subscription ${id} has been missing in Concur: no event comes from it,`,
  'subscription misdirected': (id) =>
    `Subscription ${id} has been sending its events elsewhere than to ESS_ENDPOINT`,
  'subscription filtered': (id) => `Subscription ${id} has had a filter that drops what is to be reviewed`,
  'subscription without company': (id) => `Subscription ${id} has had no company whose events it sends here`,
  'subscription unchecked': (id) => `Subscription ${id} has not been looked at, Concur does not show it,`,
  'subscription silent': (id, _count, since) =>
    `Subscription ${id} has brought no event, and SAP deletes it on ${deletionAt(since).toISOString().slice(0, 10)}, silent`,
  'instance disabled': (id) => `Instance ${id} has not been polled, because it failed too often,`,
  'deliveries stopped': (id) =>
    `Notifications of instance ${id} have not been sent, because its callback URL takes none,`,
  'messages dead': (way, count) =>
    `${count === 1 ? '1 message by' : `${count} messages by`} ${way} ${count === 1 ? 'has' : 'have'} not arrived and been given up`,
}

/** More than these at once are told in one message. */
const MAX_SINGLE = 10

/**
 * Puts alerts that are told together into one group each: those of one cause when there are too many of them for a
 * message each, otherwise every alert by itself. Pure.
 */
export function grouped<Kind extends Alert>(alerts: readonly Kind[]): readonly (readonly Kind[])[] {
  return [...Map.groupBy(alerts, ({ cause }) => cause).values()].flatMap((same) =>
    same.length > MAX_SINGLE ? [same] : same.map((alert) => [alert]),
  )
}

/** What a group says: of one alert its own words, of several the first and how many there are. */
export function messageOfGroup([first, ...others]: readonly Alert[]): AlertMessage | undefined {
  if (first === undefined) return undefined
  const message = messageOf(first)
  if (others.length === 0) return message
  const text = `${message.text} So have ${others.length} others.`
  return { ...message, text, count: others.length + 1 }
}
