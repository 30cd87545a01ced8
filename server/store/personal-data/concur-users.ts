import { foldName } from '../../personal-data/folded-text.ts'
import type { Database } from '../database.ts'

/** A user as Concur told of them, and so all that they are known by. */
export interface KnownUser {
  readonly userId: string
  readonly ids: readonly string[]
  readonly name?: string
}

/** Whom Concur has told of. */
export async function knownUsers(db: Database): Promise<readonly KnownUser[]> {
  const rows = await db
    .selectFrom('concur_user')
    .select(['user_id', 'login', 'employee_id', 'email', 'name'])
    .execute()
  return rows.map(({ user_id, login, employee_id, email, name }) => ({
    userId: user_id,
    ids: [user_id, login, employee_id, email].filter((each) => each !== null),
    ...(name !== null && { name }),
  }))
}

/** Of those, the users who have one of these ids. */
export async function usersOf(db: Database, ids: readonly string[]): Promise<readonly KnownUser[]> {
  const known = new Set(ids.map(foldName))
  return (await knownUsers(db)).filter((user) => user.ids.some((id) => known.has(foldName(id))))
}

/** Forgets them: Concur is asked again when it names them in another report. @returns How many there were. */
export async function forgetUsers(trx: Database, ids: readonly string[]): Promise<number> {
  const users = await usersOf(trx, ids)
  for (const { userId } of users) {
    await trx.deleteFrom('concur_user').where('user_id', '=', userId).execute()
  }
  return users.length
}

/** Forgets all of whom Concur told by then. */
export async function forgetUsersAskedBy(db: Database, askedBy: Date): Promise<void> {
  await db.deleteFrom('concur_user').where('asked_at', '<=', askedBy.getTime()).execute()
}
