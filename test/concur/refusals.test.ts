import { expect } from 'chai'
import { findRefusal, REFUSALS } from '../../server/concur/refusals.ts'

/** Those that Concur's pages name for workflow actions on reports (Workflows v4, the page and its definition). */
const OF_REPORTS = `error.workflow.invalid_action error.workflow.noComments error.workflow.missingComments
  error.workflow.rejectedExpenseMissingComments error.workflow.CostObjectChangeMissingComments
  error.workflow.BudgetObjectChangeMissingComments error.workflow.no_clearingcode
  error.workflow.incomplete_receipt_review error.workflow.invalid_report_key
  error.workflow.missing_alloc_reqd_fields error.recall.cannotRecall step_exit_blocking_by_exception no_approver
  no_approver.not_editable_step no_approver.change_my_info invalid_auth_approver not_an_approver
  approver_cum_reportowner approver_cum_reportowner.is_editableby wf_config_invalid_next_step instance_out_of_date
  review_approval_flow_approver cost_object_step attendee_total_error cannot_approve_your_own_report
  statusId.invalidValue invalidAction.currentStep reports.workflow.invalidFGIStep error.submit.Generic
  error.submit.no_entries error.submit.rptXctMaxThreshold error.submit.entryXctMaxThreshold
  error.submit.missing_reqd_fields receiptimagehold.workflow.noapprover approver_cashadvance_owner.is_editableby
  invalid.approverId.query info.submit.notify_by_delegate`
/** Those of travel requests (Travel Request v4, "Response codes"). */
const OF_REQUESTS = `badParam invalidUuid missingRequiredParam blockingException invalidUser permissionDenied
  userIsNotAllowed publicApiNotAllowed requestStatusNotApproved notFound timeOut NO_APPROVER
  NO_APPROVER_NOT_EDITABLE_STEP NO_APPROVER_CHANGE_MY_INFO NO_AUTH_APPROVERS REVIEW_APPROVAL_FLOW_APPROVER
  APPROVER_CUM_REPORTOWNER APPROVER_CUM_REPORTOWNER_EDITABLE INVALID_AUTH_APPROVER CONFIG_INVALID_NEXT_STEP
  STEP_EXIT_BLOCKING_BY_EXCEPTION CASH_ADVANCE_CANNOT_APPROVE_OWN_CA CASH_ADVANCE_ANYTHING circuitBreaker
  entityOffline CLIQBOOK_APPROVAL_RETRY CLIQBOOK_APPROVAL_FAILURE`

describe('the refusals that Concur documents', () => {
  for (const [service, codes] of [
    ['reports', OF_REPORTS],
    ['requests', OF_REQUESTS],
  ] as const) {
    it(`has every code of ${service}`, () => {
      const missing = codes.split(/\s+/).filter((code) => findRefusal(code)?.service !== service)

      expect(missing).to.deep.equal([])
    })
  }

  it('lets only what Concur calls its own trouble pass by itself', () => {
    const passing = REFUSALS.filter(({ passes }) => passes === 'yes').map(({ code }) => code)

    expect(passing).to.deep.equal([
      'timeOut',
      'circuitBreaker',
      'entityOffline',
      'CLIQBOOK_APPROVAL_RETRY',
      'CLIQBOOK_APPROVAL_FAILURE',
    ])
  })

  it('reads again where the object may be elsewhere', () => {
    const stale = REFUSALS.filter(({ passes }) => passes === 'perhaps').map(({ code }) => code)

    expect(stale).to.deep.equal(['error.workflow.invalid_action', 'invalidAction.currentStep', 'notFound'])
  })

  it('names each code once', () => {
    const codes = REFUSALS.map(({ code }) => code)

    expect(codes).to.deep.equal([...new Set(codes)])
  })

  const found: readonly (readonly [string, string, string | undefined])[] = [
    ['a member', '{"errorId":"no_approver","errorMessage":"x"}', 'no_approver'],
    [
      'a message',
      '{"errorMessage":"Failed: step_exit_blocking_by_exception."}',
      'step_exit_blocking_by_exception',
    ],
    ['a longer code that begins alike', '"no_approver.change_my_info"', 'no_approver.change_my_info'],
    ['a code of a family', '"error.submit.of_next_year"', 'error.submit.of_next_year'],
    ['a code of the other family', '"CASH_ADVANCE_X"', 'CASH_ADVANCE_X'],
    [
      'one of a family that has its own sentence',
      '"CASH_ADVANCE_CANNOT_APPROVE_OWN_CA"',
      'CASH_ADVANCE_CANNOT_APPROVE_OWN_CA',
    ],
    [
      'a sentence',
      '"caller cannot modify system workflow step."',
      'Caller cannot modify System workflow step',
    ],
    ['a code that begins with one', '"no_approver.of_next_year"', undefined],
    ['a word in other letters', '"NotFound"', undefined],
    ['nothing', '', undefined],
  ]
  for (const [name, reply, code] of found) {
    it(`finds ${name}`, () => {
      expect(findRefusal(reply)?.code).to.equal(code)
    })
  }
})
