import { expect } from 'chai'
import { reportDoors } from '../../server/commands/doors.ts'
import type { Door } from '../../server/notification/notification.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { useDatabases } from '../store/databases.ts'
import { at, callout, claimedAt, RAW } from '../store/notifications.ts'
import { commandContext } from './command-context.ts'

const DAY = 86_400

describe('doors report', () => {
  const databases = useDatabases()

  /** A database in which each of these stops was announced by these doors, one a minute; the last gave up. */
  async function withStops(stops: readonly (readonly Door[])[], dead: readonly Door[] = []) {
    const db = await databases.open()
    const inbox = createInbox(db)
    const reviews = createReviews(db)
    for (const [index, doors] of stops.entries()) {
      for (const door of doors) {
        await inbox.receive(callout(`n${index}${door}`, { door }), RAW, at(index))
        const claimed = await claimedAt(inbox, index)
        const subject = { id: `R${index}`, name: `Trip ${index}`, currency: 'USD' }
        await reviews.open(claimed, { key: `${index}`, subject, mode: 'act' }, at(index * 60))
        await inbox.settle(claimed, { state: 'done' }, at(index))
      }
    }
    for (const door of dead) {
      await inbox.receive(callout(`nDead${door}`, { door }), RAW, at(0))
      await inbox.settle(await claimedAt(inbox, 0), { state: 'dead' }, at(0))
    }
  }

  async function report(
    options: { readonly days?: number; readonly limit?: number; readonly json?: true } = {},
  ) {
    const context = commandContext({ DATABASE_URL: `sqlite:${databases.path()}` })
    await reportDoors(context, { days: 30, limit: 50, ...options }, at(DAY))
    return context.printed()
  }

  it('counts, and names what one door alone announced', async () => {
    await withStops([
      ['callout', 'events'],
      ['callout'],
      ['events'],
      ['waiting list'],
      ['events', 'failed list'],
    ])

    const text = await report()

    expect(text)
      .to.include('Stops since 2026-04-23 09:30:00Z')
      .and.match(/by both doors +2\n/)
      .and.match(/by the callout only +1\n/)
      .and.match(/by events only +1\n/)
      .and.match(/by neither +1\n/)
      .and.match(
        /│ 3 +│ R2 +│ EXPRPT +│ Trip 2 +│ 2026-05-22 09:32:00Z +│ events +│\n.*│ 2 +│ R1 .*│ callout +│/,
      )
      .and.include('Keep the callout until you know why')
      .and.not.include('R0')
  })

  it('gives programs the same', async () => {
    await withStops([['callout', 'events'], ['callout']])

    expect(JSON.parse(await report({ json: true }))).to.deep.equal({
      since: '2026-04-23T09:30:00.000Z',
      both: 1,
      calloutOnly: 1,
      eventsOnly: 0,
      neither: 0,
      single: [
        {
          review: 2,
          report: 'R1',
          name: 'Trip 1',
          objectType: 'EXPRPT',
          at: '2026-05-22T09:31:00.000Z',
          door: 'callout',
        },
      ],
      dead: {},
    })
  })

  it('goes back as far as there is anything, however many days', async () => {
    await withStops([['callout']])

    expect(await report({ days: 10 ** 14 })).to.include('Stops since 1970-01-01 00:00:00Z')
  })

  it('says how many more there are', async () => {
    await withStops([['callout'], ['events'], ['events']])

    expect(await report({ limit: 1 })).to.include('(and 2 more: --limit)')
  })

  const conclusions: readonly (readonly [string, readonly (readonly Door[])[], readonly Door[], string])[] = [
    ['nothing has stopped', [], [], 'No report or travel request stopped in this time'],
    ['there were no events', [['callout'], ['waiting list']], [], 'keep the callout, and see ess list'],
    ['every callout had its event', [['callout', 'events'], ['events']], [], 'the callout can be closed'],
    ['one had none', [['callout', 'events'], ['callout']], [], 'Keep the callout until you know why'],
    ['something was given up', [['callout', 'events']], ['callout'], 'see what was given up'],
  ]
  for (const [name, stops, dead, conclusion] of conclusions) {
    it(`concludes when ${name}`, async () => {
      await withStops(stops, dead)

      expect((await report()).split('\n').at(-1)).to.include(conclusion)
    })
  }
})
