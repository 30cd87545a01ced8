import type { CallContext } from '../concur/concur-client.ts'
import type { SeenObject } from './seen-object.ts'
import type { WhoIs } from './who-is.ts'

/**
 * An object of version 4, which names its owner by an id, with what Concur's identity service knows of them. What the
 * object says itself stays. What the policy judges, and what is compared with other reports, has the id only: it must
 * not depend on whether Concur has told the name.
 */
export async function withNames(object: SeenObject, whoIs: WhoIs, call: CallContext): Promise<SeenObject> {
  const { subject, owner } = object
  if (owner.userId === undefined || owner.loginId !== undefined) return object
  const user = await whoIs(owner.userId, call)
  const isNamed = subject.employee !== undefined && subject.employee !== owner.employeeId
  const employee = isNamed ? subject.employee : (user.name ?? user.loginId ?? subject.employee)
  const employeeId = owner.employeeId ?? user.employeeId
  return {
    ...object,
    subject: {
      ...subject,
      ...(employee !== undefined && { employee }),
      ...(user.loginId !== undefined && { employeeLogin: user.loginId }),
      ...(employeeId !== undefined && { employeeId }),
    },
    owner: {
      ...owner,
      ...(user.loginId !== undefined && { loginId: user.loginId }),
      ...(employeeId !== undefined && { employeeId }),
      ...(user.email !== undefined && { email: user.email }),
    },
  }
}
