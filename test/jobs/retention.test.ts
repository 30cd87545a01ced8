import { expect } from 'chai'
import { sql } from 'kysely'
import { startRetention } from '../../server/jobs/retention.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createJobs } from '../../server/store/jobs.ts'
import { eventually } from '../listeners/eventually.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { callout, claimedAt, RAW } from '../store/notifications.ts'
import { forEachEngine } from '../support/engines.ts'

const LONG_AGO = new Date('2025-01-01T00:00:00Z')
const NOW = new Date('2026-07-01T12:00:00Z')

describe('retention', () => {
  forEachEngine((engine) => {
    async function open() {
      const db = await engine.open()
      const log = recordedLog()
      const start = () => startRetention({ db, keepDays: 100, jobs: createJobs(db), log, now: () => NOW }, 0)
      return { db, log, start, events: () => log.lines.map(({ event }) => event) }
    }

    it('is done by one process of all, once a day', async () => {
      const { db, log, start, events } = await open()
      const inbox = createInbox(db)
      await inbox.receive(callout('nOne'), RAW, LONG_AGO)
      await inbox.settle(await claimedAt(inbox, 0), { state: 'done' }, LONG_AGO)
      const both = [start(), start()]
      await eventually(() => events().length > 0)
      await Promise.all(both.map((each) => each.stop()))

      expect(log.lines).to.deep.equal([
        {
          level: 'info',
          event: 'retention.pruned',
          fields: { notifications: 1, quarantined: 0, events: 0, facts: 0, deliveries: 0, policies: 0 },
        },
      ])
      const almostADayLater = new Date('2026-07-02T11:00:00Z')
      expect(await createJobs(db).isOurs('retention', 86_400_000, almostADayLater)).to.equal(false)
    })

    it('says that it failed, and goes on another time', async () => {
      await engine.bare()
      const { db, start, events } = await open()
      await sql`drop table quarantine`.execute(db)
      const retention = start()
      await eventually(() => events().length > 0)
      await retention.stop()

      expect(events()).to.deep.equal(['retention.failed'])
    })
  })
})
