import type { ErasureOutcome, PersonalData, ReviewOfPerson } from '../../record/personal-data.ts'
import type { Actor } from '../../record/trail.ts'
import type { Database } from '../database.ts'
import { type Administered, inTrail } from '../people/in-trail.ts'
import { createTrail } from '../people/trail.ts'
import { usersOf } from './concur-users.ts'
import { erasePerson, namedInTrail } from './erase.ts'
import { type Counts, countReview } from './erase-review.ts'
import { findKnownPerson, type KnownPerson } from './find-person.ts'
import { obstaclesTo } from './obstacles.ts'
import { findPseudonym } from './pseudonyms.ts'
import { sweep } from './sweep.ts'

/** What is kept of people. An admin may ask, and every question is told to the trail, refused ones too. */
export interface PersonalDataStore {
  /**
   * Where somebody stands; it reads everything that is kept.
   * @param ids See `findKnownPerson`.
   * @param act As the trail is to tell it.
   */
  find(
    ids: readonly string[],
    act: string,
    by: Actor,
    now: Date,
  ): Promise<Administered<{ readonly found: PersonalData }>>
  /** What is in the way of erasing them. */
  obstacles(ids: readonly string[]): Promise<readonly string[]>
  erase(ids: readonly string[], by: Actor, now: () => Date): Promise<ErasureOutcome>
}

/** What is kept of people in that database. */
export function createPersonalData(db: Database): PersonalDataStore {
  return {
    async find(ids, act, by, now) {
      const whom = await namedInTrail(db, ids)
      // Before anything is read of somebody who may be none of their business.
      const allowed = await inTrail<object>(db, {
        act,
        whom,
        by,
        now,
        async carryOut(_trx, rule) {
          const refused = await rule({ kind: 'personal data' })
          return refused === undefined ? { subject: 'person', done: {} } : { subject: 'person', refused }
        },
      })
      if (!allowed.ok) return allowed
      // The row that tells of this question is not an answer to it.
      return { ok: true, found: await describe(db, ids, ids.includes(whom) ? 1 : 0) }
    },
    async obstacles(ids) {
      return obstaclesTo(db, await findKnownPerson(db, ids))
    },
    erase: (ids, by, now) => erasePerson(db, ids, by, now),
  }
}

async function describe(db: Database, ids: readonly string[], questions: number): Promise<PersonalData> {
  const person = await findKnownPerson(db, ids)
  const pseudonym = await findPseudonym(db, person.ids)
  return {
    ids: person.ids,
    names: person.names,
    hasAccount: person.accountId !== undefined,
    reviews: await reviewsOf(db, person),
    namesakes: [...person.namesakes],
    unclear: person.unclear,
    places: await placesOf(db, person, questions),
    ...(pseudonym !== undefined && { pseudonym: pseudonym.name }),
  }
}

/** As erasing would: their reviews as a whole, and what names them elsewhere. */
async function placesOf(db: Database, person: KnownPerson, questions: number): Promise<Counts> {
  const own: Counts = {}
  for (const reviewId of person.reviews) await countReview(db, reviewId, person, own)
  const everywhere: Counts = {}
  const all = { isDry: true, onBatch: () => Promise.resolve(), exceptReviews: new Set(person.reviews) }
  await sweep(db, person, '', { place: null, after: 0 }, everywhere, all)
  const tables = new Set([...Object.keys(own), ...Object.keys(everywhere)])
  const users = (await usersOf(db, person.ids)).length
  const trailNames = (await createTrail(db).countNames(person.ids)) - questions
  return {
    ...Object.fromEntries([...tables].map((table) => [table, (own[table] ?? 0) + (everywhere[table] ?? 0)])),
    ...(users > 0 && { concur_user: users }),
    ...(trailNames > 0 && { trail_name: trailNames }),
  }
}

async function reviewsOf(db: Database, { reviews }: KnownPerson): Promise<readonly ReviewOfPerson[]> {
  const found: ReviewOfPerson[] = []
  for (const id of reviews) {
    const row = await db
      .selectFrom('review')
      .select(['report_id as reportId', 'result'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (row !== undefined) found.push({ id, ...row })
  }
  return found
}
