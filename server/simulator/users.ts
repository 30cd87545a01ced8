import { errorReplyOfIdentity, jsonReply, type Reply, type SeenRequest } from './http/exchange.ts'
import { userIdOf } from './keys.ts'
import type { SimulatedReport } from './reports/simulated-report.ts'
import type { SimulatedTravelRequest } from './requests/simulated-travel-request.ts'
import type { Store } from './store.ts'

/** What the identity service works with. */
export interface UserDeps {
  readonly reports: Store<SimulatedReport>
  readonly travelRequests: Store<SimulatedTravelRequest>
  /** Of the tokens. */
  readonly scopes: readonly string[]
}

const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User'
const ENTERPRISE_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/**
 * `GET /profile/identity/v4/Users?filter=userName eq "..."`: those who have submitted something here.
 * @see SAP Concur, Identity v4, "Retrieve users".
 */
export function findUsers(request: SeenRequest, deps: UserDeps): Reply {
  if (!isGranted(deps)) return forbidden()
  const filter = new URLSearchParams(request.path.split('?')[1]).get('filter') ?? ''
  const wanted = /^userName eq "([^"]+)"$/i.exec(filter)?.[1]?.toLowerCase()
  if (wanted === undefined) {
    return errorReplyOfIdentity(400, 'invalidFilter', 'The filter is not valid')
  }
  const logins = new Set(employeesOf(deps).map(({ loginId }) => loginId))
  const found = [...logins].filter((loginId) => loginId.toLowerCase() === wanted)
  return jsonReply({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: found.length,
    startIndex: 1,
    itemsPerPage: 100,
    Resources: found.map((userName) => ({
      schemas: [USER_SCHEMA],
      id: userIdOf(userName),
      userName,
      active: true,
    })),
  })
}

/**
 * `GET /profile/identity/v4/Users/{id}`.
 * @see SAP Concur, Identity v4, "Retrieve a User's Identity Profile".
 */
export function showUser(id: string, deps: UserDeps): Reply {
  if (!isGranted(deps)) return forbidden()
  const employee = employeesOf(deps).find(({ loginId }) => userIdOf(loginId) === id.toLowerCase())
  if (employee === undefined) return errorReplyOfIdentity(404, undefined, 'There is no such user')
  const { loginId, name } = employee
  const [familyName = '', givenName = ''] = name.split(', ')
  return jsonReply({
    schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA],
    id: userIdOf(loginId),
    userName: loginId,
    displayName: `${givenName} ${familyName}`.trim(),
    name: { familyName, givenName },
    active: true,
    emails: [{ value: loginId, type: 'work', verified: true, notifications: true }],
    ...(deps.scopes.includes('identity.user.enterprise.read') && {
      [ENTERPRISE_SCHEMA]: { employeeNumber: loginId },
    }),
  })
}

function employeesOf({ reports, travelRequests }: UserDeps) {
  return [...reports.all(), ...travelRequests.all()].map(({ draft }) => draft.employee)
}

function isGranted({ scopes }: UserDeps): boolean {
  return ['identity.user.ids.read', 'identity.user.core.read'].every((scope) => scopes.includes(scope))
}

function forbidden(): Reply {
  return errorReplyOfIdentity(403, undefined, 'The token does not have the scope that this needs')
}
