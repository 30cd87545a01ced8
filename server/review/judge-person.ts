import type { CallContext, ConcurClient } from '../concur/concur-client.ts'
import { ConcurError } from '../concur/concur-error.ts'
import { findUserId } from '../concur/users.ts'
import { readTakenScope } from '../policy/file/scope.ts'
import { type Pickable, picks } from '../policy/file/selector.ts'
import { keyOfLogin } from '../record/api-key-line.ts'
import { mayDecide } from '../record/may-decide.ts'
import type { Person } from '../record/person.ts'
import { say } from '../record/sentence.ts'
import type { MayDecide } from './decide-as-person.ts'
import type { Owner, SeenObject } from './seen-object.ts'

/** What judging people needs. */
export interface JudgeDeps {
  readonly findPerson: (login: string) => Promise<Person | undefined>
  readonly concur: ConcurClient
}

/** Judges whether a person may decide on an object, by what was read of it just now. */
export function judgePerson({ findPerson, concur }: JudgeDeps): MayDecide {
  return async (login, object, call) => {
    const person = await findPerson(login)
    if (person === undefined) return { ok: false, reason: say('nobody has login now', { login }) }
    return mayDecide(person, {
      owner: { ...object.owner, isSelf: await isSelf(concur, person, object.owner, call) },
      total: totalOf(object),
      isInScope: isInScope(person, object.facts),
    })
  }
}

/** Whether a report is among those that a person decides on; where that cannot be told it is not. */
export function isInScope(person: Pick<Person, 'scope'>, facts: Pickable): boolean {
  return scopeOf(person)(facts)
}

/** The same for many reports: the scope is read once. */
export function scopeOf({ scope }: Pick<Person, 'scope'>): (facts: Pickable) => boolean {
  if (scope === undefined) return () => true
  const read = readTakenScope(scope)
  return (facts) => read.ok && picks(read.scope, facts).kind === 'yes'
}

function totalOf({ subject: { total, currency } }: SeenObject) {
  return total === undefined ? undefined : { amount: total, currency }
}

/**
 * Version 4 knows an owner by the id of the user, which Concur tells for a login. It is asked also where a login is kept
 * for that id: somebody else may have it by now.
 * @returns `undefined` if Concur does not tell.
 */
async function isSelf(
  concur: ConcurClient,
  { login }: Person,
  { userId, loginId }: Owner,
  call: CallContext,
): Promise<boolean | undefined> {
  // Concur does not know programs.
  if (userId === undefined || keyOfLogin(login) !== undefined) return undefined
  try {
    const own = await findUserId(concur, login, call)
    return own === undefined ? undefined : own.toLowerCase() === userId.toLowerCase()
  } catch (error) {
    // With a login that is kept there is something to compare, also while this service is away.
    if (error instanceof ConcurError && (error.trouble !== 'transient' || loginId !== undefined))
      return undefined
    throw error
  }
}
