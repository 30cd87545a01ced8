/**
 * The approval statuses that decide what becomes of a report, by Concur's codes: their names are localised, and companies
 * may add codes of their own. In this room because notifications tell of them as well.
 * @see SAP Concur, Expense Reports v4, `approvalStatusId`; Expense Report Events, `currentApprovalStatus`.
 */
export const REPORT_STATUS = {
  notSubmitted: 'A_NOTF',
  /** Sent back by somebody, or recalled by the employee. */
  toBeResubmitted: 'A_RESU',
  /** It waits for us. */
  pendingExternalValidation: 'A_EXTV',
} as const

/** Of travel requests in v1.0. In v4 one that waits says `SUBMITTED`, whoever it waits for. */
export const REQUEST_STATUS = { pendingExternalValidation: 'Q_EXTV' } as const
