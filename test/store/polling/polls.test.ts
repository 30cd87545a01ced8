import { expect } from 'chai'
import { createDeliveries } from '../../../server/store/deliveries/deliveries.ts'
import { LeaseLostError } from '../../../server/store/lease-lost-error.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { createInstances } from '../../../server/store/polling/instances.ts'
import type { RecordVersion } from '../../../server/store/polling/poll-ledger.ts'
import { createPolls } from '../../../server/store/polling/polls.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at, callout, RAW } from '../notifications.ts'
import { rejectionOf } from '../rejection.ts'
import { claimPoll, createInstance, delivery, NOTHING_FOUND } from './instances.ts'

/** A version of the record A that changed at that second. */
function version(sequence: number, seconds: number): RecordVersion {
  return {
    objectId: 'A',
    sequence,
    updatedText: `text ${sequence}`,
    hash: `hash ${sequence}`,
    changedAt: at(seconds),
  }
}

describe('what polling keeps', () => {
  forEachEngine((engine) => {
    async function open() {
      const db = await engine.open()
      return {
        db,
        instances: createInstances(db),
        polls: createPolls(db),
        deliveries: createDeliveries(db),
      }
    }

    it('gives an instance to one process, when it is due', async () => {
      const { instances, polls } = await open()
      const others = createPolls(await engine.open())
      await createInstance(instances)

      expect(await polls.claim(at(9))).to.equal(undefined)
      expect(await polls.claim(at(10))).to.have.nested.property('instance.name', 'One')
      expect(await others.claim(at(11))).to.equal(undefined)
    })

    it('gives each of many instances to one of two processes that claim at the same time', async () => {
      const { instances, polls } = await open()
      const others = createPolls(await engine.open())
      for (let index = 0; index < 12; index += 1) await createInstance(instances, `Instance ${index}`)

      const all = await Promise.all(
        [polls, others].map(async (each) => {
          const ids: number[] = []
          for (;;) {
            const claimed = await each.claim(at(20))
            if (claimed === undefined) return ids
            ids.push(claimed.id)
          }
        }),
      )

      expect(all.flat().toSorted((a, b) => a - b)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    })

    it('gives it again when its process does not live to settle it, and counts that', async () => {
      const { instances, polls } = await open()
      await createInstance(instances)
      await claimPoll(polls, 10)

      expect(await polls.claim(at(21))).to.equal(undefined)
      expect(await polls.claim(at(22))).to.include({ abandoned: 1 })
    })

    it('keeps the state, the versions given and the notifications in one go', async () => {
      const { instances, polls, deliveries } = await open()
      const { id } = await createInstance(instances)
      const { claimed, resource } = await claimPoll(polls, 10)

      await polls.begin(claimed, resource)
      await polls.draft(claimed, resource, [delivery('e1')], at(11))
      await polls.draft(claimed, resource, [delivery('e2')], at(11))
      expect(await deliveries.claim(at(12), false, 1)).to.deep.equal([])
      await polls.commit(
        claimed,
        resource,
        {
          ...NOTHING_FOUND,
          state: '{"cursor":2}',
          ledger: [version(1, 5)],
          warnings: ['strange'],
          arrivals: [{ notification: { ...callout('nFound'), door: 'polling' }, raw: RAW, at: at(12) }],
        },
        at(12),
      )

      const [line] = await instances.resources(id)
      expect(line).to.include({ state: '{"cursor":2}', failures: 0, problem: null })
      expect(line?.warnings).to.deep.equal(['strange'])
      expect([...(await polls.versionsOf(resource, ['A', 'B']))]).to.deep.equal([
        ['A', [{ sequence: 1, updatedText: 'text 1', hash: 'hash 1' }]],
      ])
      const [first] = await deliveries.claim(at(12), false, 1)
      expect(first).to.include({ eventId: 'e1', attempts: 1 })
      const reader = createOverview(await engine.open())
      expect((await reader.notifications({ limit: 5 })).map(({ door }) => door)).to.deep.equal(['polling'])
    })

    it('keeps nothing of a poll whose lease another process has taken', async () => {
      const { instances, polls, deliveries } = await open()
      await createInstance(instances)
      const late = await claimPoll(polls, 10)
      await polls.draft(late.claimed, late.resource, [delivery('e1')], at(11))

      const { claimed, resource } = await claimPoll(polls, 30)
      await polls.begin(claimed, resource)

      expect(
        await rejectionOf(polls.draft(late.claimed, late.resource, [delivery('e1')], at(31))),
      ).to.be.instanceOf(LeaseLostError)
      expect(
        await rejectionOf(polls.commit(late.claimed, late.resource, NOTHING_FOUND, at(31))),
      ).to.be.instanceOf(LeaseLostError)
      await polls.draft(claimed, resource, [delivery('e1')], at(31))
      await polls.commit(claimed, resource, NOTHING_FOUND, at(31))
      expect((await deliveries.list({ limit: 5 })).map(({ eventId }) => eventId)).to.deep.equal(['e1'])
    })

    it('keeps nothing of a poll whose instance was changed meanwhile', async () => {
      const { instances, polls } = await open()
      const { id } = await createInstance(instances)
      const { claimed, resource } = await claimPoll(polls, 10)

      await instances.disable(id, 'an operator said so', at(11))

      expect(await rejectionOf(polls.commit(claimed, resource, NOTHING_FOUND, at(12)))).to.be.instanceOf(
        LeaseLostError,
      )
      expect(await instances.find(id)).to.deep.include({
        state: 'disabled',
        disabled: { reason: 'an operator said so', at: at(11) },
      })
    })

    it('counts failures in a row, and no requests for patience', async () => {
      const { instances, polls } = await open()
      await createInstance(instances)
      const { claimed, resource } = await claimPoll(polls, 10)

      await polls.failed(claimed, resource, 'no answer', true, at(11))
      await polls.failed(claimed, resource, 'later', false, at(12))
      await polls.failed(claimed, resource, 'later', false, at(13))
      expect(await polls.resources(claimed)).to.containSubset([{ failures: 1, patienceSince: at(12) }])

      await polls.commit(claimed, resource, NOTHING_FOUND, at(14))
      expect(await polls.resources(claimed)).to.deep.equal([
        { id: resource.id, name: 'reports', state: '{"cursor":1}', failures: 0 },
      ])
    })

    it('forgets old versions of a record that has a newer one, and never that it was given', async () => {
      const { instances, polls } = await open()
      await createInstance(instances)
      const { claimed, resource } = await claimPoll(polls, 10)
      const give = (sequence: number, forgetBefore: number) =>
        polls.commit(
          claimed,
          resource,
          { ...NOTHING_FOUND, ledger: [version(sequence, sequence)], forgetBefore: at(forgetBefore) },
          at(20),
        )
      const given = async () => {
        const versions = await polls.versionsOf(resource, ['A'])
        return versions.get('A')?.map(({ sequence }) => sequence)
      }

      await give(1, 0)
      await give(2, 0)
      await give(3, 2)
      expect(await given()).to.deep.equal([2, 3])

      await give(4, 100)
      expect(await given()).to.deep.equal([4])
    })

    it('keeps the state of a resource that stays, and forgets one that is gone', async () => {
      const { instances, polls } = await open()
      const { id } = await createInstance(instances)
      const { claimed, resource } = await claimPoll(polls, 10)
      await polls.commit(claimed, resource, { ...NOTHING_FOUND, ledger: [version(1, 5)] }, at(12))
      const content = { element: 'concur', name: 'Two', body: '{}', secrets: 'sealed', isActive: true }

      const added = { name: 'added', state: '{"cursor":7}' }
      await instances.change(
        id,
        { ...content, resources: [{ name: 'reports', state: '{"cursor":7}' }, added] },
        at(20),
        at(13),
      )
      expect((await instances.resources(id)).map(({ name, state }) => [name, state])).to.deep.equal([
        ['reports', '{"cursor":1}'],
        ['added', '{"cursor":7}'],
      ])

      await instances.change(id, { ...content, resources: [added] }, at(20), at(14))
      await instances.change(
        id,
        { ...content, resources: [added, { name: 'reports', state: '{}' }] },
        at(20),
        at(15),
      )
      const again = await claimPoll(polls, 20)
      const reports = (await polls.resources(again.claimed)).find(({ name }) => name === 'reports')
      expect(reports).to.include({ state: '{}' })
      expect(reports && (await polls.versionsOf(reports, ['A'])).size).to.equal(0)
    })

    it('polls an instance that was disabled after it has been enabled, from where it was', async () => {
      const { instances, polls } = await open()
      const { id } = await createInstance(instances)
      const { claimed, resource } = await claimPoll(polls, 10)
      await polls.failed(claimed, resource, 'refused', true, at(11))

      expect(await polls.disable(claimed, 'it failed too often', at(12))).to.equal(true)
      expect(await polls.claim(at(1000))).to.equal(undefined)
      expect(await instances.enable(id, at(30), undefined, at(12))).to.equal(true)
      expect(await instances.enable(id, at(30), undefined, at(12))).to.equal(false)

      const again = await claimPoll(polls, 30)
      expect(again.resource).to.deep.equal({
        id: resource.id,
        name: 'reports',
        state: '{"cursor":0}',
        failures: 0,
      })
    })

    it('removes an instance with all that belongs to it', async () => {
      const { db, instances, polls, deliveries } = await open()
      const { id } = await createInstance(instances)
      const { claimed, resource } = await claimPoll(polls, 10)
      await polls.draft(claimed, resource, [delivery('e1')], at(11))
      await polls.commit(claimed, resource, { ...NOTHING_FOUND, ledger: [version(1, 5)] }, at(12))

      expect(await instances.remove(id)).to.equal(true)
      expect(await instances.remove(id)).to.equal(false)

      expect(await instances.list()).to.deep.equal([])
      expect(await deliveries.list({ limit: 5 })).to.deep.equal([])
      expect(await db.selectFrom('poll_ledger').selectAll().execute()).to.deep.equal([])
    })
  })
})
