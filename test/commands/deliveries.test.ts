import { expect } from 'chai'
import { addMessages } from '../../server/store/deliveries/add-messages.ts'
import { createDeliveries } from '../../server/store/deliveries/deliveries.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { messageFor } from '../../server/tell/message-body.ts'
import { at } from '../store/notifications.ts'
import { forEachEngine, type TestEngine } from '../support/engines.ts'
import { heldNews } from '../tell/sample-news.ts'
import { runCommand } from './run-command.ts'

describe('the commands of messages to people', () => {
  forEachEngine((engine) => {
    it('deliveries list shows what was given up and why, and deliveries show what would be sent', async () => {
      const { run } = await open(engine)

      const listed = JSON.parse((await run('list', '--state', 'dead', '--json')).stdout)
      expect(listed).to.have.lengthOf(1)
      expect(listed[0]).to.include({
        id: 1,
        line: 'mail:ada@example.com',
        instanceId: null,
        resource: 'held',
        eventId: 'review-12-held-1',
        state: 'dead',
        attempts: 1,
        reason: 'there is no such mailbox',
      })
      const shown = await run('show', '1')
      expect(shown.code).to.equal(0)
      expect(shown.stdout.split('\n').slice(0, 8)).to.deep.equal([
        'to: mail:ada@example.com',
        'about: held',
        'event id: review-12-held-1',
        'made: 2026-05-22 09:30:00Z',
        'state: dead',
        'tries: 1',
        'next: -',
        'reason: there is no such mailbox',
      ])
      expect(JSON.parse(shown.stdout.split('\n').at(-1) ?? '')).to.deep.equal({
        destination: { way: 'mail', name: 'ada@example.com', language: 'en' },
        news: heldNews(),
      })
    })

    it('deliveries show gives the same as JSON, and says that there is none of a number', async () => {
      const { run } = await open(engine)

      const shown = JSON.parse((await run('show', '2', '--json')).stdout)
      expect(shown).to.include({ id: 2, line: 'teams:finance', state: 'waiting' })
      expect(shown).to.have.property('body').that.includes('review-12-held-1')
      expect(await run('show', '99')).to.deep.equal({
        code: 1,
        stdout: '',
        stderr: 'there is no delivery 99',
      })
    })

    it('deliveries skip passes over what was given up, once, and the trail has who did it', async () => {
      const { run, trail } = await open(engine)

      expect(await run('skip', '1', '--as', 'ada')).to.deep.equal({
        code: 0,
        stdout: '1 skipped, their lines go on',
        stderr: '',
      })
      expect(await run('skip', '1', '2', '99', '--as', 'ada')).to.deep.equal({
        code: 1,
        stdout: '0 skipped, their lines go on',
        stderr: 'not given up, so there is nothing to skip: 1, 2, 99',
      })
      expect(JSON.parse((await run('list', '--state', 'skipped', '--json')).stdout)).to.have.lengthOf(1)
      expect(await trail()).to.deep.equal([
        'deliveries skip | ada | delivery 1 | done',
        'deliveries skip | ada | delivery 1 | refused | it was not given up',
        'deliveries skip | ada | delivery 2 | refused | it was not given up',
        'deliveries skip | ada | delivery 99 | refused | it was not given up',
      ])
    })

    it('deliveries retry sends again what was given up, of one receiver if that is said', async () => {
      const { run, deliveries, trail } = await open(engine)

      expect(await run('retry', '--to', 'teams:finance')).to.include({
        code: 1,
        stderr: 'none of them was given up',
      })
      expect(await run('retry', '--to', 'mail:ada@example.com', '--as', 'ada')).to.include({
        code: 0,
        stdout: '1 will be sent',
      })
      expect(await trail()).to.deep.equal(['deliveries retry | ada | delivery 1 | done'])
      const due = await deliveries.claim(new Date(), false, 9)
      expect(due.map(({ id }) => id)).to.have.members([1, 2])
    })
  })
})

/** A database with a mail that was given up and a card that waits. */
async function open(engine: TestEngine) {
  const db = await engine.open()
  const deliveries = createDeliveries(db)
  const messages = [
    messageFor({ way: 'mail', name: 'ada@example.com', language: 'en' }, heldNews()),
    messageFor({ way: 'teams', name: 'finance', language: 'en' }, heldNews()),
  ]
  await db.transaction().execute((trx) => addMessages(trx, messages, at(0)))
  for (const claimed of await deliveries.claim(at(1), false, 9)) {
    if (claimed.line.startsWith('mail:')) await deliveries.giveUp(claimed, 'there is no such mailbox', at(2))
    else await deliveries.release(claimed, at(2))
  }
  return {
    deliveries,
    run: (...args: readonly string[]) => runCommand(['deliveries', ...args], { DATABASE_URL: engine.url() }),
    /** Oldest first. */
    trail: async () =>
      (await createTrail(db).list({ limit: 9 }))
        .toReversed()
        .map(({ act, who, whom, subject, outcome, detail }) =>
          [act, who, whom, subject, outcome, detail].filter((each) => each !== null).join(' | '),
        ),
  }
}
