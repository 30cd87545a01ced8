import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { sql } from 'kysely'
import { SILENT_LOG } from '../../../server/log.ts'
import type { Notification } from '../../../server/notification/notification.ts'
import { openForWriting } from '../../../server/store/arrivals/arrivals-file.ts'
import { type Arrivals, openArrivals } from '../../../server/store/arrivals/open-arrivals.ts'
import { takeOver } from '../../../server/store/arrivals/take-over.ts'
import { readUntaken, untilTakenOver } from '../../../server/store/arrivals/untaken.ts'
import { type Database, isPostgres } from '../../../server/store/database.ts'
import { sqlitePath } from '../../../server/store/database-url.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { arrivalsPath } from '../../../server/store/sqlite-file.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

const same = (notification: Notification) => notification

const arrive = (door: Arrivals, notification: Notification, seconds = 0) =>
  door.keep({ kind: 'notification', notification, raw: RAW, at: at(seconds) })

describe('taking over what has arrived', () => {
  forEachEngine((engine) => {
    let doors: Arrivals[]
    let db: Database

    beforeEach(async () => {
      db = await engine.open()
      doors = []
    })
    afterEach(() => Promise.all(doors.map((door) => door.close())))

    /** As the thread of another process opens it. */
    async function openDoor(): Promise<Arrivals> {
      const door = await openArrivals(engine.url(), SILENT_LOG)
      doors.push(door)
      return door
    }

    async function takeAll(as = same, seconds = 100): Promise<readonly string[]> {
      const results: string[] = []
      for (;;) {
        const { taken } = await takeOver(db, as, at(seconds))
        if (taken.length === 0) return results
        results.push(...taken.map(({ result, id = 0 }) => `${result} ${id}`))
      }
    }

    it('makes notifications of them in the order in which they came, with all that they say', async () => {
      const door = await openDoor()
      const said = callout('nB', {
        correlationId: 'c2',
        context: 'says ❄ \ud800 and \0',
        stepCode: 'EXTVAL',
        stepInstanceId: 'step 7',
        announcedAt: at(-3),
      })
      await arrive(door, callout('nA'), 0)
      await arrive(door, said, 1)
      await door.keep({
        kind: 'notification',
        notification: callout('nC'),
        raw: Buffer.from([0, 255, 13]),
        at: at(2),
      })

      expect(await readUntaken(db)).to.deep.equal({ count: 3, oldestAt: at(0) })
      expect(await takeAll()).to.deep.equal(['stored 1', 'stored 2', 'stored 3'])
      expect(await readUntaken(db)).to.deep.equal({ count: 0, oldestAt: undefined })
      const overview = createOverview(db)
      const lines = (await overview.notifications({ limit: 9 })).toReversed()
      expect(lines.map(({ objectPath }) => objectPath.at(-1))).to.deep.equal(['A', 'B', 'C'])
      expect(lines[1]).to.deep.include({
        door: 'callout',
        correlationId: 'c2',
        context: 'says ❄ \ufffd and \ufffd',
        receivedAt: at(1),
        dueAt: at(1),
      })
      expect((await overview.notification(3))?.raw).to.deep.equal(Uint8Array.of(0, 255, 13))
      expect(await createInbox(db).claim(at(100))).to.include({ id: 1 })
    })

    it('folds an identical one only into one that still waits', async () => {
      const door = await openDoor()
      await arrive(door, callout('nA'), 0)
      await arrive(door, callout('nA'), 1)
      expect(await takeAll()).to.deep.equal(['stored 1', 'duplicate 1'])
      await arrive(door, callout('nA'), 2)
      expect(await takeAll()).to.deep.equal(['duplicate 1'])
      await claimedAt(createInbox(db), 100)
      await arrive(door, callout('nA'), 3)

      expect((await takeAll()).join(', ')).to.match(/^stored [23]$/)
      expect((await createOverview(db).notification(1))?.line).to.include({ timesSeen: 3 })
    })

    it('keeps a named one once, also where it came twice or was there before', async () => {
      const door = await openDoor()
      const event = callout('nE', { door: 'events', externalId: 'event 1' })
      await createInbox(db).receive(callout('nF', { door: 'events', externalId: 'event 2' }), RAW, at(0))
      await arrive(door, event)
      await arrive(door, event)
      await arrive(door, callout('nF', { door: 'events', externalId: 'event 2' }))

      expect(await takeAll()).to.deep.equal(['stored 2', 'duplicate 2', 'duplicate 1'])
      await arrive(door, event)
      expect(await takeAll()).to.deep.equal(['duplicate 2'])
    })

    it('puts what could not be understood into quarantine', async () => {
      const door = await openDoor()
      const what = { door: 'callout', problems: ['it is not XML'], contentType: 'text/html' } as const
      await door.keep({ kind: 'not understood', ...what, raw: Buffer.from('<html'), at: at(5) })
      await arrive(door, callout('nA'))

      expect(await takeAll()).to.deep.equal(['stored 1', 'refused 0'])
      const [entry] = await createOverview(db).quarantine(2)
      expect(entry).to.deep.include({ ...what, receivedAt: at(5), timesSeen: 1 })
    })

    it('stores each as the caller says, and gives what is not reviewed to nobody', async () => {
      await arrive(await openDoor(), callout('nA'))

      expect(await takeAll((notification) => ({ ...notification, notReviewed: 'no rules' }))).to.deep.equal([
        'not reviewed 1',
      ])
      expect(await createInbox(db).claim(at(200))).to.equal(undefined)
    })

    it('has what came before the clock was set back due at once', async () => {
      await arrive(await openDoor(), callout('nA'), 7200)
      await takeAll(same, 60)

      expect(await createInbox(db).claim(at(60))).to.include({ id: 1 })
    })

    it('takes over each once, in one order, where several take over while several receive', async () => {
      const others = [await engine.open(), await engine.open()]
      const receiving = [await openDoor(), await openDoor()].map(async (door, index) => {
        for (let number = 0; number < 200; number += 1) await arrive(door, callout(`n${index}-${number}`))
      })
      const results: number[] = []
      let isOver = false
      const taking = [db, ...others].map(async (each) => {
        for (;;) {
          const wasOver = isOver
          const { taken } = await takeOver(each, same, at(100))
          results.push(...taken.map(({ id = 0 }) => id))
          if (taken.length === 0 && wasOver) return
        }
      })
      await Promise.all(receiving)
      isOver = true
      await Promise.all(taking)

      expect(results.toSorted((a, b) => a - b)).to.deep.equal(
        Array.from({ length: 400 }, (_, index) => index + 1),
      )
      const lines = (await createOverview(db).notifications({ limit: 1000 })).toReversed()
      for (const index of [0, 1]) {
        const ours = lines.flatMap(({ objectPath }) => objectPath.split(`/n${index}-`)[1] ?? [])
        expect(ours).to.deep.equal(Array.from({ length: 200 }, (_, number) => String(number)))
      }
    })

    it('takes a part of many and of much, and goes on there', async () => {
      const door = await openDoor()
      await Promise.all(Array.from({ length: 600 }, (_, number) => arrive(door, callout(`n${number}`))))
      const first = await takeOver(db, same, at(1))
      expect(first.taken).to.have.length(250)
      expect(await takeAll()).to.have.length(350)

      const large = Buffer.alloc(900_000, 'x')
      for (let number = 0; number < 4; number += 1) {
        await door.keep({ kind: 'notification', notification: callout(`l${number}`), raw: large, at: at(2) })
      }
      expect((await takeOver(db, same, at(3))).taken).to.have.length(3)
      expect(await takeAll()).to.have.length(1)
    })

    it('puts one that cannot be stored into quarantine with the reason, and takes over those behind it', async () => {
      await engine.bare()
      db = await engine.open()
      const door = await openDoor()
      await refuseOne(db)
      for (const key of ['nA', 'nBad', 'nC']) await arrive(door, callout(key))

      expect((await takeAll()).join(', ')).to.match(/^stored \d, refused 0, stored \d$/)
      const [entry] = await createOverview(db).quarantine(2)
      expect(entry?.problems[0]).to.match(/^it could not be stored: .*constraint/)
    })

    it('puts what a damaged file says into quarantine, and takes over those behind it', async () => {
      const door = await openDoor()
      for (const key of ['nA', 'nB', 'nC', 'nD']) await arrive(door, callout(key))
      await damage(engine.url(), db, 2, '{"door":"events","obj')
      await damage(engine.url(), db, 3, '{}')

      expect((await takeAll()).join(', ')).to.match(/^stored \d, refused 0, refused 0, stored \d$/)
      const { problems, receivedAt } = (await createOverview(db).quarantine(2))[0] ?? {}
      expect(problems?.[0]).to.match(/^it could not be stored: /)
      expect(receivedAt).to.deep.equal(at(0))
    })

    it('waits for what has arrived about an object, whatever else has', async () => {
      const door = await openDoor()
      await arrive(door, callout('nA', { context: 'says \ud800 and \0' }))
      await arrive(door, callout('nB'))
      await damage(engine.url(), db, 2, '{"broken')
      await arrive(door, callout('nC'))
      const { objectPath } = callout('nC')
      await untilTakenOver(db, callout('nD').objectPath)
      let isOver = false
      const waiting = untilTakenOver(db, objectPath).finally(() => {
        isOver = true
      })
      await sleep(100)
      expect(isOver).to.equal(false)
      await takeAll()
      await waiting
    })

    it('takes nothing over where storing fails, and all of it later', async () => {
      await engine.bare()
      db = await engine.open()
      await arrive(await openDoor(), callout('nA'))
      await sql`alter table notification rename to elsewhere`.execute(db)
      const failed = await takeOver(db, same, at(1)).catch((error: unknown) => error)
      expect(failed).to.be.instanceOf(Error)
      await sql`alter table elsewhere rename to notification`.execute(db)

      expect(await takeAll()).to.deep.equal(['stored 1'])
    })
  })
})

/** Overwrites what an arrival says. */
async function damage(url: string, db: Database, id: number, said: string): Promise<void> {
  if (isPostgres(db)) {
    await sql`update arrival set said = ${said} where id = ${id}`.execute(db)
    return
  }
  using file = openForWriting(arrivalsPath(sqlitePath(url)))
  file.prepare('update arrival set said = ? where id = ?').run(said, id)
}

/** Has the database refuse the report `nBad`, as it would what it cannot hold. */
async function refuseOne(db: Database): Promise<void> {
  if (isPostgres(db)) {
    await sql`alter table notification add constraint no_bad check (object_path not like '%nBad')`.execute(db)
    return
  }
  await sql`create trigger no_bad before insert on notification when new.object_path like '%nBad'
    begin select raise(abort, 'CHECK constraint failed: no_bad'); end`.execute(db)
}
