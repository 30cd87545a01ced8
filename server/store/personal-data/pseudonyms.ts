import { createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { employeeKeyOf } from '../../report/employee-key.ts'
import { type Database, lockTexts } from '../database.ts'
import { prepared } from '../prepared.ts'
import { newSecret } from '../secret.ts'
import { orElse, type Statement } from '../statement.ts'
import { together } from '../together.ts'

// Pseudonyms: what stands in the place of a person who was erased.
//
//   P1. A person has one pseudonym for good, known by keyed hashes of their ids. Whoever has an id and all of the
//       database can tell whether it was erased; nobody can read who was.
//   P2. Once there is a pseudonym, what later reviews compare with stands under its key and not under that of an id.

/** What stands in the place of a person. */
export interface Pseudonym {
  readonly id: number
  /** Such as `erased-0f3a9c52`. */
  readonly name: string
}

const NAME_BYTES = 4

/** The pseudonym that one of these ids has. */
export async function findPseudonym(db: Database, ids: readonly string[]): Promise<Pseudonym | undefined> {
  const hashes = await hashesOf(db, ids.map(employeeKeyOf))
  if (hashes.size === 0) return undefined
  return db
    .selectFrom('pseudonym_key')
    .innerJoin('pseudonym', 'pseudonym.id', 'pseudonym_key.pseudonym_id')
    .select(['pseudonym.id', 'pseudonym.name'])
    .where('pseudonym_key.hash', 'in', [...hashes.values()])
    .orderBy('pseudonym.id')
    .limit(1)
    .executeTakeFirst()
}

/** The pseudonym of a person, made if there is none; all of the ids are its from now on, and its history too (P2). */
export async function pseudonymFor(trx: Database, ids: readonly string[], now: Date): Promise<Pseudonym> {
  await lockTexts(trx, ['pseudonyms'])
  await makeSecret(trx)
  const known = await findPseudonym(trx, ids)
  const pseudonym = known ?? (await make(trx, now))
  const keys = ids.map(employeeKeyOf)
  for (const hash of (await hashesOf(trx, keys)).values()) {
    await trx
      .insertInto('pseudonym_key')
      .values({ pseudonym_id: pseudonym.id, hash })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute()
  }
  await moveHistory(trx, keys, pseudonym)
  return pseudonym
}

/** P2 */
async function moveHistory(trx: Database, keys: readonly string[], { name }: Pseudonym): Promise<void> {
  if (keys.length === 0) return
  await trx
    .updateTable('past_expense')
    .set({ employee_key: employeeKeyOf(name) })
    .where('employee_key', 'in', keys)
    .execute()
}

/** The key under which the past expenses of an employee stand. @param employeeKey As of their id. */
export async function historyKey(db: Database, employeeKey: string): Promise<string> {
  const keys = await historyKeys(db, [employeeKey])
  return keys.get(employeeKey) ?? employeeKey
}

/** A key of {@link historyKey}, as it was asked at some moment. */
export interface HistoryKey {
  readonly employeeKey: string
  /** The last pseudonym's at that moment. */
  readonly newest: number
}

/** The same, to be used in a step that is to fail if there is another pseudonym by then: see {@link stillHolds}. */
export async function historyKeyNow(db: Database, employeeKey: string): Promise<HistoryKey> {
  const [secret, keys] = await together(db, [selectSecret(db, {}), selectNewest(db, {})])
  const newest = keys.rows[0]?.newest ?? 0
  return { newest, employeeKey: secret.rows.length === 0 ? employeeKey : await historyKey(db, employeeKey) }
}

/** A person has got a pseudonym between {@link historyKeyNow} and its use. */
export class NewPseudonymError extends Error {}

/** Fails with a {@link NewPseudonymError} if there is a pseudonym that there was not then. */
export function stillHolds(db: Database, { newest }: HistoryKey): Statement {
  return orElse(isNewest(db, { newest }), () => new NewPseudonymError())
}

const selectSecret = prepared((db) => db.selectFrom('pseudonym_secret').select('secret').compile())
const selectNewest = prepared((db) =>
  db
    .selectFrom('pseudonym_key')
    .select((eb) => eb.fn.max('id').as('newest'))
    .compile(),
)
const isNewest = prepared((db, { newest }: { readonly newest: number }) =>
  sql`select 1 as one where (select coalesce(max(id), 0) from pseudonym_key) = cast(${newest} as bigint)`.compile(
    db,
  ),
)

/** The same of several employees: of those that have another than their own. */
export async function historyKeys(
  db: Database,
  employeeKeys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const hashes = await hashesOf(db, employeeKeys)
  if (hashes.size === 0) return hashes
  const rows = await db
    .selectFrom('pseudonym_key')
    .innerJoin('pseudonym', 'pseudonym.id', 'pseudonym_key.pseudonym_id')
    .select(['pseudonym_key.hash', 'pseudonym.name'])
    .where('pseudonym_key.hash', 'in', [...hashes.values()])
    .execute()
  const names = new Map(rows.map(({ hash, name }) => [hash, name]))
  return new Map(
    [...hashes].flatMap(([key, hash]) => {
      const name = names.get(hash)
      return name === undefined ? [] : [[key, employeeKeyOf(name)] as const]
    }),
  )
}

async function make(trx: Database, now: Date): Promise<Pseudonym> {
  return trx
    .insertInto('pseudonym')
    .values({ name: `erased-${randomBytes(NAME_BYTES).toString('hex')}`, made_at: now.getTime() })
    .returning(['id', 'name'])
    .executeTakeFirstOrThrow()
}

async function makeSecret(trx: Database): Promise<void> {
  await trx
    .insertInto('pseudonym_secret')
    .values({ id: 1, secret: newSecret() })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** By the keys; none while there is no pseudonym at all. */
async function hashesOf(db: Database, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const [{ rows }] = await together(db, [selectSecret(db, {})])
  const [row] = rows
  if (row === undefined) return new Map()
  return new Map(keys.map((key) => [key, createHmac('sha256', row.secret).update(key).digest('hex')]))
}
