import { createHash } from 'node:crypto'
import type { EventType } from './classify.ts'
import { type ExactObject, textOf, withoutNulls } from './exact-json.ts'
import { PollError } from './poll-error.ts'
import type { Change, LedgerRow, PollDeps } from './poll-outcome.ts'
import { valueAt } from './record-path.ts'
import type { DateField, Resource } from './resource.ts'
import { isNews, type Version } from './sent-versions.ts'

/** A record that may be a change. */
export interface Offer {
  readonly type: EventType
  readonly objectId: string
  /** When it changed, in milliseconds since 1970; `undefined` if that is not known. */
  readonly at: number | undefined
  readonly record: ExactObject
  /** What the ledger knows of the object. */
  readonly versions: readonly Version[]
  /** The first poll found what was so before polling began: it is remembered, and is no event. */
  readonly wasThere: boolean
}

/** The changes of one poll, while they are collected. */
export interface CollectedChanges {
  /** @throws {PollError} If all changes together are longer than they may be (invariant P7 of poll-resource.ts). */
  offer(offer: Offer): void
  /** By date, then by id. */
  changes(): readonly Change[]
  /** Objects as they were before polling began. */
  found(): readonly LedgerRow[]
}

/**
 * Collects the changes of one poll.
 * @param start When the poll began: the date of a change that has none.
 * @param maxText Characters of the records of all changes together.
 */
export function collectChanges(
  instance: PollDeps['instance'],
  resource: Resource,
  { start, maxText }: { readonly start: number; readonly maxText: number },
): CollectedChanges {
  const latest = new Map<string, Change>()
  const found = new Map<string, LedgerRow>()
  let textLength = 0

  return {
    offer({ type, objectId, at, record, versions, wasThere }) {
      const text = JSON.stringify(instance.withoutNulls ? withoutNulls(record) : record)
      const updatedText = textAt(fieldOf(type, resource), record)
      const hash = hashOf(type, text)
      if (!isNews(versions, { updatedText, hash })) return // P4
      const row = {
        objectId,
        updatedText,
        hash,
        sequence: (versions.at(-1)?.sequence ?? 0) + 1,
        ...(at !== undefined && { changedAt: new Date(at) }),
      }
      if (wasThere) {
        found.set(objectId, { ...row, sequence: 0 }) // P5
        return
      }
      const other = latest.get(objectId)
      if (other !== undefined && other.date.getTime() > (at ?? start)) return // P6
      textLength += text.length - (other?.record.length ?? 0)
      if (textLength > maxText) throw tooMuch(maxText)
      latest.set(objectId, { ...row, type, date: new Date(at ?? start), record: text })
    },

    changes: () => Array.from(latest.values()).toSorted(byDateAndId),
    found: () => Array.from(found.values()),
  }
}

/** The field of the date that tells of a change of that kind, where the resource has one. */
export function fieldOf(type: EventType, resource: Resource): DateField | undefined {
  return type === 'DELETED' ? resource.deleted : (resource.updated ?? resource.created)
}

/** The text of a date as the vendor wrote it; empty where there is none. */
export function textAt(field: DateField | undefined, record: ExactObject): string {
  return field === undefined ? '' : (textOf(valueAt(field.path, record)) ?? '')
}

/** The same record is another version when it was deleted. */
function hashOf(type: EventType, text: string): string {
  return createHash('sha256')
    .update(`${type === 'DELETED' ? type : ''}${text}`)
    .digest('hex')
    .slice(0, 32)
}

function tooMuch(maxText: number): PollError {
  return new PollError(
    'POLL_TOO_LARGE',
    `what has changed is longer than ${maxText} characters; ask for fewer fields, or enable it from now`,
  )
}

function byDateAndId(one: Change, other: Change): number {
  const earlier = one.date.getTime() - other.date.getTime()
  if (earlier !== 0) return earlier
  return one.objectId < other.objectId ? -1 : 1
}
