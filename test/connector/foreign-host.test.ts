import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { expect } from 'chai'
import { calloutXml } from '../../server/simulator/callouts/notification.ts'
import { reportXml } from '../../server/simulator/reports/report-xml.ts'
import { useBenches } from './bench.ts'
import { cleanReport } from './reports.ts'
import { until } from './until.ts'

describe('connector: addresses of a foreign host', () => {
  const openBench = useBenches()
  let server: Server
  let foreign = ''
  let connections = 0

  beforeEach(async () => {
    connections = 0
    server = createServer((_req, res) => res.end('<ReportDetails />'))
    server.on('connection', () => {
      connections += 1
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    foreign = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  it('in ObjectURI: the report is read from the configured origin, by the same path', async () => {
    const { simulator, post, notifications, settled } = await openBench()
    const reportId = simulator.submit(cleanReport())
    await settled()
    const [notification] = simulator.notifications
    if (notification === undefined) throw new Error('the simulator sent no notification')
    const objectUri = notification.objectUri.replace('https://www.concursolutions.com', () => foreign)
    const answer = await post(calloutXml({ ...notification, objectUri }))
    await settled()

    expect(answer.status).to.equal(200)
    expect((await notifications()).map(({ state }) => state)).to.deep.equal(['done', 'done'])
    const path = `/api/expense/expensereport/v1.1/reportfulldetails/${simulator.report(reportId).objectKey}`
    const readings = simulator.requests.filter(({ route }) => route === 'report')
    expect(readings.map((reading) => reading.path)).to.deep.equal([path, path, path])
    expect(connections).to.equal(0)
  })

  it('in WorkflowActionURL: the action goes to the configured origin', async () => {
    const { simulator, writes, settled } = await openBench({
      before: (concur) => {
        const report = concur.report(concur.submit(cleanReport()))
        const body = reportXml(report).replaceAll('http://www.concursolutions.com', () => foreign)
        concur.fault('report', { body, contentType: 'application/xml' }, 2)
      },
    })
    await settled()

    const [report] = simulator.reports()
    expect(writes(report?.reportId ?? '')).to.deep.equal(['Approve'])
    expect(connections).to.equal(0)
  })

  it('in NotificationURI: the deletion goes to the configured origin', async () => {
    const { simulator, settled } = await openBench({
      before: (concur) => {
        concur.failNotification(concur.submit(cleanReport()))
        const failed = concur.notifications.find(({ state }) => state === 'failed')
        const body = `<NotificationList><Notification><ObjectType>EXPRPT</ObjectType><ObjectURI>${failed?.objectUri}</ObjectURI><NotificationURI>${foreign}/api/platform/notifications/v1.0/notification/${failed?.id}</NotificationURI></Notification></NotificationList>`
        concur.fault('failed-list', { body, contentType: 'application/xml' })
      },
    })
    await until('the deletion', () => simulator.ledger.some(({ kind }) => kind === 'delete-notification'))
    await settled()

    expect(connections).to.equal(0)
  })

  it('in NextPage: the list goes on at the configured origin', async () => {
    const { simulator } = await openBench({
      before: (concur) => {
        const NextPage = `${foreign}/api/v3.0/expense/reports?user=ALL&offset=gWo100`
        const body = JSON.stringify({ Items: [], NextPage })
        concur.fault('waiting-list', { body, contentType: 'application/json' })
      },
    })
    const pages = () => simulator.requests.filter(({ route }) => route === 'waiting-list')
    await until('the second page', () => pages().length === 2)

    expect(pages()[1]?.path).to.equal('/api/v3.0/expense/reports?user=ALL&offset=gWo100')
    expect(connections).to.equal(0)
  })

  it('in Report-Full-Details-Url: the report is read from the configured origin', async () => {
    const { simulator, writes } = await openBench({
      settings: { RECONCILE_MINUTES: 0.005 },
      before: (concur) => {
        concur.loseNotifications(true)
        const { reportId, objectKey } = concur.report(concur.submit(cleanReport()))
        const address = `${foreign}/api/expense/expensereport/v1.1/reportfulldetails/${objectKey}`
        const body = `<ReportsList><ReportSummary><ReportId>${reportId}</ReportId><Report-Full-Details-Url>${address}</Report-Full-Details-Url></ReportSummary></ReportsList>`
        concur.fault('report-addresses', { body, contentType: 'application/xml' })
      },
    })
    await until('the action', () => simulator.isSettled())

    expect(writes(simulator.reports()[0]?.reportId ?? '')).to.deep.equal(['Approve'])
    expect(connections).to.equal(0)
  })

  it('in a redirect: it is not followed, by no call', async () => {
    const { simulator, writes, settled } = await openBench()
    const redirect = { status: 302, headers: { location: `${foreign}/` } }
    simulator.fault('report', redirect)
    simulator.fault('workflow', redirect)
    simulator.fault('failed-list', redirect)
    simulator.fault('waiting-list', redirect)
    simulator.revokeAccessTokens()
    simulator.fault('token', redirect)
    const reportId = simulator.submit(cleanReport())
    await settled()

    expect(writes(reportId)).to.deep.equal(['Approve'])
    expect(connections).to.equal(0)
  })
})
