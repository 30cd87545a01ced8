import { decidesOnReports, isOwner, mayDecide, type Ruling, type ToDecide } from './may-decide.ts'
import type { Person, Role } from './person.ts'
import type { ReviewActKind } from './review-act.ts'
import { type Sentence, say } from './sentence.ts'

/** Who may do what with reviews, besides deciding on them. */
const ROLES_OF: Readonly<Record<ReviewActKind, readonly Role[]>> = {
  assign: ['reviewer', 'controller', 'admin'],
  note: ['reviewer', 'controller', 'policy', 'auditor', 'admin'],
  ask: ['reviewer', 'controller'],
  // And whoever was asked.
  answer: ['controller'],
  snooze: ['reviewer', 'controller'],
  'look again': ['reviewer', 'controller', 'policy', 'admin'],
  retry: ['reviewer', 'controller', 'admin'],
  // And whoever decided.
  undo: ['reviewer', 'controller'],
}

/** What moves a report or puts it out of sight: a reviewer does so only up to their amount. */
const IS_AS_DECIDING = new Set<ReviewActKind>(['snooze', 'look again', 'retry', 'undo'])

/**
 * Whether that person may do that with that report, which is never their own.
 * @param isTheirs They are who was asked, or who decided, so that the answer or taking it back is theirs to do.
 */
export function mayAct(person: Person, act: ReviewActKind, review: ToDecide, isTheirs: boolean): Ruling {
  if (isTheirs && (act === 'answer' || act === 'undo')) return { ok: true }
  const role = roleMay(person, act)
  if (!role.ok) return role
  const decides = decidesOnReports(person)
  if (decides && IS_AS_DECIDING.has(act)) return mayDecide(person, review)
  if (isOwner(person, review.owner) === true) return refused(say('act on own report'))
  return person.role === 'reviewer' && !review.isInScope ? refused(say('out of scope')) : { ok: true }
}

/** Whether somebody of that role does that at all. */
export function roleMay({ role }: Pick<Person, 'role'>, act: ReviewActKind): Ruling {
  const roles = ROLES_OF[act]
  if (roles.includes(role)) return { ok: true }
  return refused(say(act === 'answer' ? 'role does not answer' : 'role does not do this', { role, roles }))
}

function refused(reason: Sentence): Ruling {
  return { ok: false, reason }
}
