import { sql } from 'kysely'
import { foldName } from '../../personal-data/folded-text.ts'
import { nameFinder } from '../../personal-data/names.ts'
import { replaceInBytes } from '../../personal-data/replace-in.ts'
import { humanDecision } from '../../record/human-decision.ts'
import type { Database } from '../database.ts'
import type { KnownPerson } from './find-person.ts'

/** Values in one statement. */
const BATCH = 500

/**
 * What is to be done before a person can be erased, each as a sentence: what is held or in work is about them, and
 * whoever goes on with it has to know whom.
 */
export async function obstaclesTo(db: Database, person: KnownPerson): Promise<readonly string[]> {
  return [
    ...(await unfinishedReviews(db, person)),
    ...(await waitingDecisions(db, person)),
    ...(await waiting(db, person, 'notification')),
    ...(await waiting(db, person, 'delivery')),
  ]
}

async function unfinishedReviews(db: Database, { reviews }: KnownPerson): Promise<readonly string[]> {
  const found: string[] = []
  for (let start = 0; start < reviews.length; start += BATCH) {
    const rows = await db
      .selectFrom('review')
      .select(['id', 'report_id', 'result'])
      .where('id', 'in', reviews.slice(start, start + BATCH))
      .where((eb) => eb.or([eb('result', 'is', null), eb('result', '=', 'held')]))
      .orderBy('id')
      .execute()
    found.push(
      ...rows.map(({ id, report_id, result }) =>
        result === null
          ? `review ${id}: ${report_id} is in work, or was given up; see review show ${id}`
          : `review ${id}: ${report_id} is held; decide on it first`,
      ),
    )
  }
  return found
}

/** Those on their reports, and those that they took. */
async function waitingDecisions(db: Database, { ids, reviews }: KnownPerson): Promise<readonly string[]> {
  const own = new Set(reviews)
  const known = new Set(ids.map(foldName))
  const rows = await db
    .selectFrom('human_decision')
    .select(['review_id', 'content'])
    .where('state', '=', 'accepted')
    .orderBy('id')
    .execute()
  return rows
    .filter(
      ({ review_id, content }) =>
        own.has(review_id) || known.has(foldName(humanDecision.parse(JSON.parse(content)).by)),
    )
    .map(({ review_id }) => `review ${review_id}: a decision on it is not carried out yet`)
}

/** What waits to be read or sent and names them; one after the other, for there may be many. */
async function waiting(
  db: Database,
  person: KnownPerson,
  table: 'notification' | 'delivery',
): Promise<readonly string[]> {
  const finder = nameFinder(person, '')
  const found: string[] = []
  let after = 0
  for (;;) {
    const { rows } = await sql<{ id: number; bytes: Uint8Array }>`
      select id, ${sql.ref(BYTES[table])} as bytes from ${sql.table(table)}
      where state in ('draft', 'waiting', 'claimed') and id > ${after} order by id limit ${BATCH}`.execute(db)
    for (const { id, bytes } of rows) {
      if (replaceInBytes(bytes, finder).count > 0) found.push(`${table} ${id}: ${WAITS[table]}`)
    }
    const last = rows.at(-1)
    if (last === undefined) return found
    after = last.id
  }
}

const BYTES = { notification: 'raw', delivery: 'body' } as const
const WAITS = {
  notification: 'it names them and waits to be worked on; see inbox list',
  delivery: 'it names them and is not sent yet; see deliveries list',
} as const
