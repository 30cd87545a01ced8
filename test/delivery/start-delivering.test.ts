import { expect } from 'chai'
import type { RouteOf } from '../../server/delivery/deliver.ts'
import { nextMessageAt } from '../../server/delivery/message-schedule.ts'
import { type Delivering, startDelivering } from '../../server/delivery/start-delivering.ts'
import { LEASE_MS } from '../../server/store/claim-head.ts'
import type { Database } from '../../server/store/database.ts'
import { addMessages } from '../../server/store/deliveries/add-messages.ts'
import { createDeliveries } from '../../server/store/deliveries/deliveries.ts'
import { ALERT_LINE } from '../../server/store/deliveries/lead-line.ts'
import { until } from '../connector/until.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { forEachEngine } from '../support/engines.ts'

describe('delivering messages', () => {
  forEachEngine((engine) => {
    const running: Delivering[] = []
    afterEach(() => Promise.all(running.splice(0).map((each) => each.stop(0))))

    async function open() {
      const db = await engine.open()
      const log = recordedLog()
      let aheadMs = 0
      const now = () => new Date(Date.now() + aheadMs)
      const outcomes: string[] = []
      const start = () => {
        const delivering = startDelivering({
          db,
          allowPrivate: false,
          ended: (outcome) => outcomes.push(outcome),
          log,
          now,
        })
        running.push(delivering)
        return delivering
      }
      const states = async (line: string) =>
        (await createDeliveries(db).list({ line, limit: 99 })).map(({ state }) => state).toReversed()
      return { db, log, outcomes, now, start, states, leap: (ms: number) => (aheadMs += ms) }
    }

    it('sends those of each line in order, and one that stays broken holds up no other line', async () => {
      const { db, now, start, states } = await open()
      await add(db, ['mail:a', 'mail:a', 'teams:b', 'teams:b'], now())
      const sent: string[] = []

      const delivering = start()
      delivering.carry('message', (claimed) => {
        sent.push(claimed.eventId)
        return routeOf(
          claimed,
          claimed.line === 'mail:a' ? { kind: 'failed', reason: 'down' } : { kind: 'delivered' },
        )
      })
      await until('the end of one line', async () =>
        (await states('teams:b')).every((state) => state === 'done'),
      )

      expect(sent.filter((id) => id !== 'e0')).to.deep.equal(['e2', 'e3'])
      expect(await states('mail:a')).to.deep.equal(['waiting', 'waiting'])
    })

    it('goes on behind one that is given up after its time', async () => {
      const { db, log, now, start, states, leap } = await open()
      await add(db, ['mail:a', 'mail:a'], now())
      const delivering = start()
      delivering.carry('message', (claimed) =>
        routeOf(
          claimed,
          claimed.eventId === 'e0' ? { kind: 'failed', reason: 'down' } : { kind: 'delivered' },
        ),
      )
      await until('a first attempt', () => log.of('delivery.attempt').length > 0)

      leap(25 * 3_600_000)
      delivering.wake()
      await until('the second', async () => (await states('mail:a'))[1] === 'done')

      expect(await states('mail:a')).to.deep.equal(['dead', 'done'])
      expect(log.of('delivery.attempt').map(({ fields }) => fields['outcome'])).to.deep.equal([
        'again',
        'dead',
        'delivered',
      ])
      expect(JSON.stringify(log.lines)).to.not.include('mail:a')
    })

    it('gives up at once what nobody will ever take', async () => {
      const { db, now, start, states } = await open()
      await add(db, ['mail:a'], now())

      start().carry('message', (claimed) =>
        routeOf(claimed, { kind: 'failed', reason: 'there is no such mailbox', isGone: true }),
      )
      await until('the end', async () => (await states('mail:a'))[0] === 'dead')

      const [line] = await createDeliveries(db).list({ limit: 1 })
      expect(line).to.include({ reason: 'there is no such mailbox', attempts: 1 })
    })

    it('counts and logs an attempt that is cut after it left, and does not make it again at once', async () => {
      const { db, log, now, outcomes, start } = await open()
      await add(db, ['mail:a'], now())
      const delivering = start()
      delivering.carry('message', () =>
        Promise.resolve({
          send: (signal) =>
            new Promise((resolve) => {
              signal.addEventListener('abort', () => resolve({ kind: 'cut', hasLeft: true }))
            }),
          nextAt: (from) => new Date(from.getTime() + 4000),
        }),
      )
      const deliveries = createDeliveries(db)
      await until('the attempt', async () => (await deliveries.list({ limit: 1 }))[0]?.state === 'claimed')
      const stoppedAt = now()
      await delivering.stop(0)

      const [line] = await deliveries.list({ limit: 1 })
      expect(line).to.include({ state: 'waiting', attempts: 1 })
      expect(line?.dueAt?.getTime()).to.be.at.least(stoppedAt.getTime() + 4000)
      expect(outcomes).to.deep.equal(['cut'])
      expect(log.of('delivery.attempt')).to.have.lengthOf(1)
    })

    it('sends what a process had that was killed, under the same id, and what waits behind it', async () => {
      const { db, now, start, states, leap } = await open()
      await add(db, ['mail:a', 'mail:a'], now())
      const [killed] = await createDeliveries(db).claim(now(), false, 1, ['message'])
      expect(killed).to.include({ eventId: 'e0' })
      const sent: string[] = []
      leap(LEASE_MS + 1000)

      start().carry('message', (claimed) => {
        sent.push(claimed.eventId)
        return routeOf(claimed, { kind: 'delivered' })
      })
      await until('the end', async () => (await states('mail:a')).every((state) => state === 'done'))

      expect(sent).to.deep.equal(['e0', 'e1'])
    })

    it('leaves alerts and messages to a process that carries them', async () => {
      const { db, now, start, states } = await open()
      await add(db, ['mail:a', ALERT_LINE], now())

      const first = start()
      first.carry('alert', delivered)
      await until('the alert', async () => (await states(ALERT_LINE))[0] === 'done')
      await first.stop(0)
      expect(await states('mail:a')).to.deep.equal(['waiting'])

      await add(db, [ALERT_LINE], now())
      start().carry('message', delivered)
      await until('the message', async () => (await states('mail:a'))[0] === 'done')
      expect(await states(ALERT_LINE)).to.deep.equal(['done', 'waiting'])
    })

    it('leaves what nobody carries', async () => {
      const { db, now, start, states } = await open()
      await add(db, ['mail:a'], now())
      const delivering = start()
      delivering.carry('callback', () => Promise.resolve('no'))
      delivering.wake()
      await delivering.stop(0)

      expect(await states('mail:a')).to.deep.equal(['waiting'])
    })
  })
})

const delivered: RouteOf = (claimed) => routeOf(claimed, { kind: 'delivered' })

function routeOf(
  claimed: Parameters<RouteOf>[0],
  result: Awaited<ReturnType<Exclude<Awaited<ReturnType<RouteOf>>, string>['send']>>,
): ReturnType<RouteOf> {
  return Promise.resolve({
    send: () => Promise.resolve(result),
    nextAt: (now, chance, notBefore) => nextMessageAt(claimed, now, chance, notBefore),
  })
}

/** Messages `e0`, `e1` and so on, each to that line. */
async function add(db: Database, lines: readonly string[], now: Date): Promise<void> {
  const body = new TextEncoder().encode('{}')
  const messages = lines.map((line, index) => ({ line, about: 'held', eventId: `e${index}`, body }))
  await db.transaction().execute((trx) => addMessages(trx, messages, now))
}
