import type { Person, PersonLine } from '../../record/person.ts'
import { readPerson } from '../../record/read-person.ts'
import { type Database, inTransaction, lockTexts } from '../database.ts'
import { secretHash } from '../secret.ts'
import { endSessions } from './end-sessions.ts'
import { findPerson, toPersonLine, toPersonRow } from './person-rows.ts'
import { type Rights, rightsText } from './rights-text.ts'
import { createTrail } from './trail.ts'

/** Somebody as the provider that signs people in knows them. */
export interface ProviderAccount extends Pick<Person, 'login' | 'name' | 'email'> {
  /** The issuer, and its name for them, which it never gives to anybody else. */
  readonly subject: string
}

/** The person, or why they cannot be let in. */
export type AccountOutcome =
  | { readonly ok: true; readonly person: PersonLine }
  | {
      readonly ok: false
      readonly reason: 'login taken' | 'last admin' | 'unusable'
      readonly person?: PersonLine
    }

/**
 * The account of somebody whom the provider has recognised: made if there is none yet, and with the rights that their groups give.
 * An account that an admin has made is theirs if it has their login and is nobody else's to the provider. Login and employee id
 * stay as they are here. What changes is told to the trail, and who gets other rights is signed out elsewhere.
 */
export function takeProviderAccount(
  db: Database,
  account: ProviderAccount,
  rights: Rights,
  now: Date,
): Promise<AccountOutcome> {
  return inTransaction(db, async (trx) => {
    await lockTexts(trx, ['people'])
    const subjectHash = secretHash(account.subject)
    const known = await findBySubject(trx, subjectHash)
    if (known !== undefined) return change(trx, known, { account, subjectHash, rights, now })
    const namesake = await findPerson(trx, account.login)
    if (namesake === undefined) return add(trx, { account, subjectHash, rights, now })
    if (namesake.isEmergency === true || (await hasSubject(trx, namesake.id)))
      return { ok: false, reason: 'login taken', person: namesake }
    return change(trx, namesake, { account, subjectHash, rights, now })
  })
}

/** Signs somebody out whose groups give them no role any more. @returns Whether there is an account of theirs. */
export async function leaveOutProviderAccount(
  db: Database,
  { subject }: Pick<ProviderAccount, 'subject'>,
): Promise<PersonLine | undefined> {
  const known = await findBySubject(db, secretHash(subject))
  if (known !== undefined) await endSessions(db, known.id)
  return known
}

interface Taking {
  readonly account: ProviderAccount
  readonly subjectHash: string
  readonly rights: Rights
  readonly now: Date
}

async function add(trx: Database, { account, subjectHash, rights, now }: Taking): Promise<AccountOutcome> {
  const { subject: _subject, ...named } = account
  const read = readPerson({ ...named, ...rights })
  if (!read.ok) return { ok: false, reason: 'unusable' }
  const row = await trx
    .insertInto('person')
    .values({ ...toPersonRow(read.person), subject_hash: subjectHash, created_at: now.getTime() })
    .returningAll()
    .executeTakeFirstOrThrow()
  const person = toPersonLine(row)
  await tell(trx, person, 'people add', `${rightsText(person)}, by the groups of the provider`, now)
  return { ok: true, person }
}

async function change(
  trx: Database,
  before: PersonLine,
  { account, subjectHash, rights, now }: Taking,
): Promise<AccountOutcome> {
  const { id, hasPassword, createdAt, login, employeeId, email, isEmergency } = before
  const read = readPerson({
    login,
    employeeId,
    name: account.name,
    email: account.email ?? email,
    ...(rights.role === 'admin' && { isEmergency }),
    ...rights,
  })
  if (!read.ok) return { ok: false, reason: 'unusable', person: before }
  const [was, is] = [rightsText(before), rightsText(read.person)]
  if (before.role === 'admin' && rights.role !== 'admin' && (await isLastAdmin(trx)))
    return { ok: false, reason: 'last admin', person: before }
  await trx
    .updateTable('person')
    .set({ ...toPersonRow(read.person), subject_hash: subjectHash })
    .where('id', '=', id)
    .execute()
  const person = { ...read.person, id, hasPassword, createdAt }
  if (was !== is) {
    await endSessions(trx, id)
    await tell(trx, person, 'people change', `${was} became ${is}, by the groups of the provider`, now)
  }
  return { ok: true, person }
}

async function findBySubject(db: Database, subjectHash: string): Promise<PersonLine | undefined> {
  const row = await db
    .selectFrom('person')
    .selectAll()
    .where('subject_hash', '=', subjectHash)
    .executeTakeFirst()
  return row === undefined ? undefined : toPersonLine(row)
}

async function hasSubject(db: Database, id: number): Promise<boolean> {
  const row = await db.selectFrom('person').select('subject_hash').where('id', '=', id).executeTakeFirst()
  return row !== undefined && row.subject_hash !== null
}

async function isLastAdmin(trx: Database): Promise<boolean> {
  const { admins } = await trx
    .selectFrom('person')
    .select((eb) => eb.fn.countAll<number>().as('admins'))
    .where('role', '=', 'admin')
    .executeTakeFirstOrThrow()
  return admins === 1
}

async function tell(
  trx: Database,
  { id, login }: PersonLine,
  act: string,
  detail: string,
  at: Date,
): Promise<void> {
  await createTrail(trx).append({
    at,
    who: { login },
    act,
    subject: `person ${id}`,
    whom: login,
    outcome: 'done',
    detail,
  })
}
