/**
 * The documented refusals of approving and sending back, with the status of v4. Where a page has a status without a
 * code, the code is made up here: `systemStep`, `unauthorized`, `reportNotFound`, `internalError`.
 * @see SAP Concur, Workflows v4, "Response error codes", and its definition.
 */
export const WORKFLOW_REFUSALS = {
  'error.workflow.invalid_action': 400,
  'error.workflow.noComments': 400,
  'error.workflow.missingComments': 400,
  'error.workflow.rejectedExpenseMissingComments': 400,
  'error.workflow.CostObjectChangeMissingComments': 400,
  'error.workflow.BudgetObjectChangeMissingComments': 400,
  'error.workflow.no_clearingcode': 400,
  'error.workflow.incomplete_receipt_review': 400,
  'error.workflow.invalid_report_key': 400,
  'error.workflow.missing_alloc_reqd_fields': 400,
  'error.recall.cannotRecall': 400,
  step_exit_blocking_by_exception: 400,
  no_approver: 400,
  'no_approver.not_editable_step': 400,
  'no_approver.change_my_info': 400,
  invalid_auth_approver: 400,
  not_an_approver: 400,
  approver_cum_reportowner: 400,
  'approver_cum_reportowner.is_editableby': 400,
  'approver_cashadvance_owner.is_editableby': 400,
  wf_config_invalid_next_step: 400,
  instance_out_of_date: 400,
  review_approval_flow_approver: 400,
  cost_object_step: 400,
  attendee_total_error: 400,
  cannot_approve_your_own_report: 400,
  'statusId.invalidValue': 400,
  'invalidAction.currentStep': 400,
  'reports.workflow.invalidFGIStep': 400,
  'receiptimagehold.workflow.noapprover': 400,
  'invalid.approverId.query': 400,
  'info.submit.notify_by_delegate': 400,
  'error.submit.Generic': 400,
  'error.submit.no_entries': 400,
  'error.submit.rptXctMaxThreshold': 400,
  'error.submit.entryXctMaxThreshold': 400,
  'error.submit.missing_reqd_fields': 400,
  unauthorized: 401,
  systemStep: 403,
  reportNotFound: 404,
  internalError: 500,
} as const satisfies Readonly<Record<string, number>>

/** The documented refusals of exceptions; their codes are made up here. @see SAP Concur, Exceptions v4. */
export const EXCEPTION_REFUSALS = {
  invalidExceptionCode: 400,
  reportPaid: 400,
  unauthorized: 401,
  reportNotFound: 404,
  expenseNotFound: 404,
  allocationNotFound: 404,
  internalError: 500,
} as const satisfies Readonly<Record<string, number>>

const STATUSES: Readonly<Record<string, number>> = { ...WORKFLOW_REFUSALS, ...EXCEPTION_REFUSALS }

/** That of v4. @param code Of either table. */
export function reportRefusalStatus(code: keyof typeof WORKFLOW_REFUSALS | keyof typeof EXCEPTION_REFUSALS) {
  return STATUSES[code] ?? 400
}

/** What is documented word for word. */
const MESSAGES: Readonly<Record<string, string>> = {
  systemStep: 'Caller cannot modify System workflow step',
  invalidExceptionCode: 'Invalid Exception Code',
  unauthorized: 'This service is only accessible by a valid company JWT or a trusted caller',
  'invalidAction.currentStep':
    'The action cannot be executed because the item has recently been changed. Please refresh your list and try again.',
}

/** What people read of a refusal; most wordings are not documented. */
export function refusalMessage(code: string): string {
  return MESSAGES[code] ?? `The request was refused: ${code}`
}
