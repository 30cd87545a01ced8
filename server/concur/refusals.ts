/** The services whose codes these are. */
export type RefusingService = 'reports' | 'requests'

/** What one of Concur's codes says. */
export interface Refusal {
  /** As Concur writes it; one that ends in `*` stands for all that begin so. */
  readonly code: string
  readonly service: RefusingService
  /** What happened, without a full stop. */
  readonly happened: string
  /** Who has to do what, without a full stop. */
  readonly act: string
  /**
   * Whether it passes by itself. `perhaps`: a new reading tells, for the object is not where it was thought to be, or
   * not there yet.
   */
  readonly passes: 'no' | 'perhaps' | 'yes'
}

type Row = readonly [code: string, happened: string, act: string, passes?: Refusal['passes']]

/** The only one that Concur gives as a sentence instead of a code. */
const SYSTEM_STEP = 'Caller cannot modify System workflow step'
const GIVE_APPROVER = 'an administrator gives the employee an approver in Concur'
const OTHER_APPROVER = 'an administrator gives the employee another approver in Concur'
const OWN_REPORT = 'the employee would approve their own report'
const BLOCKED =
  'correct the exception, give its code a severity that does not block, let the workflow step be left with blocking exceptions, or have the policy send such objects back'
const COMMENT = 'tell us: the connector did not send it'
const EMPLOYEE_CORRECTS = 'the employee corrects the report and submits it again'
const OURS = 'tell us: the connector has sent what it should not'
const WAIT = 'nobody: the connector tries again'

