import type { ConcurUser } from '../../record/concur-user.ts'
import type { Database } from '../database.ts'

/** What Concur has told of its users; of somebody that it does not know, nothing. */
export interface ConcurUsers {
  /** @param userId Concur's UUID; letter case does not matter. */
  find(userId: string): Promise<{ readonly user: ConcurUser; readonly askedAt: Date } | undefined>
  keep(userId: string, user: ConcurUser, now: Date): Promise<void>
}

/** The users in that database. */
export function createConcurUsers(db: Database): ConcurUsers {
  return {
    async find(userId) {
      const row = await db
        .selectFrom('concur_user')
        .selectAll()
        .where('user_id', '=', userId.toLowerCase())
        .executeTakeFirst()
      if (row === undefined) return undefined
      const { name, login: loginId, employee_id: employeeId, email, asked_at: askedAt } = row
      const user = {
        ...(name !== null && { name }),
        ...(loginId !== null && { loginId }),
        ...(employeeId !== null && { employeeId }),
        ...(email !== null && { email }),
      }
      return { user, askedAt: new Date(askedAt) }
    },
    async keep(userId, { name, loginId, employeeId, email }, now) {
      const told = {
        name: name ?? null,
        login: loginId ?? null,
        employee_id: employeeId ?? null,
        email: email ?? null,
        asked_at: now.getTime(),
      }
      await db
        .insertInto('concur_user')
        .values({ user_id: userId.toLowerCase(), ...told })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(told))
        .execute()
    },
  }
}
