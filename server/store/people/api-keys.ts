import type { Selectable } from 'kysely'
import { type ApiKeyLine, keyOfLogin, personOfKey } from '../../record/api-key-line.ts'
import type { Person, Role } from '../../record/person.ts'
import type { Actor } from '../../record/trail.ts'
import type { Database } from '../database.ts'
import { dateOrNull } from '../date-or-null.ts'
import { newSecret, secretHash } from '../secret.ts'
import { type Administered, inTrail } from './in-trail.ts'
import { findPerson } from './person-rows.ts'
import type { ApiKeyTable } from './tables.ts'

/** What programs act with. Every change is judged by `mayAdminister` and told to the trail, refused ones too. */
export interface ApiKeys {
  /** @returns The key itself too, which nobody can read again later. */
  create(
    name: string,
    role: Role,
    by: Actor,
    now: Date,
  ): Promise<Administered<{ readonly key: ApiKeyLine; readonly secret: string }>>
  /** By number, revoked ones too. */
  list(): Promise<readonly ApiKeyLine[]>
  revoke(id: number, by: Actor, now: Date): Promise<Administered<{ readonly key: ApiKeyLine }>>
  /** The key that this is the secret of, unless it is revoked. */
  find(secret: string): Promise<ApiKeyLine | undefined>
}

/**
 * Whoever acts under that login: a person, or a program whose key is not revoked.
 * @param db May be a transaction.
 */
export async function findActing(db: Database, login: string): Promise<Person | undefined> {
  const id = keyOfLogin(login)
  if (id === undefined) return findPerson(db, login)
  const row = await db
    .selectFrom('api_key')
    .selectAll()
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row && personOfKey(toLine(row))
}

/** The keys in that database. @param db May be a transaction. */
export function createApiKeys(db: Database): ApiKeys {
  return {
    create: (name, role, by, now) =>
      inTrail(db, {
        act: 'api-keys create',
        by,
        now,
        async carryOut(trx, rule) {
          const refused = (await rule({ kind: 'key' })) ?? nameProblem(name)
          if (refused !== undefined) return { subject: 'key', refused }
          const secret = newSecret()
          const row = await trx
            .insertInto('api_key')
            .values({ name: name.trim(), role, key_hash: secretHash(secret), created_at: now.getTime() })
            .returningAll()
            .executeTakeFirstOrThrow()
          return { subject: `key ${row.id}`, detail: `role ${role}`, done: { key: toLine(row), secret } }
        },
      }),

    async list() {
      return (await db.selectFrom('api_key').selectAll().orderBy('id').execute()).map(toLine)
    },

    revoke: (id, by, now) =>
      inTrail(db, {
        act: 'api-keys revoke',
        by,
        now,
        async carryOut(trx, rule) {
          const subject = `key ${id}`
          const refused = await rule({ kind: 'key' })
          if (refused !== undefined) return { subject, refused }
          const row = await trx
            .updateTable('api_key')
            .set({ revoked_at: now.getTime() })
            .where('id', '=', id)
            .where('revoked_at', 'is', null)
            .returningAll()
            .executeTakeFirst()
          return row === undefined
            ? { subject, refused: `there is no key ${id}, or it is revoked already` }
            : { subject, done: { key: toLine(row) } }
        },
      }),

    async find(secret) {
      // By its hash, whose beginning tells nothing of the secret: how long this takes does not matter.
      const row = await db
        .selectFrom('api_key')
        .selectAll()
        .where('key_hash', '=', secretHash(secret))
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return row === undefined ? undefined : toLine(row)
    },
  }
}

function nameProblem(name: string): string | undefined {
  return /^.{1,100}$/u.test(name.trim()) ? undefined : 'name: expected 1 to 100 characters on one line'
}

function toLine({ id, name, role, created_at, revoked_at }: Selectable<ApiKeyTable>): ApiKeyLine {
  return { id, name, role, createdAt: new Date(created_at), revokedAt: dateOrNull(revoked_at) }
}
