import { expect } from 'chai'
import nock from 'nock'
import { readRequestV1 } from '../../server/concur/read-request-v1.ts'
import { readRequestV4 } from '../../server/concur/read-request-v4.ts'
import { postRequestAction } from '../../server/concur/request-action.ts'
import { fetchRequest } from '../../server/concur/travel-requests.ts'
import type { WorkflowAction } from '../../server/concur/workflow-action.ts'
import { CONTEXT, ERROR_XML, grants, ORIGIN, useClient } from './client-bench.ts'
import { fixture } from './fixture.ts'

const V1 = '/api/travelrequest/v1.0/requests/nTrip%Re$w1'
const V1_STEP = '/api/travelrequest/v1.0/requests/nStep%t8$p1/WorkFlowAction'
const V4 = '/travelrequest/v4/requests/0A1B2C3D4E5F60718293A4B5C6D7E8F9'
const V4_REQUEST = fixture('request-v4.json')

describe('the Concur client, of travel requests', () => {
  const bench = useClient()

  describe('reads', () => {
    beforeEach(() => grants('t1'))

    it('v1.0 as XML', async () => {
      nock(ORIGIN, { reqheaders: { accept: 'application/xml' } })
        .get(V1)
        .reply(200, fixture('travel-request-details.xml'))

      const { value, body } = await fetchRequest(bench.client, V1, CONTEXT, readRequestV1)

      expect(value.requestId).to.equal('337E')
      expect(new TextDecoder().decode(body)).to.equal(fixture('travel-request-details.xml'))
    })

    it('v4 as JSON with its exceptions, by the path of the request and not by its links', async () => {
      const reqheaders = { accept: 'application/json', 'concur-correlationid': CONTEXT.correlationId }
      nock(ORIGIN, { reqheaders }).get(V4).reply(200, V4_REQUEST)
      nock(ORIGIN, { reqheaders })
        .get(`${V4}/exceptions`)
        .reply(200, '[{"code":"CALWARN2","isBlocking":true}]')

      const { value, body } = await fetchRequest(bench.client, V4, CONTEXT, readRequestV4)

      expect(value.exceptions).to.deep.equal([{ code: 'CALWARN2', isBlocking: true }])
      expect(new TextDecoder().decode(body)).to.equal(
        `{"request":${V4_REQUEST},"exceptions":[{"code":"CALWARN2","isBlocking":true}]}`,
      )
    })

    it('v4 without its exceptions where there are none', async () => {
      nock(ORIGIN).get(V4).reply(200, V4_REQUEST.replace('"WARNING"', '"NONE"'))

      expect((await fetchRequest(bench.client, V4, CONTEXT, readRequestV4)).value.exceptions).to.deep.equal(
        [],
      )
    })

    it('v4 without its exceptions where Concur does not find them', async () => {
      nock(ORIGIN).get(V4).reply(200, V4_REQUEST)
      nock(ORIGIN).get(`${V4}/exceptions`).reply(404)

      const { value } = await fetchRequest(bench.client, V4, CONTEXT, readRequestV4)

      expect(value).to.not.have.property('exceptions')
    })
  })

  it('does not go on without exceptions when Concur is in trouble', async () => {
    grants('t1')
    nock(ORIGIN).get(V4).reply(200, V4_REQUEST)
    nock(ORIGIN).get(`${V4}/exceptions`).reply(503)

    expect(await bench.failure(() => fetchRequest(bench.client, V4, CONTEXT, readRequestV4))).to.include({
      status: 503,
      trouble: 'transient',
    })
  })

  it('says what is missing in a request of v4', async () => {
    grants('t1')
    nock(ORIGIN).get(V4).reply(200, '{"id":"A1","approvalStatus":{"code":"SUBMITTED"}}')

    const error = await bench.failure(() => fetchRequest(bench.client, V4, CONTEXT, readRequestV4))

    expect(error).to.include({ code: 'CONCUR_UNREADABLE', trouble: 'unreadable' })
    expect(error.message).to.include('there is no request.requestId')
  })

  for (const status of [403, 404, 410]) {
    it(`tells of the end of v1.0 when it answers ${status}`, async () => {
      grants(...(status === 403 ? ['t1', 't2'] : ['t1']))
      nock(ORIGIN)
        .get(V1)
        .times(status === 403 ? 2 : 1)
        .reply(status, ERROR_XML)

      const error = await bench.failure(() => fetchRequest(bench.client, V1, CONTEXT, readRequestV1))

      expect(error.trouble).to.equal(status === 404 ? 'not found' : 'permanent')
      expect(error.message).to.include(`Concur answered ${status}: Concur says why`)
      expect(error.message).to.include('Concur ends it on 2026-11-03: let requests be announced by events')
    })
  }

  const own: readonly (readonly [number, string, string])[] = [
    [403, 'userIsNotAllowed', 'the user that the token belongs to may not do this'],
    [403, 'publicApiNotAllowed', 'asks SAP to enable them'],
    [403, 'requestStatusNotApproved', 'the request is not approved'],
    [400, 'missingRequiredParam', 'a parameter is missing'],
  ]
  for (const [status, code, advice] of own) {
    it(`lets the code of a refusal decide the advice, and asks once: ${code}`, async () => {
      grants('t1')
      nock(ORIGIN)
        .get(V4)
        .reply(status, { errors: [{ errorCode: code, errorMessage: 'In Concur’s own words' }] })

      const error = await bench.failure(() => fetchRequest(bench.client, V4, CONTEXT, readRequestV4))

      expect(error).to.include({ status, trouble: 'permanent' })
      expect(error.message).to.include(`In Concur’s own words (${code}) - `).and.include(advice)
      expect(error.message).not.to.include('scope travelrequest')
    })
  }

  it('tells which scope is missing when v4 answers 403 without a code', async () => {
    grants('t1', 't2')
    nock(ORIGIN).get(V4).times(2).reply(403, '{"errors":[{"errorMessage":"Forbidden"}]}')

    const error = await bench.failure(() => fetchRequest(bench.client, V4, CONTEXT, readRequestV4))

    expect(error.message).to.include('the scope travelrequest.externalsystemworkflow.write')
  })

  describe('moves on', () => {
    beforeEach(() => grants('t1'))

    it('v1.0 in the namespace of travel requests', async () => {
      nock(ORIGIN)
        .post(V1_STEP, (xml: string) =>
          /<WorkflowAction xmlns="http:\/\/www\.concursolutions\.com\/api\/travelrequest\/2012\/06">\s*<Action>Send Back to Employee<\/Action>\s*<Comment>Why\?<\/Comment>/.test(
            xml,
          ),
        )
        .reply(
          200,
          '<ActionStatus xmlns="http://www.concursolutions.com/api/travelrequest/2012/06"><Message>SUCCESS!</Message><Status>SUCCESS!</Status></ActionStatus>',
        )

      expect(await act(V1_STEP, 'Send Back to Employee', 'Why?')).to.include({ succeeded: true })
    })

    it('v4 by approve, without a body', async () => {
      nock(ORIGIN, { badheaders: ['content-type'] })
        .post(`${V4}/approve`, '')
        .reply(200, V4_REQUEST)

      expect(await act(V4, 'Approve', 'ignored')).to.include({ succeeded: true })
    })

    it('v4 by sendback with the comment, 2,000 characters of it', async () => {
      nock(ORIGIN, { reqheaders: { 'content-type': 'application/json' } })
        .post(`${V4}/sendback`, { comment: 'x'.repeat(2000) })
        .reply(200, V4_REQUEST)

      expect(await act(V4, 'Send Back to Employee', 'x'.repeat(2001))).to.include({ succeeded: true })
    })

    const refusals: readonly (readonly [number, string, string])[] = [
      [400, 'blockingException', 'an exception of the request blocks it'],
      [400, 'invalidUuid', 'is no UUID'],
      [403, 'CASH_ADVANCE_CANNOT_APPROVE_OWN_CA', 'by the employee who gets it'],
      [403, 'requestStatusNotApproved', 'the request is not approved'],
      [409, 'NO_APPROVER', 'there is nobody to approve next'],
      [409, 'NO_APPROVER_NOT_EDITABLE_STEP', 'nobody can be chosen at this step'],
      [409, 'NO_APPROVER_CHANGE_MY_INFO', 'the employee chooses an approver'],
      [409, 'NO_AUTH_APPROVERS', 'adds an authorized approver'],
      [409, 'REVIEW_APPROVAL_FLOW_APPROVER', 'a person reviews its approvers'],
      [409, 'APPROVER_CUM_REPORTOWNER', 'would approve their own request'],
      [409, 'APPROVER_CUM_REPORTOWNER_EDITABLE', 'would approve their own request'],
      [409, 'INVALID_AUTH_APPROVER', 'checks the authorized approvers'],
      [409, 'CONFIG_INVALID_NEXT_STEP', 'an approver has to be identified'],
      [409, 'STEP_EXIT_BLOCKING_BY_EXCEPTION', 'let the workflow step be left with blocking exceptions'],
      [409, 'CASH_ADVANCE_LIMIT_EXCEEDED', 'a cash advance administrator looks at it'],
    ]
    for (const [status, code, expected] of refusals) {
      it(`v4, and says who has to act after ${status} ${code}`, async () => {
        nock(ORIGIN)
          .post(`${V4}/approve`)
          .reply(status, { errors: [{ errorCode: code, errorMessage: 'In Concur’s own words' }] })

        const refusal = await act(V4, 'Approve')

        expect(refusal).to.include({ succeeded: false, isStale: false })
        expect(refusal.message).to.include(expected).and.include(`(${code}; In Concur’s own words (${code}))`)
      })
    }

    const unknown: readonly (readonly [string, string])[] = [
      [
        '{"errors":[{"errorCode":"NEW_CONFLICT","errorMessage":"Of next year"}]}',
        'Of next year (NEW_CONFLICT)',
      ],
      ['{"message":"Somebody else was faster."}', 'Somebody else was faster.'],
      ['', 'request workflow: Concur answered 409: no message (correlation id none)'],
    ]
    for (const [body, message] of unknown) {
      it(`v4, and shows a conflict that it does not know as Concur wrote it: ${body || 'nothing'}`, async () => {
        nock(ORIGIN).post(`${V4}/approve`).reply(409, body)

        expect(await act(V4, 'Approve')).to.deep.equal({
          succeeded: false,
          message,
          isStale: false,
          isInDoubt: true,
        })
      })
    }

    for (const body of ['', '<html></html>', '{"errors":[{"errorCode":"x","errorMessage":"deadlock"}]}']) {
      it(`v4, and does not take any 400 for an answer: ${body || 'nothing'}`, async () => {
        nock(ORIGIN).post(`${V4}/approve`).reply(400, body)

        expect(await bench.failure(() => act(V4, 'Approve'))).to.include({
          status: 400,
          trouble: 'bad request',
          mayHaveHappened: false,
        })
      })
    }

    for (const code of [408, 500, 503]) {
      it(`v4 later when it answers ${code}, which may have moved it`, async () => {
        nock(ORIGIN)
          .post(`${V4}/approve`)
          .reply(code, { errors: [{ errorCode: 'CLIQBOOK_APPROVAL_FAILURE', errorMessage: 'Not taken' }] })

        expect(await bench.failure(() => act(V4, 'Approve'))).to.include({
          status: code,
          trouble: 'transient',
          mayHaveHappened: true,
        })
      })
    }

    it('v4, and does not take a page for the moved request', async () => {
      nock(ORIGIN).post(`${V4}/approve`).reply(200, '<html></html>')

      expect(await bench.failure(() => act(V4, 'Approve'))).to.include({ mayHaveHappened: true })
    })
  })

  async function act(path: string, action: WorkflowAction, comment?: string) {
    return (await postRequestAction(bench.client, path, action, comment, CONTEXT)).value
  }
})
