import type { Person, PersonChanges, PersonLine } from '../../record/person.ts'
import { readPerson } from '../../record/read-person.ts'
import type { Actor } from '../../record/trail.ts'
import type { Database } from '../database.ts'
import { endSessions } from './end-sessions.ts'
import { type Administered, inTrail, type Rule, type Told } from './in-trail.ts'
import { hashPassword, isPassword, passwordProblem } from './password.ts'
import { findPerson, toPersonLine, toPersonRow } from './person-rows.ts'
import { removeAccount } from './remove-account.ts'
import { rightsText } from './rights-text.ts'

/** What became of a wish about a person: the person as it is now, or was. */
export type PersonOutcome = Administered<{ readonly person: PersonLine }>

/**
 * Who may look at reports and decide on them. Every change is judged by `mayAdminister` and told to the trail, refused
 * ones too. Who gets other rights or another password is signed out of the console. Scopes are kept as they are given: whoever asks has read them with `readScope`.
 */
export interface People {
  /** By login. */
  list(): Promise<readonly PersonLine[]>
  /** @param login Letter case does not matter. */
  find(login: string): Promise<PersonLine | undefined>
  add(person: Person, by: Actor, now: Date): Promise<PersonOutcome>
  /** A role that has neither scope nor amounts takes them away, unless they are given. */
  change(login: string, changes: PersonChanges, by: Actor, now: Date): Promise<PersonOutcome>
  /** The trail keeps the name. Held reviews that were assigned to them are nobody's then. */
  remove(login: string, by: Actor, now: Date): Promise<PersonOutcome>
  setPassword(login: string, password: string, by: Actor, now: Date): Promise<PersonOutcome>
  /** Takes the same time for somebody who is not known or has no password. */
  isPassword(login: string, password: string): Promise<boolean>
}

/** The people in that database. @param db May be a transaction. */
export function createPeople(db: Database): People {
  return {
    async list() {
      const rows = await db.selectFrom('person').selectAll().orderBy('login').execute()
      return rows.map(toPersonLine)
    },
    find: (login) => findPerson(db, login),
    add: (person, by, now) =>
      inTrail(db, {
        act: 'people add',
        whom: person.login,
        by,
        now,
        carryOut: (trx, rule) => add(trx, rule, person, now),
      }),
    change: (login, changes, by, now) =>
      inTrail(db, {
        act: 'people change',
        whom: login,
        by,
        now,
        carryOut: (trx, rule) => change(trx, rule, login, changes),
      }),
    remove: (login, by, now) =>
      inTrail(db, {
        act: 'people remove',
        whom: login,
        by,
        now,
        carryOut: (trx, rule) => remove(trx, rule, login),
      }),
    async setPassword(login, password, by, now) {
      const problem = passwordProblem(password)
      // Before the transaction: it takes long, and others would wait.
      const kept = problem === undefined ? await hashPassword(password) : ''
      return inTrail(db, {
        act: 'people password',
        whom: login,
        by,
        now,
        carryOut: (trx, rule) => setPassword(trx, rule, login, problem, kept),
      })
    },
    async isPassword(login, password) {
      const row = await db
        .selectFrom('person')
        .select('password')
        .where('login', '=', login.trim().toLowerCase())
        .executeTakeFirst()
      return isPassword(password, row?.password ?? undefined)
    },
  }
}

type PersonTold = Told<{ readonly person: PersonLine }>

async function add(trx: Database, rule: Rule, given: Person, now: Date): Promise<PersonTold> {
  const read = readPerson(given)
  const refused = await rule({ kind: 'add', after: read.ok ? read.person : given })
  if (refused !== undefined) return { subject: 'person', refused }
  if (!read.ok) return { subject: 'person', refused: read.problems.join('\n') }
  const known = await findPerson(trx, read.person.login)
  if (known !== undefined)
    return {
      subject: subjectOf(known),
      refused: 'login: somebody has it already; people change changes them',
    }
  const row = await trx
    .insertInto('person')
    .values({ ...toPersonRow(read.person), created_at: now.getTime() })
    .returningAll()
    .executeTakeFirstOrThrow()
  const person = toPersonLine(row)
  return { subject: subjectOf(person), detail: rightsText(person), done: { person } }
}

async function change(trx: Database, rule: Rule, login: string, changes: PersonChanges): Promise<PersonTold> {
  const before = await findPerson(trx, login)
  if (before === undefined) return NOBODY
  const subject = subjectOf(before)
  const { id, hasPassword, createdAt, ...kept } = before
  const read = readPerson(changed(kept, changes))
  if (!read.ok) return { subject, refused: read.problems.join('\n') }
  const after = read.person
  const refused = await rule({ kind: 'change', before: kept, after })
  if (refused !== undefined) return { subject, refused }
  await trx.updateTable('person').set(toPersonRow(after)).where('id', '=', id).execute()
  if (rightsText(kept) !== rightsText(after)) await endSessions(trx, id)
  return {
    subject,
    detail: differences(kept, after),
    done: { person: { ...after, id, hasPassword, createdAt } },
  }
}

async function remove(trx: Database, rule: Rule, login: string): Promise<PersonTold> {
  const before = await findPerson(trx, login)
  if (before === undefined) return NOBODY
  const refused = await rule({ kind: 'remove', before })
  if (refused !== undefined) return { subject: subjectOf(before), refused }
  const count = await removeAccount(trx, before)
  return {
    subject: subjectOf(before),
    ...(count > 0 && { detail: `held reviews that are nobody's now: ${count}` }),
    done: { person: before },
  }
}

async function setPassword(
  trx: Database,
  rule: Rule,
  login: string,
  problem: string | undefined,
  kept: string,
): Promise<PersonTold> {
  const before = await findPerson(trx, login)
  if (before === undefined) return NOBODY
  const refused = (await rule({ kind: 'password', before })) ?? problem
  if (refused !== undefined) return { subject: subjectOf(before), refused }
  await trx.updateTable('person').set({ password: kept }).where('id', '=', before.id).execute()
  await endSessions(trx, before.id)
  return { subject: subjectOf(before), done: { person: { ...before, hasPassword: true } } }
}

const NOBODY = { subject: 'person', refused: 'login: there is nobody who has it' } as const

/** By the number: the trail can never forget what stands here. */
function subjectOf({ id }: PersonLine): string {
  return `person ${id}`
}

function changed(before: Person, changes: PersonChanges): Readonly<Record<string, unknown>> {
  const bounded = changes.role === undefined || changes.role === 'reviewer'
  const isAdmin = changes.role === undefined || changes.role === 'admin'
  const merged = {
    ...before,
    ...(!bounded && { scope: null, maxAmounts: null }),
    ...(!isAdmin && { isEmergency: null }),
    ...changes,
  }
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
  )
}

/** Of what names a person only that it is another one. */
function differences(before: Person, after: Person): string {
  const [was, is] = [rightsText(before), rightsText(after)]
  const names = (['name', 'email', 'employeeId'] as const).filter((field) => before[field] !== after[field])
  return [...names, ...(was === is ? [] : [`${was} became ${is}`])].join(', ') || 'nothing'
}
