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

  it('tells which scope is missing when v4 answers 403', async () => {
    grants('t1', 't2')
    nock(ORIGIN).get(V4).times(2).reply(403, '{"error":{"id":"publicApiNotAllowed"}}')

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

    const refusals: readonly (readonly [number, string, string, boolean])[] = [
      [400, '{"errorId":"blockingException"}', 'an exception of the request blocks it', false],
      [409, '{"error":{"id":"STEP_EXIT_BLOCKING_BY_EXCEPTION"}}', 'correct it, or let the workflow', false],
      [409, '{"code":"NO_APPROVER"}', 'there is nobody to approve next', false],
      [409, '[{"message":"CONFIG_INVALID_NEXT_STEP"}]', 'no valid next step', false],
      [409, '{"message":"Somebody else was faster."}', 'Somebody else was faster.', true],
      [409, '', 'no message', true],
    ]
    for (const [code, body, expected, isStale] of refusals) {
      it(`v4, and understands ${code} ${body}`, async () => {
        nock(ORIGIN).post(`${V4}/approve`).reply(code, body)

        const refusal = await act(V4, 'Approve')

        expect(refusal).to.include({ succeeded: false, isStale })
        expect(refusal.message).to.include(expected)
      })
    }

    it('v4, and does not take any 400 for an answer', async () => {
      nock(ORIGIN).post(`${V4}/approve`).reply(400, '{"errorId":"invalidUuid"}')

      expect(await bench.failure(() => act(V4, 'Approve'))).to.include({
        status: 400,
        trouble: 'bad request',
        mayHaveHappened: false,
      })
    })

    for (const code of [408, 500, 503]) {
      it(`v4 later when it answers ${code}, which may have moved it`, async () => {
        nock(ORIGIN).post(`${V4}/approve`).reply(code, '{"errorId":"circuitBreaker"}')

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