/** 400 and 403 of the workflow actions. @see SAP Concur, Workflows v4, "Response error codes", and its definition. */
const OF_REPORTS: readonly Row[] = [
  [
    SYSTEM_STEP,
    'the report is at a step that no external system may move on',
    'a workflow administrator gives the step the role External System',
  ],
  [
    'error.workflow.invalid_action',
    'the step where the report waits does not offer this action',
    'a workflow administrator looks at the step, should it stay so',
    'perhaps',
  ],
  [
    'invalidAction.currentStep',
    'the report is at another step, or its step does not offer this action',
    'a workflow administrator looks at the step, should it stay so',
    'perhaps',
  ],
  ['error.workflow.noComments', 'Concur wants a comment with what is sent back', COMMENT],
  ['error.workflow.missingComments', 'Concur wants a comment with the approval', COMMENT],
  [
    'error.workflow.rejectedExpenseMissingComments',
    'an expense is rejected, and the approval came without a comment on that',
    'retry the review: the expense may have been rejected after the report was read',
  ],
  [
    'error.workflow.CostObjectChangeMissingComments',
    'a cost object was changed without a comment',
    'whoever changed it in Concur comments on it',
  ],
  [
    'error.workflow.BudgetObjectChangeMissingComments',
    'a budget object was changed without a comment',
    'whoever changed it in Concur comments on it',
  ],
  [
    'error.workflow.no_clearingcode',
    'the card account or the payment type of an expense has no clearing account code',
    'an Expense administrator sets the clearing account code',
  ],
  [
    'error.workflow.incomplete_receipt_review',
    'the receipts have not been reviewed in Concur',
    'whoever reviews receipts in Concur does so',
  ],
  ['error.workflow.invalid_report_key', 'Concur does not know the report by this id', OURS],
  [
    'error.workflow.missing_alloc_reqd_fields',
    'an allocation lacks a required field',
    'the employee fills it in',
  ],
  ['error.recall.cannotRecall', 'the report cannot be recalled', OURS],
  [
    'step_exit_blocking_by_exception',
    'the report has an exception whose code is blocking in Concur, and its workflow step must not be left with one',
    BLOCKED,
  ],
  ['no_approver', 'there is nobody to approve next', GIVE_APPROVER],
  [
    'no_approver.not_editable_step',
    'there is nobody to approve next, and nobody can be chosen at this step',
    GIVE_APPROVER,
  ],
  [
    'no_approver.change_my_info',
    'there is nobody to approve next',
    'the employee chooses an approver in their profile in Concur',
  ],
  [
    'receiptimagehold.workflow.noapprover',
    'the report waits for receipt images, and there is nobody to approve next',
    GIVE_APPROVER,
  ],
  [
    'invalid_auth_approver',
    'who should approve next may not approve this amount',
    'an administrator checks the authorized approvers of the employee in Concur',
  ],
  [
    'invalid.approverId.query',
    'who was named to approve next cannot be found',
    'an administrator checks the approvers of the employee in Concur',
  ],
  ['not_an_approver', 'who should approve next is no approver', OTHER_APPROVER],
  ['approver_cum_reportowner', OWN_REPORT, OTHER_APPROVER],
  ['approver_cum_reportowner.is_editableby', OWN_REPORT, OTHER_APPROVER],
  [
    'approver_cashadvance_owner.is_editableby',
    'the employee would approve their own cash advance',
    OTHER_APPROVER,
  ],
  [
    'cannot_approve_your_own_report',
    'the token belongs to the employee whose report it is',
    'an administrator of the connector takes the token of the company',
  ],
  [
    'wf_config_invalid_next_step',
    'the next step of the workflow has nobody to approve it',
    'an approver has to be identified for that step: a workflow administrator looks at it',
  ],
  [
    'instance_out_of_date',
    'the configuration of the workflow has changed since the report was submitted',
    'a new approver has to be selected in Concur: an administrator looks at the report',
  ],
  [
    'review_approval_flow_approver',
    'the approval flow of the report has to be completed first',
    'a person reviews its approvers in Concur',
  ],
  [
    'cost_object_step',
    'the report is at a step for the approvers of its cost objects',
    'the approvers of its cost objects approve in Concur',
  ],
  ['attendee_total_error', 'the shares of the attendees do not add up to the expense', EMPLOYEE_CORRECTS],
  ['statusId.invalidValue', 'Concur does not know the status that was asked for', OURS],
  [
    'reports.workflow.invalidFGIStep',
    'the report is at a step of the funds and grants integration',
    'a workflow administrator looks at the order of the steps',
  ],
  [
    'info.submit.notify_by_delegate',
    'a delegate has prepared the report, and the employee has to submit it',
    'the employee submits it',
  ],
  [
    'error.submit.no_entries',
    'the report does not pass the checks of a submission: it has no expenses',
    EMPLOYEE_CORRECTS,
  ],
  [
    'error.submit.rptXctMaxThreshold',
    'the report does not pass the checks of a submission: its exceptions are too many or too severe',
    EMPLOYEE_CORRECTS,
  ],
  [
    'error.submit.entryXctMaxThreshold',
    'the report does not pass the checks of a submission: the exceptions of an expense are too many or too severe',
    EMPLOYEE_CORRECTS,
  ],
  [
    'error.submit.missing_reqd_fields',
    'the report does not pass the checks of a submission: a required field is empty',
    EMPLOYEE_CORRECTS,
  ],
  [
    'error.submit.*',
    'the report does not pass the checks that Concur makes at its submission',
    EMPLOYEE_CORRECTS,
  ],
]

