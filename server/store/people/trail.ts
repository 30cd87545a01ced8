// The trail of what people did and asked for: rows that are only added, each chained to the one before it.
//
//   trail       number, time, act, subject, outcome, detail, hashes of names, hash of row before, hash of all of it
//   trail_name  the names, each with the salt of its hash
//
//   T1. Numbers run from 1 without a gap: whoever appends holds a lock until their transaction ends.
//   T2. A row is never changed. What can be erased, names and their salts, stands beside it; the row has their hashes.
import type { TrailAct, TrailCheck, TrailEntry, TrailHead } from '../../record/trail.ts'
import { type Database, inTransaction, lockTexts } from '../database.ts'
import { newSecret } from '../secret.ts'
import type { TrailNameTable } from './tables.ts'
import { NO_ROW_HASH, nameHash, rowHash } from './trail-hash.ts'
import { trailRows } from './trail-rows.ts'
import { verifyTrail } from './verify-trail.ts'

/** What people did and asked for. */
export interface Trail {
  /**
   * Adds a row; within a transaction, as its last statement, because others who append wait until it ends.
   * @returns The number of the row.
   */
  append(act: TrailAct): Promise<number>
  /** Newest first. @param which `person`: whose login acted, typed it, or was acted on; `subject`: as it was told. */
  list(which: {
    readonly person?: string | undefined
    readonly subject?: string | undefined
    readonly since?: Date | undefined
    readonly limit: number
  }): Promise<readonly TrailEntry[]>
  /** The last row. */
  head(): Promise<TrailHead>
  /**
   * Reads all rows and computes their hashes anew.
   * @param known The last row as it was at some time. A tail that was cut off is found only if one is known that was in
   * it, and a chain that was computed anew only if one of its rows is.
   */
  verify(known?: TrailHead): Promise<TrailCheck>
  /**
   * Puts a pseudonym in the place of a name, wherever it stands, and forgets the salts of its hashes, so that nobody can
   * find the name by trying. The chain stays as it is.
   * @returns In how many places.
   */
  erase(name: string, pseudonym: string): Promise<number>
  /** In how many places one of these names stands. */
  countNames(names: readonly string[]): Promise<number>
}

/** The trail in that database. @param db May be a transaction. */
export function createTrail(db: Database): Trail {
  return {
    append: (act) => inTransaction(db, (trx) => append(trx, act)),
    list: (which) => list(db, which),
    head: () => head(db),
    verify: (known) => verifyTrail(db, known),
    async erase(name, pseudonym) {
      const { numUpdatedRows } = await db
        .updateTable('trail_name')
        .set({ name: pseudonym, salt: null })
        .where('name', '=', normalized(name))
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },
    async countNames(names) {
      if (names.length === 0) return 0
      const { count } = await db
        .selectFrom('trail_name')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('name', 'in', names.map(normalized))
        .executeTakeFirstOrThrow()
      return count
    },
  }
}

async function append(
  trx: Database,
  { at, who, act, subject, whom, outcome, detail }: TrailAct,
): Promise<number> {
  await lockTexts(trx, ['trail'])
  const last = await head(trx)
  const names = {
    who: named('who', who.login),
    via: who.viaLogin === undefined ? undefined : named('via', who.viaLogin),
    whom: whom === undefined ? undefined : named('whom', whom),
  }
  const row = {
    id: last.number + 1,
    at: at.getTime(),
    act: storable(act),
    subject: storable(subject),
    outcome,
    detail: detail === undefined ? null : storable(detail),
    who_hash: names.who.hash,
    via_hash: names.via?.hash ?? null,
    whom_hash: names.whom?.hash ?? null,
    previous_hash: last.hash,
  }
  await trx
    .insertInto('trail')
    .values({ ...row, hash: rowHash(row) })
    .execute()
  for (const each of Object.values(names)) {
    if (each === undefined) continue
    const { part, name, salt } = each
    await trx.insertInto('trail_name').values({ trail_id: row.id, part, name, salt }).execute()
  }
  return row.id
}

function named(part: TrailNameTable['part'], login: string) {
  const [name, salt] = [normalized(login), newSecret()]
  return { part, name, salt, hash: nameHash(salt, part, name) }
}

/** As logins are compared. */
function normalized(login: string): string {
  return storable(login).toLowerCase()
}

/** What comes back as it was given: no database keeps half a character, and PostgreSQL no zero. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{FFFD}')
}

async function head(db: Database): Promise<TrailHead> {
  const row = await db
    .selectFrom('trail')
    .select(['id', 'hash'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? { number: 0, hash: NO_ROW_HASH } : { number: row.id, hash: row.hash }
}

async function list(
  db: Database,
  { person, subject, since, limit }: Parameters<Trail['list']>[0],
): Promise<readonly TrailEntry[]> {
  let rows = trailRows(db).orderBy('trail.id', 'desc').limit(limit)
  if (since !== undefined) rows = rows.where('trail.at', '>=', since.getTime())
  if (subject !== undefined) rows = rows.where('trail.subject', '=', subject)
  if (person !== undefined) {
    const name = normalized(person)
    rows = rows.where('trail.id', 'in', (eb) =>
      eb.selectFrom('trail_name').select('trail_name.trail_id').where('trail_name.name', '=', name),
    )
  }
  return (await rows.execute()).map((row) => ({
    number: row.id,
    at: new Date(row.at),
    who: row.who ?? '',
    via: row.via,
    act: row.act,
    subject: row.subject,
    whom: row.whom,
    outcome: row.outcome,
    detail: row.detail,
  }))
}
