import { expect } from 'chai'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { useDatabases } from '../databases.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

describe('a notification that waits for another try', () => {
  const databases = useDatabases()

  async function open() {
    const db = await databases.open()
    return { inbox: createInbox(db), overview: createOverview(db) }
  }

  /** One that was tried once at the start, and is due after an hour. */
  async function afterFailure(reasonCode: string, patience: { readonly notBefore?: Date } = {}) {
    const opened = await open()
    await opened.inbox.receive(callout(), RAW, at(0))
    const retry = { at: at(3600), reasonCode, reason: 'no answer', ...patience }
    await opened.inbox.retryLater(await claimedAt(opened.inbox, 0), retry, at(0))
    return opened
  }

  describe('claimed to probe whether Concur is back', () => {
    it('is given before it is due', async () => {
      const { inbox } = await afterFailure('CONCUR_RESPONSE')

      expect(await inbox.claim(at(10), false)).to.equal(undefined)
      expect(await inbox.claim(at(10), true)).to.include({ id: 1 })
    })

    it('comes after those that were tried less', async () => {
      const { inbox } = await afterFailure('CONCUR_RESPONSE')
      await inbox.receive(callout('nYounger'), RAW, at(5))

      expect(await inbox.claim(at(10), true)).to.include({ id: 2, attempts: 1 })
      expect(await inbox.claim(at(10), true)).to.include({ id: 1, attempts: 2 })
    })

    it('is not given before the time that Concur asked for', async () => {
      const { inbox } = await afterFailure('CONCUR_RESPONSE', { notBefore: at(600) })

      expect(await inbox.claim(at(599), true)).to.equal(undefined)
      expect(await inbox.claim(at(600), true)).to.include({ id: 1 })
    })

    it('is not given while somebody works on its report', async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))
      await claimedAt(inbox, 1)
      await inbox.receive(callout('nReport0001', { eventDateTime: '2026-05-23' }), RAW, at(1))

      expect(await inbox.claim(at(2), true)).to.equal(undefined)
    })
  })

  describe('after an outage', () => {
    it('is due at once if it waited because of that', async () => {
      const { inbox } = await afterFailure('CONCUR_UNREACHABLE')

      await inbox.hasten(['CONCUR_UNREACHABLE', 'CONCUR_TIMEOUT'], at(100))

      expect(await inbox.claim(at(100))).to.include({ id: 1 })
    })

    it('goes on waiting if it waits for another reason', async () => {
      const { inbox } = await afterFailure('NOT_FOUND')

      await inbox.hasten(['CONCUR_UNREACHABLE', 'CONCUR_TIMEOUT'], at(100))

      expect(await inbox.claim(at(100))).to.equal(undefined)
    })

    it('is not due before the time that Concur asked for', async () => {
      const { inbox } = await afterFailure('CONCUR_RESPONSE', { notBefore: at(600) })

      await inbox.hasten(['CONCUR_RESPONSE'], at(100))

      expect(await inbox.claim(at(599))).to.equal(undefined)
    })
  })

  describe('after an operator asked for another try', () => {
    for (const state of ['done', 'dead'] as const) {
      it(`is given with a fresh start, if it was ${state}`, async () => {
        const { inbox } = await open()
        await inbox.receive(callout(), RAW, at(0))
        await inbox.settle(await claimedAt(inbox, 1), { state, reasonCode: 'X', reason: 'was so' }, at(2))

        expect(await inbox.retry({ ids: [1] }, at(3))).to.equal(1)

        expect(await inbox.claim(at(3))).to.include({ id: 1, attempts: 1, reasonCode: 'RETRIED' })
      })
    }

    it('is given at once, even if Concur asked for patience', async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))
      const patience = { at: at(900), notBefore: at(900), reasonCode: 'CONCUR_RESPONSE', reason: '429' }
      await inbox.retryLater(await claimedAt(inbox, 1), patience, at(0))

      expect(await inbox.retry({ ids: [1] }, at(3))).to.equal(1)

      expect(await inbox.claim(at(3))).to.include({ id: 1, attempts: 1 })
    })

    it('is given if it was not reviewed, for the settings or the policy may have changed', async () => {
      const { inbox } = await open()
      const request = { objectType: 'TRAVELREQ', notReviewed: 'the policy has no rules for travel requests' }
      await inbox.receive(callout('nRequest', request), RAW, at(0))

      expect(await inbox.retry({ ids: [1] }, at(1))).to.equal(1)

      expect(await inbox.claim(at(1))).to.include({ id: 1, objectType: 'TRAVELREQ', isRetry: true })
    })

    it('is left alone while somebody works on it, or if it is of nothing that can be reviewed', async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))
      await claimedAt(inbox, 1)
      const notReviewed = 'another reason'
      await inbox.receive(callout('nInvoice', { objectType: 'INVOICE', notReviewed }), RAW, at(1))
      await inbox.receive(callout('nDeleted', { objectPath: '', notReviewed }), RAW, at(1))

      expect(await inbox.retry({ ids: [1, 2, 3, 77] }, at(2))).to.equal(0)
      expect(await inbox.retry({ ids: [] }, at(2))).to.equal(0)
    })

    it('is given if it is dead and all dead ones were asked for', async () => {
      const { inbox, overview } = await open()
      for (const [index, state] of (['dead', 'done', 'dead'] as const).entries()) {
        await inbox.receive(callout(`nReport${index}`), RAW, at(0))
        await inbox.settle(await claimedAt(inbox, 1), { state }, at(2))
      }

      expect(await inbox.retry({ all: 'dead' }, at(3))).to.equal(2)

      expect(await overview.counts()).to.deep.equal({ waiting: 2, done: 1 })
    })

    it('is given only to those that died since a time, when one is named', async () => {
      const { inbox, overview } = await open()
      for (const [index, minute] of [2, 5].entries()) {
        await inbox.receive(callout(`nReport${index}`), RAW, at(0))
        await inbox.settle(await claimedAt(inbox, 1), { state: 'dead' }, at(minute))
      }

      expect(await inbox.retry({ all: 'dead', since: at(5) }, at(6))).to.equal(1)

      expect((await overview.notifications({ limit: 9 })).map(({ state }) => state)).to.deep.equal([
        'waiting',
        'dead',
      ])
    })

    it('wakes the workers of this process', async () => {
      const { inbox } = await open()
      let told = 0
      inbox.onStored(() => {
        told += 1
      })

      await inbox.retry({ all: 'dead' }, at(0))

      expect(told).to.equal(1)
    })
  })
})
