import { expect } from 'chai'
import { createDeliveries } from '../../../server/store/deliveries/deliveries.ts'
import { createInstances } from '../../../server/store/polling/instances.ts'
import { createPolls } from '../../../server/store/polling/polls.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'
import { claimPoll, createInstance, delivery, NOTHING_FOUND } from './instances.ts'

describe('what is on its way to callback URLs', () => {
  forEachEngine((engine) => {
    async function open() {
      const db = await engine.open()
      const [instances, polls, deliveries] = [createInstances(db), createPolls(db), createDeliveries(db)]
      /** Notifications of that instance, due at second 12. */
      const add = async (name: string, ...eventIds: readonly string[]) => {
        const { id } = await createInstance(instances, name)
        const { claimed, resource } = await claimPoll(polls, 10)
        await polls.draft(claimed, resource, eventIds.map(delivery), at(12))
        await polls.commit(claimed, resource, NOTHING_FOUND, at(12))
        return { id, claimed, resource }
      }
      const claim = async (seconds: number) => {
        const [claimed] = await deliveries.claim(at(seconds), false, 1)
        if (claimed === undefined) throw new Error('nothing is due')
        return claimed
      }
      return { instances, polls, deliveries, add, claim }
    }

    it('come in order, one of each instance at a time', async () => {
      const { deliveries, add, claim } = await open()
      await add('One', 'a1', 'a2')
      await add('Two', 'b1')

      const first = await claim(12)
      expect(first).to.include({ eventId: 'a1' })
      expect(await claim(12)).to.include({ eventId: 'b1' })
      expect(await deliveries.claim(at(12), false, 9)).to.deep.equal([])
      await deliveries.delivered(first, at(13))
      expect(await claim(13)).to.include({ eventId: 'a2' })
    })

    it('are claimed of several instances at once, and of none twice', async () => {
      const { deliveries, add } = await open()
      for (const name of ['a', 'b', 'c']) await add(name, `${name}1`, `${name}2`)

      const two = await deliveries.claim(at(20), false, 2)
      const rest = await deliveries.claim(at(20), false, 9)
      const held = await Promise.all([...two, ...rest].map((each) => deliveries.delivered(each, at(21))))

      expect(two.map(({ eventId }) => eventId)).to.have.members(['a1', 'b1'])
      expect(rest.map(({ eventId }) => eventId)).to.deep.equal(['c1'])
      expect(held).to.deep.equal([true, true, true])
      const next = await deliveries.claim(at(21), false, 9)
      expect(next.map(({ eventId }) => eventId)).to.have.members(['a2', 'b2', 'c2'])
    })

    it('are each given to one of two processes that claim at the same time', async () => {
      const { deliveries, add } = await open()
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await add(name, `${name}1`, `${name}2`)
      const others = createDeliveries(await engine.open())
      const sent: string[] = []

      await Promise.all(
        [deliveries, others].map(async (each) => {
          for (let misses = 0; misses < 3; ) {
            const claims = await each.claim(at(20), false, 4)
            if (claims.length === 0) misses += 1
            sent.push(...claims.map(({ eventId }) => eventId))
            await Promise.all(claims.map((claimed) => each.delivered(claimed, at(20))))
          }
        }),
      )

      expect(sent.toSorted()).to.deep.equal(
        ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name) => [`${name}1`, `${name}2`]),
      )
    })

    it('wait for one that is to be sent again, and not for that of another instance', async () => {
      const { deliveries, add, claim } = await open()
      await add('One', 'a1', 'a2')
      await add('Two', 'b1')

      await deliveries.retryLater(await claim(12), at(20), 'the answer was 500', at(0))

      expect(await claim(13)).to.include({ eventId: 'b1' })
      expect(await deliveries.claim(at(19), false, 9)).to.deep.equal([])
      expect(await deliveries.claim(at(20), true, 9)).to.deep.equal([])
      expect(await claim(20)).to.include({ eventId: 'a1', attempts: 2 })
    })

    it('stop with one that is given up until somebody has it retried, and then go on in order', async () => {
      const { instances, polls, deliveries, add, claim } = await open()
      const { id, claimed, resource } = await add('One', 'a1', 'a2')

      await deliveries.giveUp(await claim(12), 'the answer was 410', at(13))
      await polls.draft(claimed, resource, [delivery('a3')], at(14))
      await polls.commit(claimed, resource, NOTHING_FOUND, at(14))

      expect(await deliveries.claim(at(1000), false, 9)).to.deep.equal([])
      expect(await instances.find(id)).to.deep.include({
        stopped: { reason: 'the answer was 410', at: at(13) },
      })
      expect(await deliveries.retry({ ids: [2] }, at(15))).to.equal(0)
      expect(await deliveries.retry({ ids: [1] }, at(15))).to.equal(3)
      expect(await instances.find(id)).not.to.have.property('stopped')
      for (const eventId of ['a1', 'a2', 'a3']) {
        const next = await claim(16)
        expect(next).to.include({ eventId, attempts: 1 })
        await deliveries.delivered(next, at(16))
      }
    })

    it('are retried all together or those of one instance', async () => {
      const { deliveries, add, claim } = await open()
      const { id } = await add('One', 'a1')
      await add('Two', 'b1')
      for (const seconds of [12, 13]) await deliveries.giveUp(await claim(seconds), 'gone', at(14))

      expect(await deliveries.retry({ instanceId: id }, at(15))).to.equal(1)
      expect(await deliveries.retry({ all: true }, at(15))).to.equal(1)
    })

    it('are sent again when their process does not live to say how it ended', async () => {
      const { deliveries, add, claim } = await open()
      await add('One', 'a1', 'a2')
      const lost = await claim(12)

      expect(await deliveries.claim(at(23), false, 9)).to.deep.equal([])
      const again = await claim(24)

      expect(again).to.include({ eventId: 'a1', attempts: 2 })
      expect(await deliveries.delivered(lost, at(25))).to.equal(false)
      expect(await deliveries.delivered(again, at(25))).to.equal(true)
      expect((await deliveries.list({ limit: 5 })).map(({ state }) => state)).to.deep.equal([
        'waiting',
        'done',
      ])
    })

    it('are given back as if they had not been claimed', async () => {
      const { deliveries, add, claim } = await open()
      await add('One', 'a1')

      await deliveries.release(await claim(12), at(13))

      expect(await claim(13)).to.include({ eventId: 'a1', attempts: 1 })
    })

    it('are shown with the bytes that were sent', async () => {
      const { deliveries, add } = await open()
      await add('One', 'a1')

      const found = await deliveries.find('a1')

      expect(new TextDecoder().decode(found?.body)).to.equal('{"id":"a1"}')
      expect(found?.line).to.include({ resource: 'reports', state: 'waiting', events: 1 })
      expect(await deliveries.find('a2')).to.equal(undefined)
    })
  })
})
