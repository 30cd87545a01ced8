import { expect } from 'chai'
import type { Door } from '../../../server/notification/notification.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { readDoors } from '../../../server/store/operators/doors.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { forEachEngine, type TestEngine } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

const DAY = 86_400

async function open(engine: TestEngine) {
  const db = await engine.open()
  const inbox = createInbox(db)
  const reviews = createReviews(db)

  /** A stop of the report that was announced by these doors. */
  async function stop(reportId: string, doors: readonly Door[], seconds: number, objectType = 'EXPRPT') {
    for (const [index, door] of doors.entries()) {
      await inbox.receive(callout(`n${reportId}${index}`, { door, objectType }), RAW, at(seconds))
      const claimed = await claimedAt(inbox, seconds)
      const visit = {
        key: `${reportId} ${seconds}`,
        subject: { id: reportId, name: 'Trip', currency: 'USD' },
        mode: 'act' as const,
      }
      const opened = await reviews.open(claimed, visit, at(seconds))
      if (opened.kind === 'ours') await reviews.finish(opened.review, 'approved', undefined, at(seconds))
      await inbox.settle(claimed, { state: 'done' }, at(seconds))
    }
  }
  async function dead(door: Door, seconds: number) {
    await inbox.receive(callout(`nDead${door}${seconds}`, { door }), RAW, at(seconds))
    await inbox.settle(await claimedAt(inbox, seconds), { state: 'dead', reason: 'why' }, at(seconds))
  }
  return { db, stop, dead, since: (seconds: number, limit = 50) => readDoors(db, at(seconds), limit) }
}

describe('the doors side by side, the same on both engines', () => {
  forEachEngine((engine) => {
    it('have nothing to tell at first', async () => {
      const { since } = await open(engine)

      expect(await since(0)).to.deep.equal({
        both: 0,
        calloutOnly: 0,
        eventsOnly: 0,
        neither: 0,
        single: [],
        dead: {},
      })
    })

    it('tell by which of them each stop was announced, and name those of one door only', async () => {
      const { stop, since } = await open(engine)
      await stop('R1', ['callout', 'events'], 1)
      await stop('R2', ['events', 'callout', 'callout'], 2)
      await stop('R3', ['failed list', 'events'], 3)
      await stop('R4', ['callout'], 4)
      await stop('R5', ['failed list', 'waiting list'], 5)
      await stop('R6', ['events', 'waiting list'], 6, 'TRAVELREQ')
      await stop('R7', ['waiting list'], 7)

      const { single, ...counts } = await since(0)

      expect(counts).to.deep.equal({ both: 3, calloutOnly: 2, eventsOnly: 1, neither: 1, dead: {} })
      const name = 'Trip'
      expect(single).to.deep.equal([
        { review: 6, report: 'R6', name, objectType: 'TRAVELREQ', at: at(6), door: 'events' },
        { review: 5, report: 'R5', name, objectType: 'EXPRPT', at: at(5), door: 'callout' },
        { review: 4, report: 'R4', name, objectType: 'EXPRPT', at: at(4), door: 'callout' },
      ])
    })

    it('take each stop of a report by itself, and those before the time not at all', async () => {
      const { stop, since } = await open(engine)
      await stop('R1', ['callout'], 0)
      await stop('R1', ['callout', 'events'], 2 * DAY)
      await stop('R1', ['events'], 3 * DAY)

      expect(await since(DAY)).to.include({ both: 1, calloutOnly: 0, eventsOnly: 1, neither: 0 })
      expect(await since(0)).to.include({ both: 1, calloutOnly: 1, eventsOnly: 1, neither: 0 })
    })

    it('name so many at the most, and count them all', async () => {
      const { stop, since } = await open(engine)
      for (const seconds of [1, 2, 3]) await stop(`R${seconds}`, ['callout'], seconds)

      const { calloutOnly, single } = await since(0, 2)

      expect(calloutOnly).to.equal(3)
      expect(single.map(({ report }) => report)).to.deep.equal(['R3', 'R2'])
    })

    it('tell of notifications that were given up without a review', async () => {
      const { dead, since } = await open(engine)
      await dead('events', 0)
      await dead('events', DAY)
      await dead('events', DAY + 1)
      await dead('callout', DAY)

      expect(await since(DAY)).to.have.deep.property('dead', { events: 2, callout: 1 })
    })
  })
})
