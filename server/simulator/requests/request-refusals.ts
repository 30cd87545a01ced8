/**
 * The documented refusals of workflow actions of Travel Request v4, by status; `internalError` is made up here.
 * @see SAP Concur, Travel Request v4, "Response Codes".
 */
const REQUEST_REFUSALS = {
  badParam: 400,
  invalidUuid: 400,
  missingRequiredParam: 400,
  blockingException: 400,
  invalidUser: 401,
  permissionDenied: 403,
  userIsNotAllowed: 403,
  publicApiNotAllowed: 403,
  requestStatusNotApproved: 403,
  CASH_ADVANCE_CANNOT_APPROVE_OWN_CA: 403,
  notFound: 404,
  timeOut: 408,
  NO_APPROVER: 409,
  NO_APPROVER_NOT_EDITABLE_STEP: 409,
  NO_APPROVER_CHANGE_MY_INFO: 409,
  NO_AUTH_APPROVERS: 409,
  REVIEW_APPROVAL_FLOW_APPROVER: 409,
  APPROVER_CUM_REPORTOWNER: 409,
  APPROVER_CUM_REPORTOWNER_EDITABLE: 409,
  INVALID_AUTH_APPROVER: 409,
  CONFIG_INVALID_NEXT_STEP: 409,
  STEP_EXIT_BLOCKING_BY_EXCEPTION: 409,
  internalError: 500,
  circuitBreaker: 503,
  entityOffline: 503,
  CLIQBOOK_APPROVAL_RETRY: 503,
  CLIQBOOK_APPROVAL_FAILURE: 503,
} as const satisfies Readonly<Record<string, number>>

/** Eleven conflicts are about cash advances; only how their names begin is known here. */
export type RequestRefusalCode = keyof typeof REQUEST_REFUSALS | `CASH_ADVANCE_${string}`

const STATUSES: Readonly<Record<string, number>> = REQUEST_REFUSALS

/** The status that goes with it. */
export function requestRefusalStatus(code: RequestRefusalCode): number {
  return STATUSES[code] ?? 409
}
