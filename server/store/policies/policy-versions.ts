// The versions of the policy, each kept once, under its version.
//
//   P1. A decision is kept only with the policy that it names: both in one transaction.
//   P2. A version that a review names, or has named, is never deleted.
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { type SqlBool, sql } from 'kysely'
import { z } from 'zod'
import type { KeptPolicy, PolicySource, PolicyVersionLine } from '../../record/policy-version.ts'
import { type Database, isPostgres } from '../database.ts'
import { prepared } from '../prepared.ts'
import { orElse, type Statement } from '../statement.ts'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** What is kept of a policy: gzipped JSON. */
const content = z.object({
  text: z.string(),
  /** In the order in which the version is computed from them. */
  lists: z.array(z.tuple([z.string(), z.string()])),
})

/** Keeps the policy that a connector has loaded; one that is known is noted to be in use still. */
export async function keepLoadedPolicy(db: Database, policy: PolicySource, now: Date): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('policy_version')
    .set({ loaded_at: now.getTime() })
    .where('version', '=', policy.version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) await insert(db, policy, now)
}

/** A decision names a policy that is not kept. */
export class UnknownPolicyError extends Error {}

/**
 * Fails with an {@link UnknownPolicyError} if that policy is not kept; no other process deletes it before the transaction
 * ends (P1).
 */
export function knownPolicy(db: Database, version: string): Statement {
  return orElse(selectVersion(db, { version }), () => new UnknownPolicyError(version))
}

const selectVersion = prepared((db, { version }: { readonly version: string }) => {
  const known = db.selectFrom('policy_version').select('id').where('version', '=', version)
  return (isPostgres(db) ? known.forKeyShare() : known).compile()
})

/** One version with its texts; `undefined` if it is not kept. */
export async function findPolicy(db: Database, version: string): Promise<KeptPolicy | undefined> {
  const row = await db
    .selectFrom('policy_version')
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { text, lists } = content.parse(JSON.parse((await decompress(row.content)).toString()))
  return {
    version: row.version,
    name: row.name,
    texts: { text, lists: new Map(lists) },
    keptAt: new Date(row.kept_at),
  }
}

/** The same without its texts. */
export async function findPolicyVersion(
  db: Database,
  version: string,
): Promise<Pick<KeptPolicy, 'name' | 'keptAt'> | undefined> {
  const row = await db
    .selectFrom('policy_version')
    .select(['name', 'kept_at'])
    .where('version', '=', version)
    .executeTakeFirst()
  return row && { name: row.name, keptAt: new Date(row.kept_at) }
}

/** All that are kept, the one that was loaded last first. */
export async function listPolicies(db: Database): Promise<readonly PolicyVersionLine[]> {
  const rows = await db
    .selectFrom('policy_version')
    .select(['version', 'name', 'kept_at', 'loaded_at'])
    .select((eb) =>
      eb
        .selectFrom('review')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('review.policy_version', '=', 'policy_version.version')
        .as('reviews'),
    )
    .orderBy('loaded_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    version: row.version,
    name: row.name,
    keptAt: new Date(row.kept_at),
    loadedAt: new Date(row.loaded_at),
    reviews: row.reviews ?? 0,
  }))
}

/**
 * Deletes the versions that nothing names and that no connector has loaded since (P2).
 * @returns How many.
 */
export async function prunePolicies(db: Database, before: number): Promise<number> {
  const old = await db
    .selectFrom('policy_version')
    .select(['id', 'version'])
    .where('loaded_at', '<=', before)
    .execute()
  let deleted = 0
  for (const { id, version } of old) deleted += await deleteUnlessNamed(db, id, version, before)
  return deleted
}

function deleteUnlessNamed(db: Database, id: number, version: string, before: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    // Waits for decisions that are being kept: the next statement sees them.
    if (isPostgres(trx))
      await trx.selectFrom('policy_version').select('id').where('id', '=', id).forUpdate().execute()
    const { numDeletedRows } = await trx
      .deleteFrom('policy_version')
      .where('id', '=', id)
      .where('loaded_at', '<=', before)
      .where(sql<SqlBool>`not exists (select 1 from review where policy_version = ${version})`)
      .where(
        sql<SqlBool>`not exists (select 1 from review where earlier_policy_versions is not null
          and ' ' || earlier_policy_versions || ' ' like ${`% ${version} %`})`,
      )
      .executeTakeFirst()
    return Number(numDeletedRows)
  })
}

async function insert(db: Database, { version, name, texts }: PolicySource, now: Date): Promise<void> {
  const kept = { text: texts.text, lists: [...texts.lists] } satisfies z.infer<typeof content>
  await db
    .insertInto('policy_version')
    .values({
      version,
      name,
      content: await compress(JSON.stringify(kept)),
      kept_at: now.getTime(),
      loaded_at: now.getTime(),
    })
    // Another process may have been quicker.
    .onConflict((conflict) => conflict.column('version').doNothing())
    .execute()
}
