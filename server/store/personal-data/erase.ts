// Erasing a person.
//
//   begin ──> their reviews, one by one ──> everything else, table by table ──> end
//   (one commit)   (a commit each)            (a commit for each batch)       (one commit)
//
//   E1. Whoever is erased is written down with the pseudonym in the first commit: what a crash leaves half done goes on
//       there. From then on nothing is refused any more.
//   E2. The names by which to look for them stand in the erasure until it ends, and nowhere afterwards.
//   E3. The trail tells of it under the pseudonym.
import { z } from 'zod'
import type { Names } from '../../personal-data/names.ts'
import type { ErasureOutcome } from '../../record/personal-data.ts'
import type { Actor } from '../../record/trail.ts'
import { type Database, inTransaction, isPostgres, lockTexts } from '../database.ts'
import { inTrail } from '../people/in-trail.ts'
import { findAccount } from '../people/person-rows.ts'
import { removeAccount } from '../people/remove-account.ts'
import { createTrail } from '../people/trail.ts'
import { forgetUsers, usersOf } from './concur-users.ts'
import { type Counts, eraseReview } from './erase-review.ts'
import { findKnownPerson, type KnownPerson } from './find-person.ts'
import { obstaclesTo } from './obstacles.ts'
import { findPseudonym, type Pseudonym, pseudonymFor } from './pseudonyms.ts'
import { type Mark, sweep } from './sweep.ts'

const keptNames = z.object({ ids: z.array(z.string()), names: z.array(z.string()) })
const keptCounts = z.record(z.string(), z.number())

/** An erasure that has begun. */
interface Begun {
  readonly kind: 'begun'
  readonly erasureId: number
}

/**
 * Erases a person, or goes on where that was interrupted.
 * @param ids By what they are known, see `findKnownPerson`; also other ids and names of theirs.
 */
export async function erasePerson(
  db: Database,
  ids: readonly string[],
  by: Actor,
  now: () => Date,
): Promise<ErasureOutcome> {
  const begun = await begin(db, ids, by, now())
  return begun.kind === 'begun' ? goOn(db, begun.erasureId, by, now) : begun
}

/** Goes on with all erasures that were interrupted. @returns How many are finished. */
export async function resumeErasures(
  db: Database,
  by: Actor,
  now: () => Date,
  signal?: AbortSignal,
): Promise<number> {
  const rows = await db.selectFrom('erasure').select('id').where('finished_at', 'is', null).execute()
  let finished = 0
  for (const { id } of rows) {
    const outcome = await goOn(db, id, by, now, signal)
    if (outcome.kind === 'erased') finished += 1
  }
  return finished
}

async function begin(
  db: Database,
  ids: readonly string[],
  by: Actor,
  now: Date,
): Promise<Begun | ErasureOutcome> {
  const interrupted = await unfinishedOf(db, ids)
  const person = await findKnownPerson(db, ids)
  const problems = interrupted === undefined ? await obstaclesTo(db, person) : []
  const isKnown = interrupted !== undefined || problems.length > 0 || (await isAnywhere(db, person))
  const account = person.accountId === undefined ? undefined : await findAccount(db, person.accountId)
  const whom = await namedInTrail(db, ids)
  const outcome = await inTrail<{ readonly begun?: Begun }>(db, {
    act: 'person erase',
    by,
    now,
    async carryOut(trx, rule) {
      const forbidden = await rule({ kind: 'erase', ...(account !== undefined && { before: account }) })
      const refused = forbidden ?? (problems.length > 0 ? problems.join('\n') : undefined)
      if (refused !== undefined) return { subject: 'person', whom, refused }
      if (!isKnown) return { subject: 'person', detail: 'nobody is known by that', done: {} }
      if (interrupted !== undefined) {
        const { id: erasureId, name } = interrupted
        return { subject: name, detail: 'goes on', done: { begun: { kind: 'begun', erasureId } } }
      }
      const { pseudonym, erasureId } = await writeDown(trx, person, now)
      return { subject: pseudonym.name, detail: 'begun', done: { begun: { kind: 'begun', erasureId } } }
    },
  })
  if (!outcome.ok) return { kind: 'refused', problems: outcome.reason.split('\n') }
  return outcome.begun ?? { kind: 'unknown' }
}

/** Of whom the trail tells: under the pseudonym where there is one, or the login would be kept again. */
export async function namedInTrail(db: Database, ids: readonly string[]): Promise<string> {
  const [login = ''] = ids
  return (await findPseudonym(db, ids))?.name ?? login
}

/** Whether there is anything to erase. */
async function isAnywhere(db: Database, person: KnownPerson): Promise<boolean> {
  if (person.accountId !== undefined || person.reviews.length > 0) return true
  if ((await createTrail(db).countNames(person.ids)) > 0) return true
  if ((await usersOf(db, person.ids)).length > 0) return true
  const counts: Counts = {}
  await sweep(db, person, '', BEGINNING, counts, { isDry: true, onBatch: () => Promise.resolve() })
  return Object.keys(counts).length > 0
}

const BEGINNING: Mark = { place: null, after: 0 }

