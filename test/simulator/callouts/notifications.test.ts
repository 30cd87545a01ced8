import { expect } from 'chai'
import { readXml } from '../../../server/simulator/http/read-xml.ts'
import { draftReport } from '../../../server/simulator/reports/draft-report.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { startSimulator } from '../../../server/simulator/simulator.ts'
import type { SimulatorOptions } from '../../../server/simulator/simulator-options.ts'
import { act, call, textsOf, until } from '../simulator-calls.ts'
import type { RecordingConnector } from './recording-connector.ts'
import { startRecordingConnector } from './recording-connector.ts'

const TODAY = '2026-03-02'
const NOW = new Date('2026-03-02T09:30:15Z')
const LIST = '/api/platform/notifications/v1.0/notification'

describe('simulator: notifications', () => {
  const open: (Simulator | RecordingConnector)[] = []
  afterEach(async () => Promise.all(open.splice(0).map(async (part) => part.close())))

  async function simulatorWith(options: SimulatorOptions = {}): Promise<Simulator> {
    const simulator = await startSimulator({ notifyRetryMs: [1, 1], now: () => NOW, ...options })
    open.push(simulator)
    return simulator
  }

  async function connectorThat(
    ...args: Parameters<typeof startRecordingConnector>
  ): Promise<RecordingConnector> {
    const connector = await startRecordingConnector(...args)
    open.push(connector)
    return connector
  }

  describe('the queue', () => {
    it('posts the documented XML with the credentials of the registration', async () => {
      const connector = await connectorThat()
      const simulator = await simulatorWith({ connector: connector.address })
      const { objectKey } = simulator.report(simulator.submit(draftReport(TODAY)))
      await until(() => areSent(simulator))

      expect(connector.received).to.have.length(1)
      expect(connector.received[0]).to.include({ method: 'POST', path: '/concur/v1.0/notify' })
      expect(connector.received[0]?.headers).to.include({
        authorization: 'Basic Y29uY3VyLXVzZXI6Y29uY3VyLXBhc3N3b3Jk',
        'content-type': 'application/xml',
      })
      expect(connector.received[0]?.body).to.equal(
        [
          '<?xml version="1.0" encoding="UTF-8" ?>',
          '<Notification>',
          '<EventType>Report Entered Expense Report Workflow Step - EXTERNAL VALIDATION - SUBMIT</EventType>',
          '<ObjectType>EXPRPT</ObjectType>',
          `<ObjectURI>https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/${objectKey}</ObjectURI>`,
          '<EventDateTime>2026-03-02</EventDateTime>',
          '<Context />',
          '</Notification>',
        ].join('\n'),
      )
      expect(statesOf(simulator)).to.deep.equal(['delivered'])
    })

    it('keeps notifications until a connector is registered, then delivers in order', async () => {
      const simulator = await simulatorWith()
      const keys = [1, 2, 3].map(() => simulator.report(simulator.submit(draftReport(TODAY))).objectKey)
      const connector = await connectorThat()
      simulator.connectTo(connector.address)
      await until(() => areSent(simulator))

      expect(
        connector.received.map(({ body }) => textsOf(body, 'ObjectURI')[0]?.split('/').at(-1)),
      ).to.deep.equal(keys)
    })

    it('repeats until it gets exactly 200', async () => {
      const connector = await connectorThat((index) => [503, 202, 200][index] ?? 500)
      const simulator = await simulatorWith({ connector: connector.address })
      simulator.submit(draftReport(TODAY))
      await until(() => areSent(simulator))

      expect(simulator.notifications[0]).to.include({ state: 'delivered', attempts: 3 })
    })

    it('gives up when the waits are used up', async () => {
      const connector = await connectorThat(() => 503)
      const simulator = await simulatorWith({ connector: connector.address })
      simulator.submit(draftReport(TODAY))
      await until(() => areSent(simulator))

      expect(simulator.notifications[0]).to.include({ state: 'failed', attempts: 3 })
      expect(connector.received).to.have.length(3)
    })

    it('counts a connector that cannot be reached as a failed attempt', async () => {
      const connector = await startRecordingConnector()
      await connector.close()
      const simulator = await simulatorWith({ connector: connector.address })
      simulator.submit(draftReport(TODAY))
      await until(() => areSent(simulator))

      expect(statesOf(simulator)).to.deep.equal(['failed'])
    })

    it('holds up no other notification while one waits for its next attempt', async () => {
      const connector = await connectorThat((index) => (index === 0 ? 503 : 200))
      const simulator = await simulatorWith({ connector: connector.address, notifyRetryMs: [600_000] })
      simulator.submit(draftReport(TODAY))
      simulator.submit(draftReport(TODAY))
      await until(() => statesOf(simulator).includes('delivered'))

      expect(statesOf(simulator)).to.deep.equal(['queued', 'delivered'])
    })

    it('notifies again byte for byte, and after a resubmission', async () => {
      const connector = await connectorThat()
      const simulator = await simulatorWith({ connector: connector.address })
      const reportId = simulator.submit(draftReport(TODAY))
      simulator.notifyAgain(reportId)
      await act(simulator, reportId, { action: 'Send Back to Employee', comment: 'no receipt' })
      simulator.resubmit(reportId)
      await until(() => areSent(simulator))

      const bodies = connector.received.map(({ body }) => body)
      expect(bodies).to.have.length(3)
      expect(new Set(bodies).size).to.equal(1)
    })

    it('is settled when every notification is delivered and no report waits', async () => {
      const connector = await connectorThat()
      const simulator = await simulatorWith({ connector: connector.address })
      const reportId = simulator.submit(draftReport(TODAY))
      await until(() => areSent(simulator))

      expect(simulator.isSettled()).to.equal(false)
      await act(simulator, reportId, { action: 'Approve' })
      expect(simulator.isSettled()).to.equal(true)
      simulator.notifyAgain(reportId)
      expect(simulator.isSettled()).to.equal(false)
    })
  })

  describe('Test Connection', () => {
    it('asks both documented addresses with the credentials', async () => {
      const connector = await connectorThat((_index, { path }) =>
        path === '/concur/v1.0/notify' ? 401 : 200,
      )
      const simulator = await simulatorWith({ connector: connector.address })

      expect(await simulator.testConnection()).to.deep.equal({ testConnection: 200, endpoint: 401 })
      expect(connector.received.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
        'GET /system/v1.0/testconnection',
        'GET /concur/v1.0/notify',
      ])
      expect(connector.received[0]?.headers.authorization).to.equal(
        'Basic Y29uY3VyLXVzZXI6Y29uY3VyLXBhc3N3b3Jk',
      )
    })
  })

  describe('the FAILED list', () => {
    const EMPTY =
      '<?xml version="1.0" encoding="utf-8"?>\n<NotificationList xmlns="http://www.concursolutions.com/api/notification/2012/06" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" />'

    it('is XML unless JSON is asked for', async () => {
      const simulator = await simulatorWith()
      const reportId = simulator.submit(draftReport(TODAY))
      const empty = await call(simulator, 'GET', `${LIST}?status=failed`)
      simulator.failNotification(reportId)
      const { objectKey } = simulator.report(reportId)
      const xml = readXml((await call(simulator, 'GET', `${LIST}?status=FAILED`)).body)
      const json: unknown = JSON.parse(
        (await call(simulator, 'GET', `${LIST}?status=FAILED`, { headers: { accept: 'application/json' } }))
          .body,
      )

      expect(empty.body).to.equal(EMPTY)
      const expected = [
        ['EventDateTime', '2026-03-02T09:30:15'],
        ['EventType', 'Report Entered Expense Report Workflow Step - EXTERNAL VALIDATION - SUBMIT'],
        [
          'NotificationURI',
          `https://www.concursolutions.com/api/platform/notifications/v1.0/notification/${simulator.notifications[1]?.id}`,
        ],
        ['ObjectType', 'EXPRPT'],
        [
          'ObjectURI',
          `https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/${objectKey}`,
        ],
      ]
      const children = xml?.children[0]?.children.map(({ name, text }) => [name, text])
      expect(children).to.deep.equal([['Context', ''], ...expected])
      expect(json).to.deep.equal([{ Context: null, ...Object.fromEntries(expected) }])
    })

    it('refuses any other status', async () => {
      const simulator = await simulatorWith()

      expect(await call(simulator, 'GET', `${LIST}?status=QUEUED`)).to.include({ status: 400 })
      expect(await call(simulator, 'GET', LIST)).to.include({ status: 400 })
    })

    it('deletes once', async () => {
      const simulator = await simulatorWith()
      const reportId = simulator.submit(draftReport(TODAY))
      simulator.failNotification(reportId)
      const notificationId = simulator.notifications[1]?.id ?? ''
      const path = `${LIST}/${notificationId}`

      expect(await call(simulator, 'DELETE', path)).to.include({ status: 200 })
      expect(await call(simulator, 'DELETE', path)).to.include({ status: 404 })
      expect((await call(simulator, 'GET', `${LIST}?status=FAILED`)).body).to.equal(EMPTY)
      expect(simulator.ledger).to.deep.equal([
        { at: NOW, kind: 'delete-notification', reportId, notificationId },
      ])
    })

    it('does not delete what has not failed', async () => {
      const simulator = await simulatorWith()
      simulator.submit(draftReport(TODAY))

      expect(await call(simulator, 'DELETE', `${LIST}/${simulator.notifications[0]?.id}`)).to.include({
        status: 404,
      })
    })

    it('answers 403 to an application without the role', async () => {
      const simulator = await simulatorWith()
      simulator.failNotification(simulator.submit(draftReport(TODAY)))
      simulator.setRole(false)

      expect(await call(simulator, 'GET', `${LIST}?status=FAILED`)).to.include({ status: 403 })
      expect(await call(simulator, 'DELETE', `${LIST}/${simulator.notifications[1]?.id}`)).to.include({
        status: 403,
      })
      expect(simulator.notifications[1]?.state).to.equal('failed')
    })
  })
})

function statesOf(simulator: Simulator): string[] {
  return simulator.notifications.map(({ state }) => state)
}

function areSent(simulator: Simulator): boolean {
  return !statesOf(simulator).includes('queued')
}
