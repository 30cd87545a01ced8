import { expect } from 'chai'
import nock from 'nock'
import {
  postWorkflowActionV4,
  type WorkflowActionV4,
  workflowActionJson,
} from '../../server/concur/workflow-action-v4.ts'
import { CONTEXT, grants, ORIGIN, useClient } from './client-bench.ts'
import { errorV4, REPORT_ID } from './report-v4-answers.ts'

const APPROVE = `/expensereports/v4/reports/${REPORT_ID}/approve`
const SEND_BACK = `/expensereports/v4/reports/${REPORT_ID}/sendBack`
const GUARDS = { expectedStepCode: 'PARTNER', expectedWorkflowStepInstanceId: 'A7B1' }

describe('postWorkflowActionV4', () => {
  const bench = useClient()
  const post = (action: WorkflowActionV4 = { action: 'approve' }) =>
    postWorkflowActionV4(bench.client, REPORT_ID, action, CONTEXT)

  beforeEach(() => grants('t1'))

  it('approves by PATCH, with what is expected of the step', async () => {
    nock(ORIGIN, { badheaders: ['transfer-encoding'] })
      .patch(APPROVE, { comment: 'Checked: Zoë', ...GUARDS })
      .matchHeader('authorization', 'Bearer t1')
      .matchHeader('content-type', 'application/json')
      .matchHeader('content-length', '96')
      .matchHeader('concur-correlationid', CONTEXT.correlationId)
      .reply(204, '', { 'concur-correlationid': 'from-concur' })

    expect(await post({ action: 'approve', comment: 'Checked: Zoë', ...GUARDS })).to.deep.include({
      status: 204,
      value: { succeeded: true, message: '', isStale: false },
      correlationId: 'from-concur',
    })
  })

  it('sends back, with the comment that Concur demands', async () => {
    nock(ORIGIN).patch(SEND_BACK, { comment: 'A receipt is missing.' }).reply(204)

    expect((await post({ action: 'sendBack', comment: 'A receipt is missing.' })).value.succeeded).to.equal(
      true,
    )
  })

  it('approves with the comment that Concur demands where an expense is rejected, 2,000 characters of it', async () => {
    nock(ORIGIN)
      .patch(APPROVE, { expenseRejectedComment: 'x'.repeat(2000) })
      .reply(204)

    expect(
      (await post({ action: 'approve', expenseRejectedComment: 'x'.repeat(2001) })).value.succeeded,
    ).to.equal(true)
  })

  it('approves without a comment and without guards', async () => {
    nock(ORIGIN).patch(APPROVE, {}).reply(204)

    expect((await post()).value.succeeded).to.equal(true)
  })

  const refusals: readonly (readonly [string, string, string, boolean])[] = [
    ['blocking exceptions', 'step_exit_blocking_by_exception', 'blocking in Concur', false],
    ['a workflow that was changed', 'instance_out_of_date', 'a new approver has to be selected', false],
    ['an account that is missing', 'error.workflow.no_clearingcode', 'sets the clearing account code', false],
    ['another step', 'invalidAction.currentStep', 'at another step', true],
    ['an action that is not offered', 'error.workflow.invalid_action', 'does not offer', true],
    ['nobody to approve next', 'no_approver', 'gives the employee an approver', false],
    ['an approver to be chosen', 'no_approver.change_my_info', 'the employee chooses an approver', false],
    ['receipts on hold', 'receiptimagehold.workflow.noapprover', 'waits for receipt images', false],
    ['a cash advance', 'approver_cashadvance_owner.is_editableby', 'their own cash advance', false],
    ['an approver who cannot be found', 'invalid.approverId.query', 'cannot be found', false],
    ['a delegate', 'info.submit.notify_by_delegate', 'the employee submits it', false],
    ['the employee as approver', 'approver_cum_reportowner.is_editableby', 'their own report', false],
    ['an invalid step', 'wf_config_invalid_next_step', 'an approver has to be identified', false],
    ['a check at submission', 'error.submit.missing_reqd_fields', 'a required field is empty', false],
    ['another check at submission', 'error.submit.Generic', 'makes at its submission', false],
  ]
  for (const [name, id, meaning, isStale] of refusals) {
    it(`says what is to be done about ${name}`, async () => {
      refuses(400, errorV4(400, APPROVE, id, 'In Concur’s own words'))
      const { value, status } = await post()

      expect({ status, succeeded: value.succeeded, isStale: value.isStale }).to.deep.equal({
        status: 400,
        succeeded: false,
        isStale,
      })
      expect(value.message).to.include(meaning).and.include(`(${id}; `).and.include('In Concur’s own words')
    })
  }

  it('finds the id in the message too', async () => {
    refuses(400, errorV4(400, APPROVE, '400', 'Failed: step_exit_blocking_by_exception.'))

    expect((await post()).value.message).to.include('blocking in Concur')
  })

  it('finds the id in an error of the other form', async () => {
    refuses(400, JSON.stringify({ error: { id: 'invalidAction.currentStep', message: 'x' } }))

    expect((await post()).value.isStale).to.equal(true)
  })

  it('says clearly that the step is none of an external system', async () => {
    refuses(403, errorV4(403, APPROVE, 'accessDenied', 'Caller cannot modify System workflow step'))
    const { value } = await post()

    expect(value).to.include({ succeeded: false, isStale: false })
    expect(value.message).to.include('External System')
  })

  it('says which scope is missing when it is refused otherwise', async () => {
    grants('t2')
    nock(ORIGIN).patch(APPROVE).times(2).reply(403, errorV4(403, APPROVE))
    const error = await bench.failure(post)

    expect(error).to.include({ trouble: 'permanent', status: 403, mayHaveHappened: false })
    expect(error.message).to.include('expense.report.workflowstatus.write')
  })

  const failures: readonly (readonly [number, string, string, boolean])[] = [
    [404, 'some.error', 'not found', false],
    [429, 'security.rate.limit.reached', 'transient', false],
    [500, 'some.error', 'transient', true],
    [503, 'some.error', 'transient', true],
  ]
  for (const [status, id, trouble, mayHaveHappened] of failures) {
    it(`takes ${status} (${id}) for no answer to the action`, async () => {
      refuses(status, errorV4(status, APPROVE, id))

      expect(await bench.failure(post)).to.include({ status, trouble, mayHaveHappened, kind: 'workflow' })
    })
  }

  for (const [status, id] of [
    [400, 'request.validation.error'],
    [400, 'error.workflow.of_next_year'],
    [409, 'some.error'],
  ] as const) {
    it(`shows ${status} (${id}), which it does not know, as Concur wrote it, and does not repeat the action`, async () => {
      refuses(status, errorV4(status, APPROVE, id, 'In Concur’s own words'))

      expect((await post()).value).to.deep.equal({
        succeeded: false,
        message: `In Concur’s own words (${id})`,
        isStale: false,
        ...(status === 409 && { isInDoubt: true }),
      })
    })
  }

  for (const [name, body] of [
    ['a deadlock', errorV4(400, APPROVE, 'some.error', 'The transaction was chosen as a deadlock victim')],
    ['a limit', errorV4(400, APPROVE, 'some.error', 'The request limit has been exceeded')],
    ['the page of a gateway', '<html><body>Bad Request</body></html>'],
    ['nothing', ''],
  ] as const) {
    it(`takes 400 with ${name} for no answer to the action`, async () => {
      refuses(400, body)

      expect(await bench.failure(post)).to.include({ status: 400, trouble: 'bad request' })
    })
  }

  it('does not wait for nothing when Concur says to retry after 0 s, and asks for patience otherwise', async () => {
    nock(ORIGIN).patch(APPROVE).reply(429, errorV4(429, APPROVE), { 'retry-after': '0' })
    expect((await bench.failure(post)).retryAt).to.equal(undefined)
    nock(ORIGIN).patch(APPROVE).reply(429, errorV4(429, APPROVE), { 'retry-after': '60' })

    expect((await bench.failure(post)).retryAt).to.deep.equal(new Date('2026-06-01T12:01:00Z'))
  })

  for (const [name, status, body] of [
    ['a page of a gateway', 200, '<html>Sign in</html>'],
    ['an empty 200', 200, ''],
    ['a redirect', 302, ''],
  ] as const) {
    it(`does not take ${name} for a success: the report has to be read back`, async () => {
      refuses(status, body)

      expect(await bench.failure(post)).to.include({ mayHaveHappened: true, trouble: 'transient' })
    })
  }

  it('may have happened when the connection breaks', async () => {
    nock(ORIGIN)
      .patch(APPROVE)
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))

    expect(await bench.failure(post)).to.include({ code: 'CONCUR_UNREACHABLE', mayHaveHappened: true })
  })
})

describe('workflowActionJson', () => {
  const comments: readonly (readonly [string, string, string])[] = [
    ['quotes and lines', 'a "b"\n\tc\\', 'a "b"\n\tc\\'],
    ['2,000 characters', 'x'.repeat(2000), 'x'.repeat(2000)],
    ['more than 2,000 characters', `${'x'.repeat(2000)}y`, 'x'.repeat(2000)],
    ['a pair across the limit', `${'x'.repeat(1999)}😀`, 'x'.repeat(1999)],
    ['half a surrogate pair', 'a\ud83db', 'a\ufffdb'],
  ]
  for (const [name, comment, expected] of comments) {
    it(`writes a comment with ${name} so that Concur can read it`, () => {
      expect(JSON.parse(workflowActionJson({ action: 'sendBack', comment }))).to.deep.equal({
        comment: expected,
      })
    })
  }
})

/** Concur answers the approval so. */
function refuses(status: number, body: string): void {
  nock(ORIGIN).patch(APPROVE).reply(status, body)
}
