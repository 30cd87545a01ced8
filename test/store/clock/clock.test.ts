import { expect } from 'chai'
import { elapsedMs } from '../../../server/record/clock-leap.ts'
import type { Clock } from '../../../server/store/clock.ts'
import { createInbox, type Inbox } from '../../../server/store/inbox/inbox.ts'
import { createJobs } from '../../../server/store/jobs.ts'
import { createInstances } from '../../../server/store/polling/instances.ts'
import { createPolls } from '../../../server/store/polling/polls.ts'
import { createPresence } from '../../../server/store/presence/presence.ts'
import { forEachEngine } from '../../support/engines.ts'
import { callout, RAW } from '../notifications.ts'
import { openWithSetClock, type SetClock } from './set-clock.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** More than a lease lasts. */
const LEASE_OVER = 13 * SECOND

const STEPS = [
  { name: '25 s forward', ms: 25 * SECOND },
  { name: 'an hour back', ms: -HOUR },
  { name: '2 h forward', ms: 2 * HOUR },
  { name: '30 days back', ms: -30 * DAY },
]

const INSTANCE = {
  element: 'concur',
  name: 'One',
  body: '{}',
  secrets: 'sealed',
  isActive: true,
  resources: [{ name: 'reports', state: '{"cursor":0}' }],
}

