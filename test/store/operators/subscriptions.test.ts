import { expect } from 'chai'
import { findAlerts } from '../../../server/alerts/find-alerts.ts'
import type { Notification } from '../../../server/notification/notification.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createAlertStore } from '../../../server/store/operators/alerts.ts'
import { readFigures } from '../../../server/store/operators/figures.ts'
import { createSubscriptionStore, readSubscriptions } from '../../../server/store/operators/subscriptions.ts'
import { forEachEngine, type TestEngine } from '../../support/engines.ts'
import { at, callout, RAW } from '../notifications.ts'

const DAY = 86_400
const ID = 'acme.expense.v1'

async function open(engine: TestEngine) {
  const db = await engine.open()
  const store = createSubscriptionStore(db)
  const inbox = createInbox(db)
  let events = 0
  const eventAt = async (seconds: number, changes: Partial<Notification> = {}) => {
    events += 1
    await inbox.receive(
      callout(`n${events}`, { door: 'events', externalId: `event ${events}`, ...changes }),
      RAW,
      at(seconds),
    )
  }
  const alertsAt = async (seconds: number) => {
    const found = await findAlerts(createAlertStore(db), at(seconds - DAY), at(seconds))
    return found.map(({ cause, subject, since }) => ({ cause, subject, since }))
  }
  return { db, store, inbox, eventAt, alertsAt, read: () => readSubscriptions(db) }
}

describe('subscriptions that are to be there, the same on both engines', () => {
  forEachEngine((engine) => {
    it('are none at first, and none when none is expected any more', async () => {
      const { store, read } = await open(engine)
      expect(await read()).to.deep.equal([])

      await store.expect([ID, 'other.v1'], at(0))
      await store.expect([], at(1))

      expect(await read()).to.deep.equal([])
    })

    it('are known since they were expected first; those not named any more are forgotten', async () => {
      const { store, read } = await open(engine)

      await store.expect(['old.v1', ID], at(0))
      await store.expect([ID, 'new.v1'], at(60))

      expect(await read()).to.deep.equal([
        { id: ID, expectedSince: at(0) },
        { id: 'new.v1', expectedSince: at(60) },
      ])
    })

    it('have been heard when they were first seen, or when the last event of their topic came', async () => {
      const { store, read, eventAt } = await open(engine)
      await store.expect([ID], at(0))
      await store.sighted([{ id: ID, objectType: 'EXPRPT' }], at(10))
      await store.sighted([{ id: ID, objectType: 'EXPRPT' }], at(DAY))
      expect(await read()).to.have.deep.nested.property('[0].heardAt', at(10))

      await eventAt(2 * DAY)
      await eventAt(3 * DAY, { notReviewed: 'another step' })
      await eventAt(4 * DAY, { objectType: 'TRAVELREQ' })
      await eventAt(5 * DAY, { door: 'callout', externalId: 'no event' })

      expect(await read()).to.deep.equal([
        { id: ID, expectedSince: at(0), checkedAt: at(DAY), heardAt: at(3 * DAY) },
      ])
    })

    it('have a problem since it was found first, until it is another or none', async () => {
      const { store, read } = await open(engine)
      const sighted = (seconds: number, problem?: 'missing' | 'misdirected') =>
        store.sighted(
          [
            {
              id: ID,
              ...(problem !== 'missing' && { objectType: 'EXPRPT' }),
              ...(problem !== undefined && { problem }),
            },
          ],
          at(seconds),
        )
      await store.expect([ID], at(0))

      await sighted(1, 'misdirected')
      await sighted(2, 'misdirected')
      expect(await read()).to.deep.equal([
        {
          id: ID,
          expectedSince: at(0),
          checkedAt: at(2),
          problem: 'misdirected',
          problemSince: at(1),
          heardAt: at(1),
        },
      ])
      await sighted(3, 'missing')
      expect(await read()).to.deep.equal([
        { id: ID, expectedSince: at(0), checkedAt: at(3), problem: 'missing', problemSince: at(3) },
      ])
      // It was made anew, so its thirty days begin anew.
      await sighted(4)
      expect(await read()).to.deep.equal([{ id: ID, expectedSince: at(0), checkedAt: at(4), heardAt: at(4) }])
    })

    it('are not made by a look at others', async () => {
      const { store, read } = await open(engine)

      await store.sighted([{ id: ID, objectType: 'EXPRPT' }], at(0))

      expect(await read()).to.deep.equal([])
    })

    it('are a reason for an alert at once when something is wrong', async () => {
      const { store, alertsAt } = await open(engine)
      await store.expect([ID, 'other.v1'], at(0))
      await store.sighted(
        [
          { id: ID, problem: 'missing' },
          { id: 'other.v1', objectType: 'TRAVELREQ' },
        ],
        at(60),
      )

      expect(await alertsAt(61)).to.deep.equal([
        { cause: 'subscription missing', subject: ID, since: at(60) },
      ])
    })

    it('are a reason for an alert when they were silent for twenty days, until an event comes', async () => {
      const { store, alertsAt, eventAt } = await open(engine)
      await store.expect([ID], at(0))
      await store.sighted([{ id: ID, objectType: 'EXPRPT' }], at(0))
      await store.sighted([{ id: ID, objectType: 'EXPRPT' }], at(21 * DAY))

      expect(await alertsAt(21 * DAY)).to.deep.equal([
        { cause: 'subscription silent', subject: ID, since: at(0) },
      ])
      await eventAt(21 * DAY, { notReviewed: 'another step' })
      expect(await alertsAt(21 * DAY)).to.deep.equal([])
    })

    it('are among the figures', async () => {
      const { db, store } = await open(engine)
      await store.expect([ID], at(0))

      expect(await readFigures(db)).to.have.deep.property('subscriptions', [{ id: ID, expectedSince: at(0) }])
    })
  })
})
