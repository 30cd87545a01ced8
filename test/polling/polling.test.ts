import { expect } from 'chai'
import type { Polling } from '../../server/polling/polling.ts'
import {
  type CallbackReceiver,
  startCallbackReceiver,
} from '../../server/simulator/vendors/callback-receiver.ts'
import {
  startVendorSimulator,
  VENDOR_LOGIN,
  type VendorSimulator,
} from '../../server/simulator/vendors/vendor-simulator.ts'
import { until } from '../connector/until.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { forEachEngine } from '../support/engines.ts'
import { concurBody, createdIn, KEY, pollNow, SIGNATURE_KEY, startTestPolling } from './polling-bench.ts'

/** `CREATED A` and so on, as they arrived, each attempt. */
function eventsOf(receiver: CallbackReceiver, path?: string): readonly string[] {
  return receiver.received
    .filter((each) => path === undefined || each.path === path)
    .flatMap(({ body }) => {
      const { message }: { readonly message: { readonly events: readonly Record<string, unknown>[] } } =
        JSON.parse(body)
      return message.events.map(({ eventType, objectId }) => `${String(eventType)} ${String(objectId)}`)
    })
}

describe('polling', () => {
  let vendors: VendorSimulator
  let receiver: CallbackReceiver
  let log: ReturnType<typeof recordedLog>
  const running: Polling[] = []

  beforeEach(async () => {
    vendors = await startVendorSimulator()
    receiver = await startCallbackReceiver(0, SIGNATURE_KEY)
    log = recordedLog()
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((polling) => polling.stop(0)))
    await Promise.all([vendors.close(), receiver.close()])
  })

  function arrived(count: number): Promise<void> {
    return until(`${count} callbacks`, () => receiver.received.length >= count)
  }

  function polls(count: number): Promise<void> {
    return until(`${count} polls`, () => log.of('poll.ended').length + log.of('poll.failed').length >= count)
  }

  forEachEngine((engine) => {
    async function start(changes: Parameters<typeof startTestPolling>[3] = {}): Promise<Polling> {
      const polling = await startTestPolling(await engine.open(), vendors, log, changes)
      running.push(polling)
      return polling
    }
    it('tells what changed after the instance was created, once, signed and in order', async () => {
      vendors.reports.create('BEFORE')
      const polling = await start()
      const { id } = await createdIn(polling, concurBody(vendors, receiver))
      vendors.reports.create('A')
      vendors.reports.create('B')

      await pollNow(polling, id)
      await arrived(1)
      vendors.reports.update('A', { Name: 'changed' })
      await pollNow(polling, id)
      await arrived(2)
      await pollNow(polling, id)
      await polls(3)

      expect(eventsOf(receiver)).to.have.members(['CREATED A', 'CREATED B', 'UPDATED A'])
      expect(eventsOf(receiver).at(-1)).to.equal('UPDATED A')
      expect(receiver.received.map(({ isSigned }) => isSigned)).to.deep.equal([true, true])
      expect(await polling.instances.resources(id)).to.containSubset([{ failures: 0, problem: null }])
    })

    it('moves nothing when a page fails, and tells everything at the next poll', async () => {
      const polling = await start()
      const { id } = await createdIn(polling, concurBody(vendors, receiver))
      vendors.reports.create('A')
      vendors.fault({ status: 500, body: '' })

      await pollNow(polling, id)
      await polls(1)
      expect(await polling.instances.resources(id)).to.containSubset([{ failures: 1 }])
      expect(receiver.received).to.deep.equal([])
      await pollNow(polling, id)
      await arrived(1)

      expect(eventsOf(receiver)).to.deep.equal(['CREATED A'])
    })

    it('polls no instance twice at once and sends nothing twice, however many processes there are', async () => {
      const [one, other] = [await start(), await start()]
      const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
      const ids: number[] = []
      for (const name of names) ids.push((await createdIn(one, concurBody(vendors, receiver, name))).id)
      for (let index = 0; index < 25; index += 1) vendors.reports.create(`R${index}`)

      for (const id of ids) await one.instances.hasten(id, new Date(0))
      one.wake()
      other.wake()
      // 25 changes are three callbacks.
      await arrived(names.length * 3)
      await polls(names.length)

      expect(log.of('poll.ended')).to.have.lengthOf(names.length)
      expect(new Set(receiver.received.map(({ id }) => id)).size).to.equal(receiver.received.length)
      for (const name of names) expect(new Set(eventsOf(receiver, `/${name}`)).size).to.equal(25)
      // One of the two got the token, and the other used it.
      expect(log.of('poll.failed')).to.deep.equal([])
    })

    it('stops with a callback URL that takes nothing after five retries, tells others, and goes on in order', async () => {
      let aheadMs = 0
      const now = () => new Date(Date.now() + aheadMs)
      const dead = await startCallbackReceiver(0, SIGNATURE_KEY)
      dead.answerWith({ status: 500, body: '' }, Number.POSITIVE_INFINITY)
      const polling = await start({ now })
      const { id } = await createdIn(polling, concurBody(vendors, dead, 'dead'))
      const { id: well } = await createdIn(polling, concurBody(vendors, receiver, 'well'))
      for (let index = 0; index < 12; index += 1) vendors.reports.create(`R${index}`)
      await pollNow(polling, id)
      await until('the first attempt', () => dead.received.length > 0)
      // Before the clock leaps: it would end the right to get new tokens while somebody gets them.
      await pollNow(polling, well)
      await arrived(2)
      for (let attempt = 1; attempt <= 6; attempt += 1) {
        await until(`attempt ${attempt}`, () => {
          return (
            log.of('delivery.attempt').filter(({ fields }) => fields['instance'] === id).length >= attempt
          )
        })
        aheadMs += 10 * 3600_000
        polling.wake()
      }
      await until('the end of the attempts', async () => {
        return (await polling.instances.find(id))?.stopped !== undefined
      })
      expect(dead.received).to.have.lengthOf(6)
      expect(new Set(dead.received.map((each) => each.id)).size).to.equal(1)

      dead.answerWith({ status: 200, body: '' }, 0)
      expect(await polling.deliveries.retry({ instanceId: id }, now())).to.equal(2)
      polling.wake()
      await until('the rest', () => dead.received.length >= 8)

      expect(eventsOf(dead).slice(60)).to.have.lengthOf(12)
      expect(dead.received.at(6)?.id).to.equal(dead.received.at(0)?.id)
      await dead.close()
    })

    it('disables an instance that failed too often, and polls it again from where it was', async () => {
      const db = await engine.open()
      const polling = await start()
      const { id } = await createdIn(polling, concurBody(vendors, receiver))
      await db.updateTable('polled_resource').set({ failures: 99 }).execute()
      vendors.reports.create('A')
      vendors.fault({ status: 500, body: '' })

      await pollNow(polling, id)
      await until('the instance to be disabled', () => log.of('instance.disabled').length === 1)
      const stored = await polling.instances.find(id)
      expect(stored?.disabled?.reason).to.include('reports failed 100 times in a row').and.include('500')

      const loaded = stored && polling.manager.load(stored)
      expect(loaded?.ok && (await polling.manager.enable(loaded, false, new Date()))).to.equal(true)
      await pollNow(polling, id)
      await arrived(1)
      expect(eventsOf(receiver)).to.deep.equal(['CREATED A'])
    })

    it('reads its secrets after the key was changed, and with the new key alone from then on', async () => {
      const next = Buffer.alloc(32, 8)
      const first = await start()
      const { id } = await createdIn(first, concurBody(vendors, receiver))
      await pollNow(first, id)
      await polls(1)
      await first.stop(0)

      const second = await start({ encryptionKeys: [next, KEY] })
      expect(log.of('secrets.encrypted-again')).to.have.nested.property('[0].fields.count', 2)
      await second.stop(0)
      const third = await start({ encryptionKeys: [next] })
      await pollNow(third, id)
      await polls(2)
      expect(log.of('poll.failed')).to.deep.equal([])
      await third.stop(0)

      await start({ encryptionKeys: [KEY] })
      expect(log.of('secrets.unreadable')).to.have.lengthOf(2)
    })

    it('keeps secrets out of the log, and out of the database as they are', async () => {
      const db = await engine.open()
      const polling = await start()
      const { id } = await createdIn(polling, concurBody(vendors, receiver))
      vendors.reports.create('A')
      await pollNow(polling, id)
      await arrived(1)

      const kept = JSON.stringify([
        await db.selectFrom('instance').selectAll().execute(),
        await db.selectFrom('vendor_token').selectAll().execute(),
        log.lines,
      ])
      for (const secret of [
        VENDOR_LOGIN.key,
        VENDOR_LOGIN.secret,
        VENDOR_LOGIN.refreshToken,
        SIGNATURE_KEY,
      ]) {
        expect(kept).not.to.include(secret)
      }
    })

    it('keeps reports that wait as notifications, with the poll that found them', async () => {
      const db = await engine.open()
      const address = 'https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/nKey1'
      const list = `<ReportsList><ReportSummary><ReportId>A</ReportId><Report-Full-Details-Url>${address}</Report-Full-Details-Url></ReportSummary></ReportsList>`
      const polling = await start({
        concur: {
          checkToken: () => Promise.resolve(),
          call: async (_call, read) => {
            const body = new TextEncoder().encode(list)
            const reading = await read(body, 200)
            if (!reading.ok) throw new Error(reading.problem)
            return { status: 200, value: reading.value, body }
          },
        },
      })
      const { id } = await createdIn(polling, concurBody(vendors, receiver, 'Review', { review: true }))
      vendors.reports.create('A', { ApprovalStatusCode: 'A_EXTV' })
      vendors.reports.create('B', { ApprovalStatusCode: 'A_NOTF' })
      vendors.reports.create('C', { ApprovalStatusCode: 'A_EXTV' })

      await pollNow(polling, id)
      await arrived(1)

      const notifications = await db.selectFrom('notification').select(['door', 'object_path']).execute()
      expect(notifications).to.deep.equal([
        { door: 'polling', object_path: '/api/expense/expensereport/v1.1/reportfulldetails/nKey1' },
      ])
      const quarantine = await db.selectFrom('quarantine').select('problems').execute()
      expect(quarantine.map(({ problems }) => problems).join(' ')).to.include('report C waits in Concur')
    })
  })
})
