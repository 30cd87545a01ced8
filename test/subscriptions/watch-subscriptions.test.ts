import { expect } from 'chai'
import nock from 'nock'
import { type AlertDeps, lookForAlerts } from '../../server/alerts/watch-alerts.ts'
import { createJobs } from '../../server/store/jobs.ts'
import { createAlertStore } from '../../server/store/operators/alerts.ts'
import { createSubscriptionStore, readSubscriptions } from '../../server/store/operators/subscriptions.ts'
import {
  lookAtSubscriptions,
  type SubscriptionWatchDeps,
  watchSubscriptions,
} from '../../server/subscriptions/watch-subscriptions.ts'
import { grants, ORIGIN, useClient } from '../concur/client-bench.ts'
import { after } from '../concur/clock.ts'
import { eventually } from '../listeners/eventually.ts'
import { forEachEngine, type TestEngine } from '../support/engines.ts'

const ID = 'acme.expense.v1'
const PATH = '/events/v4/subscriptions'
const ENDPOINT = 'https://connector.example.com/concur/v4.0/events'
const COMPANY = 'd6a72a3f-fdee-450a-abb3-7bf5eb427440'
const ANSWER = {
  id: ID,
  topic: 'public.concur.expense.report',
  filter: 'statusChanged',
  webHookConfig: { endpoint: ENDPOINT },
  companyIds: [COMPANY],
}
const HOUR_MS = 3_600_000

describe('watching subscriptions', () => {
  const bench = useClient()

  forEachEngine((engine) => {
    async function open(ids: readonly string[] = [ID], from: TestEngine = engine) {
      const db = await from.open()
      const deps: SubscriptionWatchDeps = {
        ids,
        endpoint: ENDPOINT,
        companyId: COMPANY,
        concur: bench.client,
        store: createSubscriptionStore(db),
        jobs: createJobs(db),
        log: bench.log,
        now: bench.clock.now,
      }
      const raised: string[] = []
      const alerts: AlertDeps = {
        store: createAlertStore(db),
        jobs: deps.jobs,
        stuckAfterHours: 24,
        isPosted: false,
        stored: () => undefined,
        metrics: { alertRaised: (cause) => raised.push(cause) },
        log: bench.log,
        now: bench.clock.now,
      }
      return {
        deps,
        raised,
        look: () => lookAtSubscriptions(deps),
        read: () => readSubscriptions(db),
        lookForAlerts: () => lookForAlerts(alerts),
      }
    }

    it('finds one in order, and keeps when it was looked at', async () => {
      const { look, read } = await open()
      grants('app-t1')
      nock(ORIGIN).get(PATH).matchHeader('authorization', 'Bearer app-t1').reply(200, [ANSWER])

      expect(await look()).to.deep.equal({ isDone: true, facts: { expected: 1, amiss: 0 } })

      expect(await read()).to.deep.equal([
        { id: ID, expectedSince: after(0), checkedAt: after(0), heardAt: after(0) },
      ])
    })

    it('raises one alert for one that is missing, however often it looks, and ends it when it is back', async () => {
      const { look, lookForAlerts: alert, raised } = await open()
      grants('app-t1', 'app-t2', 'app-t3')
      nock(ORIGIN).get(PATH).reply(200, []).get(PATH).reply(200, []).get(PATH).reply(200, [ANSWER])

      for (const _day of [1, 2]) {
        await look()
        await alert()
        bench.clock.pass(24 * HOUR_MS)
      }
      expect(raised).to.deep.equal(['subscription missing'])
      await look()
      await alert()

      expect(raised).to.deep.equal(['subscription missing'])
      expect(bench.log.of('alert.ended').map(({ fields }) => fields)).to.deep.equal([
        { cause: 'subscription missing', subject: ID },
      ])
    })

    it('raises an alert when Concur does not show it for two days', async () => {
      const { look, lookForAlerts: alert, raised } = await open()
      grants('app-t1')
      nock(ORIGIN).get(PATH).reply(403)
      grants('app-t2')
      nock(ORIGIN).get(PATH).reply(403)
      await bench.failure(look)

      bench.clock.pass(47 * HOUR_MS)
      await alert()
      expect(raised).to.deep.equal([])
      bench.clock.pass(2 * HOUR_MS)
      await alert()

      expect(raised).to.deep.equal(['subscription unchecked'])
    })

    it('asks Concur nothing where none is expected, and forgets those that were', async () => {
      const { read } = await open()
      const none = await open([])
      grants('app-t1')
      nock(ORIGIN).get(PATH).reply(200, [])
      await (await open()).look()
      expect(await read()).to.have.length(1)

      await none.look()

      expect(await read()).to.deep.equal([])
    })

    it('is done by one process of two, once a day', async () => {
      const [one, other] = [await open(), await open()]
      grants('app-t1')
      nock(ORIGIN).get(PATH).times(2).reply(200, [ANSWER])
      // Both have just started, which is a reason for each.
      const timers = [watchSubscriptions(one.deps, 10), watchSubscriptions(other.deps, 10)]
      await eventually(() => nock.isDone())
      // The clock stands still, so the day does not pass.
      await Promise.all(timers.map((timer) => timer.stop()))

      expect(await one.read()).to.have.deep.nested.property('[0].checkedAt', after(0))
      expect(bench.log.of('subscriptions.not-read')).to.deep.equal([])
    })
  })
})
