import { constants, verify } from 'node:crypto'
import { expect } from 'chai'
import type { EventIdentity } from '../../../server/simulator/events/event-identity.ts'
import { createEventIdentity } from '../../../server/simulator/events/event-identity.ts'
import { idOf, userIdOf } from '../../../server/simulator/keys.ts'
import { draftReport } from '../../../server/simulator/reports/draft-report.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { startSimulator } from '../../../server/simulator/simulator.ts'
import type { SimulatorOptions } from '../../../server/simulator/simulator-options.ts'
import { randomFrom } from '../../support/random.ts'
import { startRecordingConnector } from '../callouts/recording-connector.ts'
import { act, callV4, until } from '../simulator-calls.ts'
import type { RecordingWebhook, WebhookOptions } from './recording-webhook.ts'
import { startRecordingWebhook } from './recording-webhook.ts'

const TODAY = '2026-03-02'
const NOW = new Date('2026-03-02T09:30:15.250Z')
const HOUR_MS = 3_600_000
const OWNER = userIdOf('chris.miller@example.com')

const areSent = ({ events }: Simulator) => events.every(({ state }) => state !== 'queued')
const statesOf = ({ events }: Simulator) => events.map(({ state }) => state)

describe('simulator: events', () => {
  const open: { close(): Promise<void> }[] = []
  let eventIdentity: EventIdentity

  before(async () => {
    eventIdentity = await createEventIdentity(new Date())
  })
  afterEach(async () => Promise.all(open.splice(0).map(async (part) => part.close())))

  async function simulatorWith(options: SimulatorOptions = {}): Promise<Simulator> {
    const simulator = await startSimulator({
      eventIdentity,
      eventRetryMs: [1],
      doors: ['events'],
      now: () => NOW,
      ...options,
    })
    open.push(simulator)
    return simulator
  }

  async function webhookThat(options: WebhookOptions = {}): Promise<RecordingWebhook> {
    const webhook = await startRecordingWebhook(options)
    open.push(webhook)
    return webhook
  }

  async function eventsOf(
    play: (simulator: Simulator) => unknown,
  ): Promise<readonly ReturnType<typeof parsed>[]> {
    const simulator = await simulatorWith()
    simulator.connectEventsTo({ url: 'http://127.0.0.1:9/' })
    await play(simulator)
    return simulator.events.map(({ event }) => event.body).map(parsed)
  }

  async function afterAnswers(statuses: readonly number[]): Promise<Simulator> {
    const webhook = await webhookThat({ statusFor: (index) => statuses[index] ?? 500 })
    const simulator = await simulatorWith()
    simulator.connectEventsTo({ url: webhook.url, filter: 'statusChanged' })
    simulator.submit(draftReport(TODAY))
    await until(() => areSent(simulator))
    return simulator
  }

  describe('what is published', () => {
    it('tells of a new report and of its stop at external validation, with all facts', async () => {
      let reportId = ''
      let stepKey = ''
      const [created, stopped, ...others] = await eventsOf((simulator) => {
        reportId = simulator.submit(draftReport(TODAY))
        stepKey = simulator.report(reportId).stepKeys[0] ?? ''
      })

      const common = {
        reportType: 'Regular',
        companyId: userIdOf('company'),
        reportId,
        lastModifiedDate: '2026-03-02T09:30:15.250Z',
        actingUserId: null,
        href: `https://us2.api.concursolutions.com/expensereports/v4/users/${OWNER}/context/TRAVELER/reports/${reportId}`,
        userId: OWNER,
      }
      expect(created).to.include({ eventType: 'reportCreated', topic: 'public.concur.expense.report' })
      expect(created?.['facts']).to.deep.equal(common)
      expect(stopped).to.include({
        eventType: 'statusChanged',
        topic: 'public.concur.expense.report',
        timeStamp: '2026-03-02T09:30:15.250Z',
      })
      expect(stopped?.['facts']).to.deep.equal({
        ...common,
        previousApprovalStatus: 'A_NOTF',
        currentApprovalStatus: 'A_EXTV',
        previousPaymentStatus: 'P_NOTP',
        currentPaymentStatus: 'P_NOTP',
        stepCode: 'EXTVAL',
        processId: idOf('workflow process'),
        startingStep: {
          roleCode: 'SYSTEM',
          stepInstances: [{ id: idOf(stepKey), assignedUserId: null }],
        },
      })
      expect(others).to.deep.equal([])
    })

    it('says the code and the role of a step that is set up for external systems', async () => {
      const events = await eventsOf((simulator) =>
        simulator.submit(draftReport(TODAY), { step: { code: 'PARTNER', canLeaveBlocked: true } }),
      )

      expect(events[1]?.['facts']).to.have.nested.include({
        stepCode: 'PARTNER',
        'startingStep.roleCode': 'EXTERNAL_SYSTEM',
      })
    })

    it('tells of sending back, of submitting again, of recalling, of both stops and of paying, by whichever API it came', async () => {
      const events = await eventsOf(async (simulator) => {
        const reportId = simulator.submit(draftReport(TODAY, { statusAfterApproval: 'A_PEND' }))
        await act(simulator, reportId, { action: 'Send Back to Employee', comment: 'no receipt' })
        simulator.resubmit(reportId, { purpose: 'Now with receipt' })
        simulator.recall(reportId)
        simulator.resubmit(reportId)
        await callV4(simulator, 'PATCH', `/expensereports/v4/reports/${reportId}/approve`, {})
        simulator.stopBeforeExtract(reportId)
        await act(simulator, reportId, { action: 'Approve' })
        simulator.pay(reportId)
      })

      const told = events.map(({ eventType, facts }) => [
        eventType,
        factOf(facts, 'previousApprovalStatus'),
        factOf(facts, 'currentApprovalStatus'),
        factOf(facts, 'stepCode'),
      ])
      expect(told).to.deep.equal([
        ['reportCreated', undefined, undefined, undefined],
        ['statusChanged', 'A_NOTF', 'A_EXTV', 'EXTVAL'],
        ['statusChanged', 'A_EXTV', 'A_RESU', 'SENDBACK'],
        ['reportUpdated', undefined, undefined, undefined],
        ['statusChanged', 'A_RESU', 'A_EXTV', 'EXTVAL'],
        ['statusChanged', 'A_EXTV', 'A_RESU', 'RECALL'],
        ['statusChanged', 'A_RESU', 'A_EXTV', 'EXTVAL'],
        ['statusChanged', 'A_EXTV', 'A_PEND', 'MANAGER'],
        ['statusChanged', 'A_PEND', 'A_EXTV', 'EXTVAL'],
        ['statusChanged', 'A_EXTV', 'A_PEND', 'MANAGER'],
        ['statusChanged', 'A_PEND', 'A_PEND', 'PAIDREPORT'],
      ])
      expect(events.at(-1)?.facts).to.include({
        previousPaymentStatus: 'P_NOTP',
        currentPaymentStatus: 'P_PAID',
      })
      expect(events[3]).to.include({ topic: 'concur.expense.report' })
      expect(factOf(events[2]?.facts, 'userId')).to.equal(null)
    })

    it('tells of one report by both doors, by one, or by none but the one that its step has', async () => {
      const connector = await startRecordingConnector()
      open.push(connector)
      const simulator = await simulatorWith({ connector: connector.address })
      simulator.connectEventsTo({ url: 'http://127.0.0.1:9/', filter: 'statusChanged' })
      const both = simulator.submit(draftReport(TODAY), { doors: ['callout', 'events'] })
      const callout = simulator.submit(draftReport(TODAY), { doors: ['callout'] })
      const partner = simulator.submit(draftReport(TODAY), {
        doors: ['callout', 'events'],
        step: { code: 'PARTNER', canLeaveBlocked: false },
      })

      expect(simulator.notifications.map(({ reportId }) => reportId)).to.deep.equal([both, callout])
      expect(simulator.events.map(({ event }) => event.objectId)).to.deep.equal([both, partner])
    })
  })

  describe('how it is sent', () => {
    it('comes over mutual TLS with the certificate of Concur', async () => {
      const webhook = await webhookThat({ clientCa: eventIdentity.caCertificate })
      const simulator = await simulatorWith()
      simulator.connectEventsTo({ url: webhook.url, ca: webhook.ca ?? '' })
      simulator.submit(draftReport(TODAY))
      await until(() => areSent(simulator))

      expect(statesOf(simulator)).to.deep.equal(['delivered', 'delivered'])
      expect(webhook.received[0]?.client).to.deep.equal({
        name: 'webhook.api.concursolutions.com',
        problem: null,
      })
    })

    it('does not come to a webhook whose certificate it does not trust', async () => {
      const webhook = await webhookThat({ clientCa: eventIdentity.caCertificate })
      const simulator = await simulatorWith()
      simulator.connectEventsTo({ url: webhook.url, filter: 'statusChanged' })
      simulator.submit(draftReport(TODAY))
      await until(() => (simulator.events[0]?.attempts ?? 0) > 1)

      expect(webhook.received).to.deep.equal([])
      expect(simulator.events[0]).to.include({ state: 'queued', status: undefined })
    })

    it('is signed over its bytes with RSA-PSS and the longest salt, and has a correlation id', async () => {
      const webhook = await webhookThat()
      const simulator = await simulatorWith()
      simulator.connectEventsTo({ url: webhook.url, filter: 'statusChanged' })
      simulator.submit(draftReport(TODAY))
      await until(() => areSent(simulator))

      const [event] = webhook.received
      const signature = String(event?.headers['concur-signature'])
      const key = {
        key: eventIdentity.publicKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 222,
      }
      expect(signature).to.have.length(344)
      expect(
        verify('sha256', Buffer.from(event?.body ?? ''), key, Buffer.from(signature, 'base64')),
      ).to.equal(true)
      expect(event?.headers['concur-correlationid']).to.equal(simulator.events[0]?.event.correlationId)
      expect(event?.headers['concur-correlationid']).to.match(/^[\da-f-]{36}$/)
    })

    it('makes an identity of its own when it is given none', async () => {
      const simulator = await startSimulator()
      open.push(simulator)

      expect((await simulator.eventIdentity()).publicKey).to.include('BEGIN PUBLIC KEY')
    })
  })

  describe('what follows an answer', () => {
    for (const status of [200, 201, 202, 204]) {
      it(`takes ${status} for success`, async () => {
        const { events } = await afterAnswers([status])

        expect(events[0]).to.include({ state: 'delivered', attempts: 1 })
      })
    }

    for (const status of [401, 403, 429, 500, 502, 503]) {
      it(`tries again after ${status}`, async () => {
        const { events } = await afterAnswers([status, status, 200])

        expect(events[0]).to.include({ state: 'delivered', attempts: 3 })
      })
    }

    for (const status of [400, 404, 405, 408, 410, 413, 415]) {
      it(`gives up at once after ${status}: the event is lost`, async () => {
        const { events } = await afterAnswers([status, 200])

        expect(events[0]).to.include({ state: 'dropped', attempts: 1, status })
      })
    }

    it('tries again after a connection that is refused', async () => {
      const webhook = await webhookThat()
      await webhook.close()
      open.length = 0
      const simulator = await simulatorWith()
      simulator.connectEventsTo({ url: webhook.url })
      simulator.submit(draftReport(TODAY))
      await until(() => (simulator.events[0]?.attempts ?? 0) > 2)

      expect(simulator.events[0]).to.include({ state: 'queued' })
    })

    it('gives up after 72 hours of its clock, not earlier', async () => {
      let now = NOW
      const webhook = await webhookThat({ statusFor: () => 503 })
      const simulator = await simulatorWith({ now: () => now })
      simulator.connectEventsTo({ url: webhook.url, filter: 'statusChanged' })
      simulator.submit(draftReport(TODAY))
      now = new Date(NOW.getTime() + 72 * HOUR_MS - 1)
      const tried = webhook.received.length
      await until(() => webhook.received.length > tried + 2)
      expect(simulator.events[0]?.state).to.equal('queued')

      now = new Date(NOW.getTime() + 72 * HOUR_MS)
      await until(() => areSent(simulator))
      expect(simulator.events[0]?.state).to.equal('expired')
    })
  })

  describe('trouble on purpose', () => {
    it('sends several at a time, as many as it is told', async () => {
      const gate = Promise.withResolvers<undefined>()
      let inFlight = 0
      let most = 0
      const webhook = await webhookThat({
        async statusFor() {
          inFlight += 1
          most = Math.max(most, inFlight)
          await gate.promise
          inFlight -= 1
          return 200
        },
      })
      const simulator = await simulatorWith({ eventConcurrency: 4 })
      simulator.connectEventsTo({ url: webhook.url, filter: 'statusChanged' })
      for (let count = 0; count < 10; count += 1) simulator.submit(draftReport(TODAY))
      await until(() => webhook.received.length === 4)
      gate.resolve(undefined)
      await until(() => areSent(simulator))

      expect(most).to.equal(4)
      expect(webhook.received).to.have.length(10)
    })

    it('sends events twice and in another order', async () => {
      const webhook = await webhookThat()
      const eventTrouble = { chance: randomFrom(7), duplicates: 0.5, delayMs: 100 }
      const simulator = await simulatorWith({ eventTrouble, eventConcurrency: 1 })
      simulator.connectEventsTo({ url: webhook.url, filter: 'statusChanged' })
      const ids = Array.from({ length: 6 }, () => simulator.submit(draftReport(TODAY)))
      await until(() => webhook.received.length === 9)

      const order = webhook.received.map(({ body }) =>
        ids.indexOf(String(factOf(parsed(body).facts, 'reportId'))),
      )
      expect(new Set(order).size).to.equal(6)
      expect(order.slice(0, 3)).to.not.deep.equal([0, 1, 2])
    })
  })
})

function parsed(body: string) {
  const event: unknown = JSON.parse(body)
  if (typeof event !== 'object' || event === null) throw new Error(`${body} is no event`)
  const members: Record<string, unknown> = { ...event }
  return { ...members, eventType: members['eventType'], facts: members['facts'] }
}

function factOf(facts: unknown, name: string): unknown {
  return typeof facts === 'object' && facts !== null
    ? Object.entries(facts).find(([key]) => key === name)?.[1]
    : undefined
}
