import { expect } from 'chai'
import nock from 'nock'
import { postExceptions } from '../../server/concur/exceptions.ts'
import { fetchReport } from '../../server/concur/expense-reports.ts'
import { deleteNotification, listFailedNotifications } from '../../server/concur/failed-notifications.ts'
import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import { postWorkflowAction } from '../../server/concur/workflow-action.ts'
import { answers, CONTEXT, ERROR_XML, grants, ORIGIN, PATH, useClient } from './client-bench.ts'
import { fixture } from './fixture.ts'

describe('the Concur client', () => {
  const bench = useClient()

  describe('calls', () => {
    beforeEach(() => grants('t1'))

    it('Report Full Details', async () => {
      answers(200, fixture('report-full-details.xml'))

      const { value, body } = await fetchReport(bench.client, PATH, CONTEXT, readReportV11)

      expect(value.reportId).to.equal('7C2E5A9B04D14F6E8A31')
      expect(new TextDecoder().decode(body)).to.equal(fixture('report-full-details.xml'))
    })

    it('Exceptions, below the key of the report', async () => {
      nock(ORIGIN)
        .post('/api/expense/expensereport/v1.1/report/nReport%Re$w1/Exceptions', /<ExceptionCode>OLD</)
        .reply(
          200,
          '<exception-result><ExceptionDetails><ExceptionInfo><Index>1</Index><Status>Success</Status></ExceptionInfo></ExceptionDetails></exception-result>',
        )

      const exception = { objectType: 'Entry', objectId: 'nEntry1', code: 'OLD' } as const
      const { value } = await postExceptions(bench.client, 'nReport%Re$w1', [exception], CONTEXT)

      expect(value).to.deep.equal([{ accepted: true }])
    })

    it('the workflow action, and understands a FAILURE in a 200', async () => {
      const path = '/api/expense/expensereport/v1.1/report/nStep%t8$p1/WorkFlowAction'
      nock(ORIGIN)
        .post(path, /<Action>Approve<\/Action>/)
        .reply(
          200,
          '<ActionStatus><Message>It has recently been changed.</Message><Status>FAILURE</Status></ActionStatus>',
        )

      const { value } = await postWorkflowAction(bench.client, path, 'Approve', undefined, CONTEXT)

      expect(value).to.deep.equal({
        succeeded: false,
        message: 'It has recently been changed.',
        isStale: true,
      })
    })

    it('the FAILED list', async () => {
      nock(ORIGIN)
        .get('/api/platform/notifications/v1.0/notification?status=FAILED')
        .reply(200, fixture('failed-notifications.xml'))

      expect((await listFailedNotifications(bench.client, CONTEXT)).value).to.have.length(2)
    })

    for (const status of [200, 204, 404]) {
      it(`DELETE, for which ${status} is good`, async () => {
        const path = '/api/platform/notifications/v1.0/notification/nNote%Re$s1'
        nock(ORIGIN)
          .delete(path)
          .reply(status, status === 200 ? 'HTTPS 200 Success' : '')

        await deleteNotification(bench.client, path, CONTEXT)

        expect(bench.log.of('concur.call').at(-1)?.fields).to.include({ method: 'DELETE', status })
      })
    }

    it('DELETE, for which 400 is a failure', async () => {
      nock(ORIGIN).delete('/n').reply(400, ERROR_XML)

      expect(await bench.failure(() => deleteNotification(bench.client, '/n', CONTEXT))).to.include({
        status: 400,
      })
    })
  })

  it('names the scope of notifications when their list is refused', async () => {
    grants('t1', 't2')
    nock(ORIGIN)
      .get('/api/platform/notifications/v1.0/notification?status=FAILED')
      .times(2)
      .reply(403, ERROR_XML)

    expect((await bench.failure(() => listFailedNotifications(bench.client, CONTEXT))).message).to.include(
      'NOTIF',
    )
  })
})
