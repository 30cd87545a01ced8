import { createHash } from 'node:crypto'
import type { Change } from './poll-outcome.ts'

/** The instance that callbacks are about, as their receiver knows it from Cloud Elements. */
export interface CallbackSource {
  readonly instanceId: number
  readonly instanceName: string
  readonly tags: readonly string[]
  readonly user: number
  readonly accountId: number
  readonly companyId: number
  readonly elementKey: string
  readonly hubKey: string
}

/** What a poll has to tell. */
export interface News {
  readonly source: CallbackSource
  /** Key of the resource in the configuration. */
  readonly resource: string
  /** Whether events carry the record. */
  readonly newObject: boolean
  /** By date. */
  readonly changes: readonly Change[]
  readonly createdAt: Date
}

/** One callback: what is posted to the URL of an instance. */
export interface PollCallback {
  /** The same whenever the same changes are told, so that a receiver can tell a repeat. */
  readonly eventId: string
  /** The exact text that is signed and sent. */
  readonly body: string
  readonly changes: readonly Change[]
}

const MAX_EVENTS = 10
/** Each part repeats all records of its group, so a large poll is told in several groups. */
const MAX_RECORDS = 50
const MAX_RECORD_TEXT = 2_000_000

/**
 * Writes the callbacks of one poll, one at a time: at most ten events each.
 * @see FACTS of polling, section 7.
 */
export function* buildCallbacks(news: News): Generator<PollCallback, void, undefined> {
  let part = 0
  for (const group of groups(news.changes)) {
    const raw = group.map(({ record }) => record).join(',')
    for (let at = 0; at < group.length; at += MAX_EVENTS) {
      const changes = group.slice(at, at + MAX_EVENTS)
      part += 1
      const eventId = eventIdOf(news, changes, part)
      yield { eventId, body: callbackBody(news, { eventId, raw, changes }), changes }
    }
  }
}

/**
 * The text of one callback. Records go into it as they are, and so do their numbers.
 * @param raw Records of the group, separated by commas.
 */
export function callbackBody(
  { source, resource, newObject, createdAt }: News,
  { eventId, raw, changes }: { eventId: string; raw: string; changes: readonly Change[] },
): string {
  const { instanceId, instanceName, tags, user, accountId, companyId, elementKey, hubKey } = source
  const objectType = resource
  const events = changes.map(({ type, objectId, date, record }) =>
    object(
      { eventType: type, elementKey, hubKey, objectType, objectId, date: seconds(date) },
      newObject && type !== 'DELETED' ? `"newObject":${record}` : undefined,
    ),
  )
  const message = object(
    { elementKey, accountId, eventId, companyId, instanceId, instanceName, instance_tags: tags },
    `"raw":${object({ objectType }, `${JSON.stringify(resource)}:[${raw}]`)}`,
    `"events":[${events.join(',')}]`,
  )
  return object(
    { id: eventId, createdDate: seconds(createdAt), user, instance_id: instanceId },
    `"message":${message}`,
  )
}

/** An object of values and of members that are JSON already. */
function object(
  values: Readonly<Record<string, unknown>>,
  ...members: readonly (string | undefined)[]
): string {
  const written = JSON.stringify(values).slice(1, -1)
  return `{${[written, ...members.filter((member) => member !== undefined)].join(',')}}`
}

function* groups(changes: readonly Change[]): Generator<readonly Change[], void, undefined> {
  let group: Change[] = []
  let length = 0
  for (const change of changes) {
    if (
      group.length === MAX_RECORDS ||
      (group.length > 0 && length + change.record.length > MAX_RECORD_TEXT)
    ) {
      yield group
      group = []
      length = 0
    }
    group.push(change)
    length += change.record.length
  }
  if (group.length > 0) yield group
}

function eventIdOf({ source, resource }: News, changes: readonly Change[], part: number): string {
  const facts = changes.map(({ type, objectId, updatedText, sequence, hash }) => [
    type,
    objectId,
    updatedText,
    sequence,
    hash,
  ])
  const text = JSON.stringify([source.instanceId, resource, part, facts])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
