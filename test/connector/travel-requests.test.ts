import { join } from 'node:path'
import { expect } from 'chai'
import { replayPolicy } from '../../server/commands/policy-replay.ts'
import { showReview } from '../../server/commands/review.ts'
import { listReviews } from '../../server/commands/review-list.ts'
import type { RouteName } from '../../server/simulator/http/exchange.ts'
import type { Fault } from '../../server/simulator/http/faults.ts'
import type { Door } from '../../server/simulator/reports/simulated-report.ts'
import { draftTravelRequest } from '../../server/simulator/requests/draft-travel-request.ts'
import { commandContext } from '../commands/command-context.ts'
import { forEachEngine } from '../support/engines.ts'
import { type Bench, type BenchOptions, openBench, useBenches } from './bench.ts'
import { sendEventsTo, useEventDoor } from './event-door.ts'
import { countOf, databaseUrl, TODAY } from './set-up.ts'
import { until } from './until.ts'

const POLICY = `
outcomes: { error: send back, stop: hold }
rules: [{ rule: personal-claimed, severity: error }]
requests:
  rules:
    - { rule: request-purpose, severity: error, minWords: 2 }
    - { rule: request-lead-time, severity: error, days: 14 }
    - { rule: request-amount, severity: stop, limits: { USD: 5000 } }
`

/** The two services by the door that leads to them. */
const DOORS: readonly (readonly [Door, string])[] = [
  ['callout', 'v1.0'],
  ['events', 'v4'],
]

