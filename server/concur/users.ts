import type { ConcurUser } from '../record/concur-user.ts'
import type { CallContext, ConcurClient, Reading } from './concur-client.ts'
import { readExactJson } from './exact-json.ts'
import { JsonFields } from './json-fields.ts'

const SCOPE = 'user.read, or identity.user.ids.read with identity.user.core.read,'
/** Of SCIM (RFC 7643, section 4.3). */
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/**
 * Finds the id of a user by their login, as the paths of version 4 name the owner of a report.
 * @param loginId Such as `X_UserID` of v1.1.
 * @returns A UUID; `undefined` if Concur knows nobody, or more than one, by that login.
 * @throws {ConcurError} If the answer could not be read.
 * @see SAP Concur, Identity v4, "Retrieve users", `filter`.
 */
export async function findUserId(
  client: ConcurClient,
  loginId: string,
  call: CallContext,
): Promise<string | undefined> {
  // SCIM writes a text as JSON does (RFC 7644, section 3.4.2.2).
  const filter = `userName eq ${JSON.stringify(loginId)}`
  const { value } = await client.call(
    {
      kind: 'users',
      method: 'GET',
      path: `/profile/identity/v4/Users?filter=${encodeURIComponent(filter)}`,
      accept: 'application/json',
      scope: SCOPE,
      ...call,
    },
    (body) => readUserId(body, loginId),
  )
  return value
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads the list of users; pure. Should the filter be ignored, others would come. */
export function readUserId(body: Uint8Array, loginId: string): Reading<string | undefined> {
  const json = readExactJson(body)
  if (!json.ok) return json
  const list = new JsonFields(json.value, [])
  if (!list.has('Resources') && list.text('totalResults') !== '0') {
    return { ok: false, problem: 'the answer has no list of Resources' }
  }
  const ids = list.each('Resources').flatMap((user) => {
    const isMeant = (user.key('userName') ?? loginId).toLowerCase() === loginId.trim().toLowerCase()
    const id = user.key('id') ?? ''
    return isMeant && UUID.test(id) ? [id] : []
  })
  return { ok: true, value: ids.length === 1 ? ids[0] : undefined }
}

/**
 * Asks who a user is. The employee id comes only with the scope `identity.user.enterprise.read`.
 * @param userId A UUID, as the addresses of version 4 have it.
 * @throws {ConcurError} If the answer could not be read; `not found` if Concur knows nobody by that id.
 * @see SAP Concur, Identity v4, "Retrieve a User's Identity Profile".
 */
export async function fetchUser(
  client: ConcurClient,
  userId: string,
  call: CallContext,
): Promise<ConcurUser> {
  const { value } = await client.call(
    {
      kind: 'users',
      method: 'GET',
      path: `/profile/identity/v4/Users/${userId}`,
      accept: 'application/json',
      scope: SCOPE,
      ...call,
    },
    (body) => readUser(body, userId),
  )
  return value
}

/** Reads the profile of that user; pure. */
export function readUser(body: Uint8Array, userId: string): Reading<ConcurUser> {
  const json = readExactJson(body)
  if (!json.ok) return json
  const user = new JsonFields(json.value, [])
  if (user.key('id')?.toLowerCase() !== userId.toLowerCase()) {
    return { ok: false, problem: 'the answer is about another user, or about none' }
  }
  const names = user.below('name')
  const [familyName, givenName] = [names.key('familyName'), names.key('givenName')]
  const name =
    familyName === undefined || givenName === undefined
      ? (user.key('displayName') ?? familyName ?? givenName)
      : `${familyName}, ${givenName}`
  const loginId = user.key('userName')
  const employeeId = user.below(ENTERPRISE).key('employeeNumber')
  const emails = user.each('emails')
  const email = (emails.find((each) => each.key('type') === 'work') ?? emails[0])?.key('value')
  return {
    ok: true,
    value: {
      ...(name !== undefined && { name }),
      ...(loginId !== undefined && { loginId }),
      ...(employeeId !== undefined && { employeeId }),
      ...(email !== undefined && { email }),
    },
  }
}