async function unfinishedOf(db: Database, ids: readonly string[]) {
  const pseudonym = await findPseudonym(db, ids)
  if (pseudonym === undefined) return undefined
  const row = await db
    .selectFrom('erasure')
    .select('id')
    .where('pseudonym_id', '=', pseudonym.id)
    .where('finished_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : { id: row.id, name: pseudonym.name }
}

/** E1 */
async function writeDown(
  trx: Database,
  { ids, names, accountId }: KnownPerson,
  now: Date,
): Promise<{ readonly pseudonym: Pseudonym; readonly erasureId: number }> {
  const pseudonym = await pseudonymFor(trx, ids, now)
  const trailNames = await eraseFromTrail(trx, ids, pseudonym)
  const account = accountId === undefined ? undefined : await findAccount(trx, accountId)
  if (account !== undefined) await removeAccount(trx, account)
  const users = await forgetUsers(trx, ids)
  const counts = {
    ...(users > 0 && { concur_user: users }),
    ...(trailNames > 0 && { trail_name: trailNames }),
    ...(account !== undefined && { person: 1 }),
  }
  const { id: erasureId } = await trx
    .insertInto('erasure')
    .values({
      pseudonym_id: pseudonym.id,
      names: JSON.stringify({ ids, names }),
      counts: JSON.stringify(counts),
      begun_at: now.getTime(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { pseudonym, erasureId }
}

async function eraseFromTrail(trx: Database, ids: readonly string[], { name }: Pseudonym): Promise<number> {
  let count = 0
  for (const id of ids) count += await createTrail(trx).erase(id, name)
  return count
}

async function goOn(
  db: Database,
  erasureId: number,
  by: Actor,
  now: () => Date,
  signal?: AbortSignal,
): Promise<ErasureOutcome> {
  const { pseudonym, names: written, counts, mark } = await readErasure(db, erasureId)
  if (written === undefined) return { kind: 'erased', pseudonym: pseudonym.name, places: counts }
  const found = await findKnownPerson(db, written.ids)
  const names = { ids: union(written.ids, found.ids), names: union(written.names, found.names) }
  const problems = await eraseReviews(db, found.reviews, { erasureId, pseudonym, names, counts, now, signal })
  const isAll = await sweep(db, { ...names, namesakes: found.namesakes }, pseudonym.name, mark, counts, {
    isDry: false,
    onBatch: (trx, reached) => note(trx, erasureId, counts, reached),
    signal,
  })
  if (problems.length > 0) return { kind: 'refused', problems }
  if (!isAll) return { kind: 'refused', problems: ['it was stopped, and goes on at the next run'] }
  await inTransaction(db, (trx) => end(trx, { erasureId, names, counts, by, now: now() }))
  return { kind: 'erased', pseudonym: pseudonym.name, places: counts }
}

interface ErasureInHand {
  readonly erasureId: number
  readonly pseudonym: Pseudonym
  readonly names: Names
  readonly counts: Counts
  readonly now: () => Date
  readonly signal: AbortSignal | undefined
}

/** @returns What was taken up again meanwhile, and so has to be finished first. */
async function eraseReviews(
  db: Database,
  reviewIds: readonly number[],
  { erasureId, pseudonym, names, counts, now, signal }: ErasureInHand,
): Promise<readonly string[]> {
  const problems: string[] = []
  for (const reviewId of reviewIds) {
    if (signal?.aborted === true) break
    const isErased = await inTransaction(db, async (trx) => {
      await lockTexts(trx, ['erasures'])
      if (!(await isOver(trx, reviewId))) return false
      await eraseReview(trx, reviewId, names, pseudonym.name, now(), counts)
      await note(trx, erasureId, counts)
      return true
    })
    if (!isErased) problems.push(`review ${reviewId}: it was taken up again; erase again once it has ended`)
  }
  return problems
}

/** Holds back who would take it up. */
async function isOver(trx: Database, reviewId: number): Promise<boolean> {
  let rows = trx.selectFrom('review').select('result').where('id', '=', reviewId)
  if (isPostgres(trx)) rows = rows.forUpdate()
  const { result } = await rows.executeTakeFirstOrThrow()
  return result !== null && result !== 'held'
}

async function readErasure(db: Database, id: number) {
  const row = await db
    .selectFrom('erasure')
    .innerJoin('pseudonym', 'pseudonym.id', 'erasure.pseudonym_id')
    .select(['erasure.names', 'erasure.counts', 'erasure.place', 'erasure.after'])
    .select(['pseudonym.id as pseudonymId', 'pseudonym.name as pseudonym'])
    .where('erasure.id', '=', id)
    .executeTakeFirstOrThrow()
  return {
    pseudonym: { id: row.pseudonymId, name: row.pseudonym },
    // None once it has ended.
    names: row.names === null ? undefined : keptNames.parse(JSON.parse(row.names)),
    counts: { ...keptCounts.parse(JSON.parse(row.counts)) },
    mark: { place: row.place, after: row.after },
  }
}

async function note(trx: Database, id: number, counts: Counts, mark?: Mark): Promise<void> {
  await trx
    .updateTable('erasure')
    .set({ counts: JSON.stringify(counts), ...mark })
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .execute()
}

/** E2, E3 */
async function end(
  trx: Database,
  {
    erasureId,
    names,
    counts,
    by,
    now,
  }: Pick<ErasureInHand, 'erasureId' | 'names' | 'counts'> & { readonly by: Actor; readonly now: Date },
): Promise<void> {
  // What was decided or done between the first commit and this one.
  const pseudonym = await pseudonymFor(trx, names.ids, now)
  const trailNames = await eraseFromTrail(trx, names.ids, pseudonym)
  if (trailNames > 0) counts['trail_name'] = (counts['trail_name'] ?? 0) + trailNames
  const { numUpdatedRows } = await trx
    .updateTable('erasure')
    .set({ names: null, counts: JSON.stringify(counts), finished_at: now.getTime() })
    .where('id', '=', erasureId)
    .where('finished_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0)
  await createTrail(trx).append({
    at: now,
    who: by,
    act: 'person erase',
    subject: pseudonym.name,
    outcome: 'done',
    detail: `finished, ${rows} rows`,
  })
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])]
}