/** @see SAP Concur, Travel Request v4, "Response codes". */
const OF_REQUESTS: readonly Row[] = [
  ['badParam', 'Concur does not accept a parameter', OURS],
  ['invalidUuid', 'an id that was sent is no UUID', OURS],
  ['missingRequiredParam', 'a parameter is missing', OURS],
  ['blockingException', 'an exception of the request blocks it', BLOCKED],
  [
    'invalidUser',
    'Concur does not take the user of the token',
    'an administrator of the connector checks CONCUR_REFRESH_TOKEN',
  ],
  [
    'permissionDenied',
    'the application or its user may not do this',
    'a Concur administrator checks the scopes of the application and the role of the token’s user',
  ],
  [
    'userIsNotAllowed',
    'the user that the token belongs to may not do this with the request',
    'a Concur administrator checks the role of the token’s user, or the token of the company is taken',
  ],
  [
    'publicApiNotAllowed',
    'the company may not use Concur’s services for requests',
    'a Concur administrator asks SAP to enable them',
  ],
  [
    'requestStatusNotApproved',
    'the request is not approved, which this action needs',
    'nobody, unless it should have been approved',
  ],
  ['notFound', 'Concur does not know the request', 'nobody, unless it is there in Concur', 'perhaps'],
  ['timeOut', 'Concur took too long', WAIT, 'yes'],
  ['NO_APPROVER', 'there is nobody to approve next', GIVE_APPROVER],
  [
    'NO_APPROVER_NOT_EDITABLE_STEP',
    'there is nobody to approve next, and nobody can be chosen at this step',
    GIVE_APPROVER,
  ],
  [
    'NO_APPROVER_CHANGE_MY_INFO',
    'there is nobody to approve next',
    'the employee chooses an approver in their profile in Concur',
  ],
  [
    'NO_AUTH_APPROVERS',
    'nobody is authorized to approve this amount',
    'an administrator adds an authorized approver in Concur',
  ],
  [
    'REVIEW_APPROVAL_FLOW_APPROVER',
    'the approval flow of the request has to be completed first',
    'a person reviews its approvers in Concur',
  ],
  ['APPROVER_CUM_REPORTOWNER', 'the employee would approve their own request', OTHER_APPROVER],
  ['APPROVER_CUM_REPORTOWNER_EDITABLE', 'the employee would approve their own request', OTHER_APPROVER],
  [
    'INVALID_AUTH_APPROVER',
    'who should approve next may not approve this amount',
    'an administrator checks the authorized approvers of the employee in Concur',
  ],
  [
    'CONFIG_INVALID_NEXT_STEP',
    'the next step of the workflow has nobody to approve it',
    'an approver has to be identified for that step: a workflow administrator looks at it',
  ],
  [
    'STEP_EXIT_BLOCKING_BY_EXCEPTION',
    'an exception of the request blocks it, and its workflow step must not be left with one',
    BLOCKED,
  ],
  [
    'CASH_ADVANCE_CANNOT_APPROVE_OWN_CA',
    'the cash advance of the request would be approved by the employee who gets it',
    OTHER_APPROVER,
  ],
  [
    'CASH_ADVANCE_*',
    'the cash advance of the request keeps it from moving on, as the code says',
    'a cash advance administrator looks at it in Concur',
  ],
  ['circuitBreaker', 'Concur gives its service a pause', WAIT, 'yes'],
  ['entityOffline', 'Concur’s data for the company are offline for a while', WAIT, 'yes'],
  ['CLIQBOOK_APPROVAL_RETRY', 'Concur Travel did not answer the approval', WAIT, 'yes'],
  ['CLIQBOOK_APPROVAL_FAILURE', 'Concur Travel did not take the approval', WAIT, 'yes'],
]

/** Every code of a refusal that Concur's pages name for what the connector does. */
export const REFUSALS: readonly Refusal[] = [
  ...OF_REPORTS.map((row) => refusalOf('reports', row)),
  ...OF_REQUESTS.map((row) => refusalOf('requests', row)),
]

const BY_CODE = new Map(REFUSALS.map((refusal) => [refusal.code, refusal]))
const BY_PREFIX = REFUSALS.filter(({ code }) => code.endsWith('*'))

/**
 * Finds the first documented code in what Concur answered; it may stand in a member of its own or within a message.
 * @param reply Untrusted, of any shape.
 * @returns With the code as it was written; `undefined` if there is none that is documented.
 */
export function findRefusal(reply: string): Refusal | undefined {
  if (reply.toLowerCase().includes(SYSTEM_STEP.toLowerCase())) return BY_CODE.get(SYSTEM_STEP)
  for (const code of reply.match(/[A-Za-z_]+(?:\.[A-Za-z_]+)*/g) ?? []) {
    const found = BY_CODE.get(code) ?? BY_PREFIX.find((each) => code.startsWith(each.code.slice(0, -1)))
    if (found !== undefined) return { ...found, code }
  }
  return undefined
}

/** For an operator: what happened and who has to act. */
export function explain({ happened, act }: Refusal): string {
  return `${happened}: ${act}`
}

function refusalOf(service: RefusingService, [code, happened, act, passes = 'no']: Row): Refusal {
  return { code, service, happened, act, passes }
}