describe('the clock that connectors have in common', () => {
  forEachEngine((engine) => {
    let place: SetClock
    let clock: Clock
    let inbox: Inbox
    beforeEach(async () => {
      place = await openWithSetClock(engine)
      clock = await place.open()
      inbox = createInbox(place.db)
    })
    afterEach(() => place.db.destroy())

    const receive = (name: string) => inbox.receive(callout(name), RAW, clock.now())
    async function claim() {
      const claimed = await inbox.claim(clock.now())
      if (claimed === undefined) throw new Error('there was nothing to claim')
      return claimed
    }
    const inMs = (ms: number) => new Date(clock.now().getTime() + ms)

    for (const { name, ms } of STEPS) {
      describe(`when it is set ${name}`, () => {
        it('takes nothing from a worker that is alive', async () => {
          await receive('nOne')
          const claimed = await claim()
          await place.step(ms)
          const before = await inbox.claim(clock.now())
          const { leapMs } = await clock.look()
          const after = await inbox.claim(clock.now())
          await place.pass(8 * SECOND)
          const isHeld = await inbox.renew(claimed, clock.now())
          await place.pass(8 * SECOND)
          await clock.look()

          expect([before, after, isHeld]).to.deep.equal([undefined, undefined, true])
          expect(Math.round(leapMs / SECOND) * SECOND).to.equal(ms)
          expect(await inbox.claim(clock.now())).to.equal(undefined)
        })

        it('gives what a dead worker left within 20 s', async () => {
          await receive('nOne')
          await claim()
          await place.step(ms)
          await clock.look()
          await place.pass(LEASE_OVER)
          await clock.look()

          expect(await inbox.claim(clock.now())).to.include({ id: 1, abandoned: 1 })
        })

        it('has what waits wait as long as whoever meant that has not seen it yet', async () => {
          const other = await place.open()
          await receive('nOne')
          const claimed = await claim()
          await place.step(ms)
          await other.look()
          const retry = { at: inMs(8 * SECOND), reasonCode: 'BUSY', reason: 'busy' }
          await inbox.retryLater(claimed, retry, clock.now())
          await receive('nTwo')
          await clock.look()
          await other.look()
          await place.pass(5 * SECOND)
          await clock.look()
          const early = await inbox.claim(clock.now())
          await place.pass(6 * SECOND)
          await clock.look()
          const late = await inbox.claim(clock.now())
          const last = await inbox.claim(clock.now())

          expect(early?.id).to.not.equal(1)
          expect([early, late, last].map((each) => each?.id)).to.include.members([1, 2])
        })

        it('has an instance polled in time that whoever has not seen it yet has made, changed or enabled', async () => {
          const other = await place.open()
          const instances = createInstances(place.db)
          const polls = createPolls(place.db)
          await place.step(ms)
          await other.look()
          const soon = inMs(8 * SECOND)
          const now = clock.now()
          const ids: number[] = []
          for (const file of ['made', 'changed', 'enabled']) {
            const made = await instances.create({ file }, INSTANCE, () => soon, now)
            ids.push(Number(made?.id))
          }
          const [, changed = 0, enabled = 0] = ids
          await instances.change(changed, INSTANCE, soon, now)
          await instances.disable(enabled, 'a while', now)
          await instances.enable(enabled, soon, undefined, now)
          await place.pass(5 * SECOND)
          await clock.look()
          await other.look()
          const early = await polls.claim(clock.now())
          await place.pass(6 * SECOND)
          await clock.look()
          const due: (number | undefined)[] = []
          for (const _ of ids) due.push((await polls.claim(clock.now()))?.id)

          expect(early).to.equal(undefined)
          expect(due).to.have.members(ids)
        })

        it('has what waits wait as long as it was to', async () => {
          await receive('nOne')
          await inbox.retryLater(
            await claim(),
            { at: inMs(5 * MINUTE), reasonCode: 'BUSY', reason: 'busy' },
            clock.now(),
          )
          await place.step(ms)
          await clock.look()
          await place.pass(5 * MINUTE - 5 * SECOND)
          await clock.look()
          const early = await inbox.claim(clock.now())
          await place.pass(10 * SECOND)
          await clock.look()

          expect(early).to.equal(undefined)
          expect(await inbox.claim(clock.now())).to.include({ id: 1 })
        })

        it('gives what is due, and what comes afterwards', async () => {
          await receive('nOne')
          await place.step(ms)
          await clock.look()
          await receive('nTwo')

          expect(await inbox.claim(clock.now())).to.include({ id: 1 })
          expect(await inbox.claim(clock.now())).to.include({ id: 2 })
        })

        it('has a job run no earlier and no later', async () => {
          const jobs = createJobs(place.db)
          await jobs.isOurs('lists', 15 * MINUTE, clock.now())
          await place.step(ms)
          await clock.look()
          await place.pass(14 * MINUTE)
          await clock.look()
          const early = await jobs.isOurs('lists', 15 * MINUTE, clock.now())
          await place.pass(2 * MINUTE)
          await clock.look()

          expect([early, await jobs.isOurs('lists', 15 * MINUTE, clock.now())]).to.deep.equal([false, true])
        })

        it('makes nothing older', async () => {
          const since = clock.now()
          await place.step(ms)
          await clock.look()
          await place.pass(MINUTE)
          await clock.look()

          expect(elapsedMs(since, clock.now(), clock.leaps())).to.be.at.most(70 * SECOND)
        })

        it('is moved once, however many see it', async () => {
          const other = await place.open()
          await receive('nOne')
          await inbox.retryLater(
            await claim(),
            { at: inMs(MINUTE), reasonCode: 'BUSY', reason: 'busy' },
            clock.now(),
          )
          await place.step(ms)
          const [one, two] = [await clock.look(), await other.look()]
          await place.pass(65 * SECOND)
          await clock.look()

          expect([one.leapMs !== 0, two.leapMs]).to.deep.equal([true, 0])
          expect(Math.abs(other.now().getTime() - clock.now().getTime())).to.be.lessThan(2 * SECOND)
          expect(await inbox.claim(clock.now())).to.include({ id: 1 })
        })
      })

      it(`goes on when it was set ${name} before a start`, async () => {
        const jobs = createJobs(place.db)
        for (const report of ['nOne', 'nTwo', 'nThree']) await receive(report)
        await claim()
        const waiting = await claim()
        await inbox.retryLater(
          waiting,
          { at: inMs(10 * SECOND), reasonCode: 'BUSY', reason: 'busy' },
          clock.now(),
        )
        await jobs.isOurs('lists', SECOND, clock.now())
        await place.step(ms)
        clock = await place.open()
        await place.pass(LEASE_OVER)
        await clock.look()

        const claims = [await claim(), await claim(), await claim()]
        expect(claims.map(({ id }) => id)).to.have.members([1, 2, 3])
        expect(await jobs.isOurs('lists', SECOND, clock.now())).to.equal(true)
        expect(elapsedMs(waiting.receivedAt, clock.now(), clock.leaps())).to.be.at.most(2 * MINUTE)
      })
    }

    it('counts what cannot be as past, whoever wrote it', async () => {
      const jobs = createJobs(place.db)
      const ahead = inMs(40 * DAY)
      for (const report of ['nOne', 'nTwo']) await receive(report)
      const [one, two] = [await claim(), await claim()]
      await inbox.retryLater(
        one,
        { at: ahead, notBefore: ahead, reasonCode: 'BUSY', reason: 'busy' },
        clock.now(),
      )
      await place.db
        .updateTable('notification')
        .set({ lease_until: ahead.getTime() })
        .where('id', '=', two.id)
        .execute()
      await place.db.insertInto('job').values({ name: 'lists', started_at: ahead.getTime() }).execute()
      await createPresence(place.db).note(1, 'ada', ahead)
      clock = await place.open()
      const isDue = await inbox.claim(clock.now())
      await place.pass(LEASE_OVER)
      await clock.look()

      expect(isDue).to.include({ id: 1 })
      expect((await claim()).id).to.equal(2)
      expect(await jobs.isOurs('lists', DAY, clock.now())).to.equal(true)
      expect(await createPresence(place.db).of(1, clock.now())).to.deep.equal([])
    })

    it('gives nothing while nobody has looked at it for a while', async () => {
      await receive('nOne')
      await place.pass(10 * SECOND)
      const unseen = await inbox.claim(clock.now())
      await clock.look()

      expect(unseen).to.equal(undefined)
      expect(await inbox.claim(clock.now())).to.include({ id: 1 })
    })
  })
})
