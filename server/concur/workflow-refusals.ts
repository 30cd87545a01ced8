/** A documented reason in the answer to a workflow action of version 4. */
export interface WorkflowRefusal {
  readonly id: string
  /** For an operator: what is wrong and what helps. */
  readonly meaning: string
  /** The report was changed meanwhile: read it again, and try once more. */
  readonly isStale: boolean
}

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['instance_out_of_date', 'the report has been changed since it was read'],
  ['invalidAction.currentStep', 'the report is at another step, or its step does not offer this action'],
  ['error.workflow.invalid_action', 'the step where the report waits does not offer this action'],
  [
    'step_exit_blocking_by_exception',
    'the report has an exception whose code is blocking in Concur, and its workflow step must not be left with one. Give the exception code a severity that does not block, let the step be left with blocking exceptions, or have the policy send such reports back',
  ],
  ['error.workflow.noComments', 'Concur wants a comment with this action'],
  ['error.workflow.missingComments', 'Concur wants a comment with this action'],
  ['error.workflow.rejectedExpenseMissingComments', 'an expense is rejected without a comment'],
  ['error.workflow.CostObjectChangeMissingComments', 'a cost object was changed without a comment'],
  ['error.workflow.BudgetObjectChangeMissingComments', 'a budget object was changed without a comment'],
  ['error.workflow.no_clearingcode', 'an expense has no clearing code: a processor has to set it'],
  ['error.workflow.incomplete_receipt_review', 'the receipts have not been reviewed in Concur'],
  ['error.workflow.invalid_report_key', 'Concur does not know the report by this id'],
  [
    'error.workflow.missing_alloc_reqd_fields',
    'an allocation lacks a required field: the employee has to fill it in',
  ],
  ['no_approver', 'there is nobody to approve next: give the employee an approver in Concur'],
  [
    'no_approver.not_editable_step',
    'there is nobody to approve next: give the employee an approver in Concur',
  ],
  [
    'no_approver.change_my_info',
    'there is nobody to approve next: the employee has to choose an approver in Concur',
  ],
  ['invalid_auth_approver', 'who should approve next may not: check the approvers of the employee in Concur'],
  [
    'not_an_approver',
    'who should approve next is no approver: check the approvers of the employee in Concur',
  ],
  ['approver_cum_reportowner', 'the employee would approve their own report: give them another approver'],
  [
    'approver_cum_reportowner.is_editableby',
    'the employee would approve their own report: give them another approver',
  ],
  ['cannot_approve_your_own_report', 'the token belongs to the employee whose report it is'],
  ['wf_config_invalid_next_step', 'the workflow has no valid next step: check it in Concur'],
  ['review_approval_flow_approver', 'the approval flow has to be completed by a person in Concur'],
  ['cost_object_step', 'the report is at a step for the approvers of its cost objects'],
  ['attendee_total_error', 'the shares of the attendees do not add up to the expense'],
  ['statusId.invalidValue', 'Concur does not know the status that was asked for'],
  ['reports.workflow.invalidFGIStep', 'the report is at a step of the financial integration'],
  ['error.recall.cannotRecall', 'the report cannot be recalled'],
])

const STALE = new Set(['instance_out_of_date', 'invalidAction.currentStep', 'error.workflow.invalid_action'])

const SUBMIT_MEANING = 'the report does not pass the checks that Concur makes at its submission'

/**
 * Finds the documented reason in the answer to an action; it may stand in `errorId` or within a message.
 * @param reply Untrusted, of any shape.
 * @returns The first; `undefined` if there is none that is documented.
 * @see SAP Concur, Workflows v4, "Response error codes".
 */
export function findWorkflowRefusal(reply: string): WorkflowRefusal | undefined {
  for (const id of reply.match(/[A-Za-z_]+(?:\.[A-Za-z_]+)*/g) ?? []) {
    const meaning = MEANINGS.get(id) ?? (id.startsWith('error.submit.') ? SUBMIT_MEANING : undefined)
    if (meaning !== undefined) return { id, meaning, isStale: STALE.has(id) }
  }
  return undefined
}
