import { foldName } from '../../personal-data/folded-text.ts'
import type { KeptDecision } from '../../record/human-decision.ts'
import type { PersonLine } from '../../record/person.ts'
import type { ReviewNote } from '../../record/review-note.ts'
import type { ReviewRecord } from '../../record/review-record.ts'
import type { TrailEntry } from '../../record/trail.ts'
import { unpack } from '../../report/packed.ts'
import { notesOf } from '../acts/review-notes.ts'
import type { Database } from '../database.ts'
import { createHumanDecisions } from '../decisions/human-decisions.ts'
import { readReview } from '../operators/review-record.ts'
import { createPeople } from '../people/people.ts'
import { createTrail } from '../people/trail.ts'

/** A review with all that was read and received for it. */
export interface WholeReview extends ReviewRecord {
  /** As Concur sent them, oldest first. */
  readonly documents: readonly { readonly at: Date; readonly text: string }[]
  /** Of the report, as its policy was applied to them: JSON. */
  readonly facts?: unknown
  /** What told of it, byte for byte as far as that is a text. */
  readonly received: readonly { readonly notification: number; readonly text: string }[]
}

/** More than anybody has. */
const ALL = 1_000_000

/** All of a review; `undefined` if it is gone. */
export async function wholeReview(db: Database, id: number): Promise<WholeReview | undefined> {
  const record = await readReview(db, String(id))
  if (record === undefined) return undefined
  const events = await db
    .selectFrom('review_event')
    .select(['at', 'document'])
    .where('review_id', '=', id)
    .where('document', 'is not', null)
    .orderBy('id')
    .execute()
  const kept = await db
    .selectFrom('report_facts')
    .select('facts')
    .where('review_id', '=', id)
    .executeTakeFirst()
  const notifications = await db
    .selectFrom('notification')
    .select(['id', 'raw'])
    .where('review_id', '=', id)
    .orderBy('id')
    .execute()
  return {
    ...record,
    documents: await Promise.all(
      events.map(async ({ at, document }) => ({
        at: new Date(at),
        text: document === null ? '' : (await unpack(document)).toString(),
      })),
    ),
    ...(kept !== undefined && { facts: JSON.parse((await unpack(kept.facts)).toString()) }),
    received: notifications.map(({ id: notification, raw }) => ({
      notification,
      text: new TextDecoder().decode(raw),
    })),
  }
}

/** The account that one of these ids is of. */
export async function accountOf(db: Database, ids: readonly string[]): Promise<PersonLine | undefined> {
  const known = new Set(ids.map(foldName))
  const people = await createPeople(db).list()
  return people.find(({ login, email, employeeId }) =>
    [login, email, employeeId].some((id) => id !== undefined && known.has(foldName(id))),
  )
}

/** What they decided on the reports of others. */
export async function decisionsBy(db: Database, ids: readonly string[]): Promise<readonly KeptDecision[]> {
  const known = new Set(ids.map(foldName))
  const rows = await db.selectFrom('human_decision').select('id').orderBy('id').execute()
  const found: KeptDecision[] = []
  for (const { id } of rows) {
    const decision = await createHumanDecisions(db).find(id)
    if (decision !== undefined && known.has(foldName(decision.by))) found.push(decision)
  }
  return found
}

/** What they noted, asked and answered on the reports of others, and what they were asked there; oldest first. */
export async function notesOnOthers(
  db: Database,
  ids: readonly string[],
  own: readonly number[],
): Promise<readonly ReviewNote[]> {
  const known = new Set(ids.map(foldName))
  const rows = await db
    .selectFrom('review_note')
    .select('review_id')
    .distinct()
    .orderBy('review_id')
    .execute()
  const notes: ReviewNote[] = []
  for (const { review_id } of rows) {
    if (own.includes(review_id)) continue
    const found = await notesOf(db, review_id)
    notes.push(
      ...found.filter(({ by, to }) => [by, to].some((id) => id !== undefined && known.has(foldName(id)))),
    )
  }
  return notes
}

/** What they did here, typed for others, and what was done to them; newest first. */
export async function trailOf(db: Database, ids: readonly string[]): Promise<readonly TrailEntry[]> {
  const entries = new Map<number, TrailEntry>()
  for (const person of ids) {
    for (const entry of await createTrail(db).list({ person, limit: ALL })) entries.set(entry.number, entry)
  }
  return [...entries.values()].toSorted((a, b) => b.number - a.number)
}