describe('connector: travel requests', () => {
  const events = useEventDoor()
  const openUsual = useBenches()

  const withEvents = (options: BenchOptions): BenchOptions => ({
    policy: POLICY,
    ...options,
    environment: { ...events.environment(), ...options.environment },
    simulator: { eventIdentity: events.identity() },
  })

  /** A bench that both doors lead to. */
  async function open(options: BenchOptions = {}): Promise<Bench> {
    const bench = await openUsual(withEvents(options))
    sendEventsTo(bench.simulator, bench.connector)
    return bench
  }

  for (const [door, api] of DOORS) {
    describe(`announced by ${door} and read with ${api}`, () => {
      it('are approved where no rule is against it', async () => {
        const bench = await open()
        const id = bench.simulator.submitRequest(draftTravelRequest(TODAY), [door])
        await bench.settled()

        expect(bench.simulator.travelRequest(id).statusCode).to.equal('Q_PEND')
        expect(bench.simulator.ledger).to.have.length(1)
        expect(bench.simulator.ledger[0]).to.include({ kind: 'workflow', action: 'Approve', api })
        const { review, notifications, effects } = await bench.review(id)
        expect(review).to.include({
          objectType: 'TRAVELREQ',
          result: 'approved',
          total: '640',
          currency: 'USD',
        })
        expect(notifications.map((each) => each.door)).to.deep.equal([door])
        expect(effects.map(({ state }) => state)).to.deep.equal(['confirmed'])
      })

      it('go back with what is to be corrected, and are looked at again when they come again', async () => {
        const bench = await open()
        const id = bench.simulator.submitRequest(draftTravelRequest(TODAY, { purpose: 'Trip' }), [door])
        await bench.settled()

        expect(bench.simulator.travelRequest(id).statusCode).to.equal('Q_RESU')
        expect(bench.simulator.ledger[0]).to.include({
          action: 'Send Back to Employee',
          api,
          comment:
            'Please correct the following and submit the request again.\n- request: the purpose of the trip is missing or says too little (Trip); words needed: 2.',
        })

        bench.simulator.resubmitRequest(id, { purpose: 'Meet three suppliers' })
        await bench.settled()

        expect(bench.writes(id)).to.deep.equal(['Send Back to Employee', 'Approve'])
        const reviews = await bench.connector.overview.reviews({ limit: 10 })
        expect(reviews.map(({ result }) => result)).to.deep.equal(['approved', 'sent back'])
      })

      it('wait for a person where a rule wants that', async () => {
        const bench = await open()
        const draft = draftTravelRequest(TODAY)
        const entries = draft.entries.map((entry) => ({ ...entry, postedAmount: '5000.01' }))
        const id = bench.simulator.submitRequest({ ...draft, entries }, [door])
        await bench.settled()

        expect(bench.simulator.ledger).to.deep.equal([])
        expect((await bench.review(id)).review).to.include({
          result: 'held',
          reason: 'request: the total of 5000.01 USD is above the limit of 5000.00 USD.',
        })
      })

      it('are only observed in the mode for that', async () => {
        const bench = await open({ environment: { MODE: 'observe' } })
        const id = bench.simulator.submitRequest(draftTravelRequest(TODAY), [door])
        await bench.settled()

        expect(bench.simulator.ledger).to.deep.equal([])
        expect((await bench.review(id)).review).to.include({ result: 'observed', outcome: 'approve' })
      })

      it('are left to their employee who took them back', async () => {
        const bench = await open()
        bench.simulator.fault(door === 'callout' ? 'request' : 'request-v4', { status: 503 })
        const id = bench.simulator.submitRequest(draftTravelRequest(TODAY), [door])
        bench.simulator.recallRequest(id)
        await bench.settled()

        expect(bench.simulator.ledger).to.deep.equal([])
        expect((await bench.review(id)).review).to.include({ result: 'superseded' })
      })

      const workflow: RouteName = door === 'callout' ? 'request-workflow' : 'request-workflow-v4'
      const faults: readonly (readonly [string, Fault])[] = [
        ['an answer that was lost', { reset: 'after' }],
        ['a connection that broke before', { reset: 'before' }],
        ['a 503 after the effect', { status: 503, after: true }],
        ['a 503 before it', { status: 503, body: '{"error":{"id":"circuitBreaker"}}' }],
        ['a page of a gateway', { body: '<html>Maintenance</html>' }],
      ]
      for (const [name, fault] of faults) {
        it(`are moved on once in spite of ${name}`, async () => {
          const bench = await open()
          bench.simulator.fault(workflow, fault)
          const id = bench.simulator.submitRequest(draftTravelRequest(TODAY), [door])
          await bench.settled()

          expect(bench.writes(id)).to.deep.equal(['Approve'])
          expect((await bench.review(id)).review).to.include({ result: 'approved' })
        })
      }

      it('that Concur blocks itself are given up, with the reason', async () => {
        const bench = await open()
        const exceptions = [{ code: 'NOBUDGET', isBlocking: true, message: 'No budget' }]
        bench.simulator.submitRequest(draftTravelRequest(TODAY, { exceptions }), [door])
        await bench.settled()

        const [notification] = await bench.notifications()
        expect(notification).to.include({ state: 'dead', reasonCode: 'ACTION_REFUSED' })
        expect(notification?.reason).to.match(/exception/)
      })
    })
  }

  describe('announced by both doors', () => {
    forEachEngine((engine) => {
      it('are acted on once, with both notifications as evidence', async () => {
        const bench = await openBench(withEvents({ environment: { DATABASE_URL: engine.url() } }))
        sendEventsTo(bench.simulator, bench.connector)
        try {
          const ids = Array.from({ length: 20 }, () =>
            bench.simulator.submitRequest(draftTravelRequest(TODAY), ['callout', 'events']),
          )
          await bench.settled()

          for (const id of ids) {
            expect(bench.writes(id), id).to.deep.equal(['Approve'])
            const { notifications, review } = await bench.review(id)
            expect(notifications.map(({ door }) => door)).to.have.members(['callout', 'events'])
            expect(review).to.include({ result: 'approved' })
          }
          expect(await bench.connector.overview.reviews({ limit: 100 })).to.have.length(20)
        } finally {
          await bench.close()
        }
      })
    })

    it('wait for one person, and are reviewed again when they come again', async () => {
      const bench = await open()
      const draft = draftTravelRequest(TODAY, { purpose: 'Trip' })
      const entries = draft.entries.map((entry) => ({ ...entry, postedAmount: '9000.00' }))
      const id = bench.simulator.submitRequest({ ...draft, entries }, ['callout', 'events'])
      await bench.settled()

      expect(bench.simulator.ledger).to.deep.equal([])
      expect(await bench.connector.overview.reviews({ limit: 100 })).to.have.length(1)

      bench.simulator.recallRequest(id)
      bench.simulator.resubmitRequest(id, { ...draftTravelRequest(TODAY) })
      await bench.settled()

      expect(bench.writes(id)).to.deep.equal(['Approve'])
    })
  })

  it('are not said to be approved by us when they are canceled, and our answer was lost', async () => {
    const bench = await open()
    bench.simulator.fault('request-v4', { delayMs: 0 }, 2)
    bench.simulator.fault('request-workflow-v4', { reset: 'before' })
    const requestId = bench.simulator.submitRequest(draftTravelRequest(TODAY), ['events'])
    const body = JSON.stringify({
      id: 'A'.repeat(32),
      requestId,
      approvalStatus: { code: 'CANCELED' },
      submitDate: bench.simulator.travelRequest(requestId).submittedAt,
      everSentBack: false,
      highestExceptionLevel: 'NONE',
      operations: [],
    })
    bench.simulator.fault('request-v4', { body, contentType: 'application/json' }, Infinity)
    await bench.settled()

    const { review, effects } = await bench.review(requestId)
    expect(review).to.include({ result: 'superseded' })
    expect(effects.map(({ state, reason }) => [state, reason])).to.deep.equal([
      ['unknown', 'the request is at CANCELED, which does not tell'],
    ])
  })

  it('are looked at again as requests while they are held', async () => {
    const bench = await open({ settings: { RECONCILE_MINUTES: 0.005 } })
    const draft = draftTravelRequest(TODAY)
    const entries = draft.entries.map((entry) => ({ ...entry, postedAmount: '5000.01' }))
    const id = bench.simulator.submitRequest({ ...draft, entries }, ['events'])
    await until('it to be looked at again', async () =>
      (await bench.notifications()).some(({ door, state }) => door === 'waiting list' && state === 'done'),
    )

    expect((await bench.review(id)).review.result).to.equal('held')
    expect((await bench.notifications()).map(({ state }) => state)).not.to.include('dead')
  })

  it('are given up where Travel Request v1.0 has ended, with the way out', async () => {
    const bench = await open()
    bench.simulator.fault('request', { status: 410 }, Infinity)
    bench.simulator.submitRequest(draftTravelRequest(TODAY), ['callout'])
    await bench.settled()

    const [notification] = await bench.notifications()
    expect(notification).to.include({ state: 'dead', reasonCode: 'CONCUR_REFUSED' })
    expect(notification?.reason).to.include('let requests be announced by events, which are read with v4')
  })

  it('carry the correlation id of the event into every call', async () => {
    const bench = await open()
    bench.simulator.submitRequest(draftTravelRequest(TODAY), ['events'])
    await bench.settled()

    const [notification] = await bench.notifications()
    const sent = bench.simulator.requests
      .filter(({ path }) => path.startsWith('/travelrequest/v4/'))
      .map(({ headers }) => headers['concur-correlationid'])
    expect(sent).to.have.length.at.least(3)
    expect(new Set(sent)).to.deep.equal(new Set([notification?.correlationId]))
  })

  it('are told from reports where reviews are printed, and are nothing that a policy is replayed on', async () => {
    const bench = await open()
    const id = bench.simulator.submitRequest(draftTravelRequest(TODAY), ['events'])
    await bench.settled()
    const printed = async (command: (context: ReturnType<typeof commandContext>) => Promise<void>) => {
      const context = commandContext({ DATABASE_URL: databaseUrl(bench.folder) })
      await command(context)
      return context.printed()
    }
    const replay = { policy: join(bench.folder, 'policy.yaml'), since: new Date(0) }

    expect(await printed((context) => listReviews({ ...context, columns: 200 }, {}))).to.match(
      new RegExp(`Trade fair in Lyon .*request ${id}`),
    )
    expect(await printed((context) => showReview(context, id, {}))).to.include(`1 of request ${id}, mode act`)
    expect(await printed((context) => replayPolicy(context, replay))).to.include('0 of 0 reviews')
  })

  it('are left alone by a policy without rules for them', async () => {
    const bench = await open({ policy: POLICY.replace(/requests:[^]*/, '') })
    bench.simulator.submitRequest(draftTravelRequest(TODAY), ['callout', 'events'])
    await bench.settled()

    const lines = await bench.notifications()
    expect(lines.map(({ state, reason }) => [state, reason])).to.deep.include.members([
      ['not reviewed', 'the policy has no rules for travel requests'],
    ])
    expect(countOf(bench.simulator, 'request') + countOf(bench.simulator, 'request-v4')).to.equal(0)
  })
})
