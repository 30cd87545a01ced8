import { createHmac, randomBytes } from 'node:crypto'
import { employeeKeyOf } from '../../report/employee-key.ts'
import type { Database } from '../database.ts'
import { lockTexts } from '../database.ts'
import { newSecret } from '../secret.ts'

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
  const row = await db.selectFrom('pseudonym_secret').select('secret').executeTakeFirst()
  if (row === undefined) return new Map()
  return new Map(keys.map((key) => [key, createHmac('sha256', row.secret).update(key).digest('hex')]))
}
