import type { Ruling } from './may-decide.ts'
import type { Role } from './person.ts'

/** Who may take all that is kept of reviews out of the database. */
const ROLES: readonly Role[] = ['controller', 'auditor', 'admin']

/** Whether somebody of that role may. @param role `undefined` if the login that acts is nobody's. */
export function mayTakeEvidence(role: Role | undefined): Ruling<string> {
  if (role === undefined) return { ok: false, reason: 'whoever acts is nobody that is known here' }
  return ROLES.includes(role)
    ? { ok: true }
    : { ok: false, reason: `the role ${role} does not do this: ${ROLES.join(', ')} may` }
}
