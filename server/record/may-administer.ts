import { isDeepStrictEqual } from 'node:util'
import type { Ruling } from './may-decide.ts'
import type { Person } from './person.ts'

/** What somebody wants to do with people or keys. */
export type Administration =
  | { readonly kind: 'add'; readonly after: Person }
  | { readonly kind: 'change'; readonly before: Person; readonly after: Person }
  | { readonly kind: 'remove'; readonly before: Person }
  | { readonly kind: 'password'; readonly before: Person }
  | { readonly kind: 'key' }
  /** To see what is kept of a person. */
  | { readonly kind: 'personal data' }
  /** To erase a person, with their account if they have one. */
  | { readonly kind: 'erase'; readonly before?: Person }

/**
 * Whether somebody may do that. Admins may, with two bounds: nobody changes their own role, scope or limit, and the
 * last admin stays. Everybody may change their own password. While there is no admin, anybody may add one.
 * @param actor `undefined` if the login that acts is nobody's.
 * @param admins How many there are.
 */
export function mayAdminister(
  actor: Person | undefined,
  wish: Administration,
  admins: number,
): Ruling<string> {
  if (admins === 0) {
    if (wish.kind === 'add' && wish.after.role === 'admin') return { ok: true }
    return refused('there is no admin yet: add one first, with the role admin')
  }
  if (actor === undefined) return refused('whoever acts is nobody that is known here')
  if (wish.kind === 'password' && wish.before.login === actor.login) return { ok: true }
  if (actor.role !== 'admin') return refused(`the role ${actor.role} does not do this: an admin does`)
  if (wish.kind === 'change' && wish.before.login === actor.login && changesRights(wish.before, wish.after))
    return refused('nobody changes their own role, scope or limit: another admin does')
  if (wish.kind === 'erase' && wish.before?.login === actor.login)
    return refused('nobody erases themselves: another admin does')
  return admins === 1 && takesAdminAway(wish)
    ? refused('this is the last admin, who stays: make somebody else one first')
    : { ok: true }
}

function changesRights(before: Person, after: Person): boolean {
  return !isDeepStrictEqual(
    [before.role, before.scope, before.maxAmounts, before.isEmergency],
    [after.role, after.scope, after.maxAmounts, after.isEmergency],
  )
}

function takesAdminAway(wish: Administration): boolean {
  if (wish.kind === 'change') return wish.before.role === 'admin' && wish.after.role !== 'admin'
  return (wish.kind === 'remove' || wish.kind === 'erase') && wish.before?.role === 'admin'
}

function refused(reason: string): Ruling<string> {
  return { ok: false, reason }
}
