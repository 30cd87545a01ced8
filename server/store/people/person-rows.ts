import type { Insertable, Selectable } from 'kysely'
import { z } from 'zod'
import type { Person, PersonLine } from '../../record/person.ts'
import type { Database } from '../database.ts'
import type { PersonTable } from './tables.ts'

const amounts = z.record(z.string(), z.string())

/** @param login Letter case does not matter. */
export async function findPerson(db: Database, login: string): Promise<PersonLine | undefined> {
  const row = await db
    .selectFrom('person')
    .selectAll()
    .where('login', '=', login.trim().toLowerCase())
    .executeTakeFirst()
  return row === undefined ? undefined : toPersonLine(row)
}

/** By the number of the account. */
export async function findAccount(db: Database, id: number): Promise<PersonLine | undefined> {
  const row = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toPersonLine(row)
}

/** A row as it is shown. */
export function toPersonLine(row: Selectable<PersonTable>): PersonLine {
  const {
    id,
    login,
    name,
    email,
    employee_id,
    role,
    scope,
    max_amounts,
    password,
    is_emergency,
    created_at,
  } = row
  return {
    id,
    login,
    name,
    ...(email !== null && { email }),
    ...(employee_id !== null && { employeeId: employee_id }),
    role,
    ...(scope !== null && { scope }),
    ...(max_amounts !== null && { maxAmounts: amounts.parse(JSON.parse(max_amounts)) }),
    ...(is_emergency === 1 && { isEmergency: true }),
    hasPassword: password !== null,
    createdAt: new Date(created_at),
  }
}

/** The columns of what somebody typed. */
export function toPersonRow(
  person: Person,
): Omit<Insertable<PersonTable>, 'id' | 'password' | 'subject_hash' | 'created_at'> {
  const { login, name, email, employeeId, role, scope, maxAmounts, isEmergency } = person
  return {
    login,
    name,
    email: email ?? null,
    employee_id: employeeId ?? null,
    role,
    scope: scope ?? null,
    max_amounts: maxAmounts === undefined ? null : JSON.stringify(maxAmounts),
    is_emergency: isEmergency === true ? 1 : 0,
  }
}
