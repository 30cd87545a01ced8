import { expect } from 'chai'
import { createReviewActs } from '../../server/store/acts/review-acts.ts'
import type { Database } from '../../server/store/database.ts'
import { decisionOf, finding, keepReviews } from '../store/operators/kept-reviews.ts'
import { forEachEngine, type TestEngine } from '../support/engines.ts'
import { addPeople, tellingBench } from './telling-bench.ts'

const HELD = { decision: decisionOf({ findings: [finding('hotel-cap')] }), result: 'held' } as const
const HOUR_MS = 3_600_000
const DIGEST_AT_8 = '  - { webhook: books, digest: 8 }'

describe('looking at the clock', () => {
  forEachEngine((engine) => {
    it('sends a digest once on every working day from its hour on, by the clock of the time zone', async () => {
      // From Thursday to Tuesday; on Sunday, 25 October, the clocks of Berlin go back.
      const { bench } = await open(engine, DIGEST_AT_8, '2026-10-22T00:00:00Z')

      await everyHour(bench, '2026-10-22T00:00:00Z', '2026-10-27T12:00:00Z')

      expect(await times(bench)).to.deep.equal([
        '2026-10-22T06:00:00.000Z',
        '2026-10-23T06:00:00.000Z',
        '2026-10-26T07:00:00.000Z',
        '2026-10-27T07:00:00.000Z',
      ])
    })

    it('sends one where the clocks skip its hour, and one where its hour comes twice', async () => {
      // In Cairo there is no midnight on Friday, 24 April, and 23:00 comes twice on Thursday, 29 October.
      const rows = '  - { webhook: books, digest: 0 }\n  - { teams: finance, digest: 23 }'
      const { bench } = await open(engine, rows, '2026-04-23T00:00:00Z', 'Africa/Cairo')

      await everyHour(bench, '2026-04-23T12:00:00Z', '2026-04-24T12:00:00Z')
      await everyHour(bench, '2026-10-29T12:00:00Z', '2026-10-30T12:00:00Z')

      expect((await bench.told()).map(({ to, news }) => `${to} ${news.at}`)).to.deep.equal([
        'webhook:books 2026-04-23T12:00:00.000Z',
        'teams:finance 2026-04-23T21:00:00.000Z',
        'webhook:books 2026-04-23T22:00:00.000Z',
        'webhook:books 2026-10-29T12:00:00.000Z',
        'teams:finance 2026-10-29T20:00:00.000Z',
        'webhook:books 2026-10-29T22:00:00.000Z',
      ])
    })

    it('sends none on a holiday, none where nothing is held, and makes up for neither', async () => {
      const { db, bench } = await open(engine, DIGEST_AT_8, '2026-12-24T00:00:00Z')
      await everyHour(bench, '2026-12-24T06:00:00Z', '2026-12-24T20:00:00Z')
      await everyHour(bench, '2026-12-25T00:00:00Z', '2026-12-28T06:00:00Z')
      await db.updateTable('review').set({ result: 'approved' }).execute()
      await everyHour(bench, '2026-12-28T07:00:00Z', '2026-12-28T09:00:00Z')
      await db.updateTable('review').set({ result: 'held' }).execute()
      await everyHour(bench, '2026-12-28T10:00:00Z', '2026-12-28T20:00:00Z')

      expect(await times(bench)).to.deep.equal(['2026-12-24T07:00:00.000Z'])
    })

    it('sends it late where nobody looked at its hour, and counts all that is held', async () => {
      const { bench } = await open(engine, DIGEST_AT_8, '2026-12-02T00:00:00Z', 'Europe/Berlin', 3)

      await bench.lookAtClock(new Date('2026-12-02T15:30:00Z'))

      const [digest] = await bench.told()
      expect(digest?.news).to.include({ kind: 'digest', at: '2026-12-02T15:30:00.000Z', count: 3 })
    })

    it('leaves what is snoozed out of digests until it is back', async () => {
      const { db, bench } = await open(engine, DIGEST_AT_8, '2026-12-01T00:00:00Z', 'Europe/Berlin', 2)
      await snooze(db, 1, '2026-12-03T06:00:00Z')
      await everyHour(bench, '2026-12-02T06:00:00Z', '2026-12-03T12:00:00Z')

      const digests = (await bench.told()).flatMap(({ news }) => (news.kind === 'digest' ? [news] : []))
      expect(
        digests.map(({ count, reviews }) => [count, reviews.map(({ reviewId }) => reviewId)]),
      ).to.deep.equal([
        [1, [2]],
        [2, [1, 2]],
      ])
    })

    it('reminds once after so many working days', async () => {
      const row = '  - { mail: boss@example.com, stillHeldAfter: 3 }'
      // Held since Thursday, 09:00 in Berlin.
      const { bench } = await open(engine, row, '2026-12-03T08:00:00Z')

      await everyHour(bench, '2026-12-03T08:00:00Z', '2026-12-11T12:00:00Z')

      expect(await times(bench)).to.deep.equal(['2026-12-08T08:00:00.000Z'])
      const [first] = await bench.told()
      expect(first).to.include({ to: 'mail:boss@example.com' })
      expect(first?.news).to.include({ kind: 'still held', workingDays: 3 })
    })

    it('reminds of what was snoozed meanwhile when it is back, however late that is', async () => {
      const row = '  - { mail: boss@example.com, stillHeldAfter: 1 }'
      const { db, bench } = await open(engine, row, '2026-12-01T08:00:00Z')
      await snooze(db, 1, '2026-12-16T08:00:00Z')

      await everyHour(bench, '2026-12-01T08:00:00Z', '2026-12-20T12:00:00Z')

      expect(await times(bench)).to.deep.equal(['2026-12-16T08:00:00.000Z'])
    })
  })
})

/** A database in which so many reports are held since a time, of which nobody was told. */
async function open(
  engine: TestEngine,
  rows: string,
  heldSince: string,
  timeZone = 'Europe/Berlin',
  count = 1,
) {
  const db = await engine.open()
  const since = new Date(heldSince)
  await addPeople(db, [], since)
  const draft = { ...HELD, startedAt: since }
  await keepReviews(
    db,
    Array.from({ length: count }, () => draft),
  )
  const bench = await tellingBench(db, rows, since, timeZone)
  return { db, bench }
}

type Bench = Awaited<ReturnType<typeof tellingBench>>

async function everyHour(bench: Bench, from: string, to: string): Promise<void> {
  for (let at = Date.parse(from); at <= Date.parse(to); at += HOUR_MS) await bench.lookAtClock(new Date(at))
}

/** When somebody was told. */
async function times(bench: Bench): Promise<readonly string[]> {
  return (await bench.told()).map(({ news }) => news.at)
}

async function snooze(db: Database, reviewId: number, until: string): Promise<void> {
  await createReviewActs(db).perform(
    reviewId,
    { kind: 'snooze', until: new Date(until) },
    { by: { login: 'ada' }, now: new Date() },
  )
}
