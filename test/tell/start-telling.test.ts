import { expect } from 'chai'
import { startDelivering } from '../../server/delivery/start-delivering.ts'
import { SILENT_LOG } from '../../server/log.ts'
import {
  type CallbackReceiver,
  startCallbackReceiver,
} from '../../server/simulator/vendors/callback-receiver.ts'
import type { Database } from '../../server/store/database.ts'
import { createMessageRoute } from '../../server/tell/message-route.ts'
import { parsePeopleFile } from '../../server/tell/parse-people-file.ts'
import { startTelling } from '../../server/tell/start-telling.ts'
import { createTeller } from '../../server/tell/teller.ts'
import type { Ways } from '../../server/tell/ways.ts'
import { until } from '../connector/until.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { decisionOf, finding, keepReviews } from '../store/operators/kept-reviews.ts'
import { forEachEngine } from '../support/engines.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const HELD = { decision: decisionOf({ findings: [finding('hotel-cap')] }), result: 'held' } as const
const FRIDAY = '2026-10-23'
const SATURDAY = '2026-10-24'
const MONDAY = '2026-10-26'

describe('telling, while the clock goes on', () => {
  useRealSockets()
  let receiver: CallbackReceiver
  beforeEach(async () => {
    receiver = await startCallbackReceiver(0, KEY)
  })
  afterEach(() => receiver.close())

  forEachEngine((engine) => {
    it('sends a digest when its hour has come, once though it is started again, and none on a Saturday', async () => {
      const db = await engine.open()
      const clock = { at: new Date(`${FRIDAY}T05:59:00Z`) }
      let process = startProcess(db, receiver.url, clock)
      try {
        await process.looked()
        await keepReviews(db, [{ ...HELD, startedAt: clock.at }])
        await process.looked()
        expect(digestsIn(receiver)).to.deep.equal([])

        clock.at = new Date(`${FRIDAY}T06:00:00Z`)
        await until('the digest', () => digestsIn(receiver).length > 0)
        await process.stop()
        process = startProcess(db, receiver.url, clock)
        for (const time of [`${FRIDAY}T12:00:00Z`, `${SATURDAY}T08:00:00Z`, `${MONDAY}T06:59:00Z`]) {
          clock.at = new Date(time)
          await process.looked()
        }
        // The clocks of Berlin went back on Sunday.
        clock.at = new Date(`${MONDAY}T07:00:00Z`)
        await until('the next digest', () => digestsIn(receiver).length > 1)
      } finally {
        await process.stop()
      }
      expect(digestsIn(receiver)).to.deep.equal(['2026-10-23T06:00:00.000Z', '2026-10-26T07:00:00.000Z'])
      expect(receiver.received.every(({ isSigned }) => isSigned === true)).to.equal(true)
    })
  })
})

/** What one process does: looks for news and sends it, every few milliseconds. */
function startProcess(db: Database, url: string, clock: { readonly at: Date }) {
  const ways: Ways = { teams: new Map(), slack: new Map(), webhook: new Map([['books', { url, key: KEY }]]) }
  const file = parsePeopleFile('tell:\n  - { webhook: books, digest: 8 }', 'people.yaml', ways)
  const [now, timeZone] = [() => clock.at, 'Europe/Berlin']
  const teller = createTeller({ ways, allowPrivate: true, now, timeZone, consoleUrl: undefined })
  const delivering = startDelivering({
    db,
    allowPrivate: true,
    ended: () => undefined,
    log: SILENT_LOG,
    now,
  })
  delivering.carry('message', createMessageRoute(teller.send))
  let looks = 0
  const people = {
    current() {
      looks += 1
      return file
    },
  }
  const stored = () => delivering.wake()
  const telling = startTelling({ db, people, hasMail: false, timeZone, stored, log: SILENT_LOG, now }, 5)
  return {
    /** Once a whole look was made by the clock as it is. */
    looked() {
      const before = looks
      return until('a look', () => looks >= before + 3)
    },
    async stop() {
      await telling.stop()
      await delivering.stop(1000)
      teller.close()
    },
  }
}

/** When the digests were made that have arrived. */
function digestsIn({ received }: CallbackReceiver): readonly string[] {
  return received.map(({ body }) => {
    const { kind, at }: { readonly kind: string; readonly at: string } = JSON.parse(body)
    return kind === 'digest' ? at : kind
  })
}
