import { expect } from 'chai'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { useDatabases } from '../databases.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'
import { runReceivers } from '../receivers.ts'

describe('receiving into the inbox', () => {
  const databases = useDatabases()

  async function open() {
    const db = await databases.open()
    return { inbox: createInbox(db), overview: createOverview(db) }
  }

  it('keeps a notification with the bytes it came in', async () => {
    const { inbox, overview } = await open()

    const receipt = await inbox.receive(callout('nKept'), Uint8Array.of(0, 255, 13, 10), at(0))

    expect(receipt).to.deep.equal({ kind: 'stored', id: 1 })
    const kept = await overview.notification(1)
    expect(kept?.raw).to.deep.equal(Uint8Array.of(0, 255, 13, 10))
    expect(kept?.line).to.include({
      door: 'callout',
      objectType: 'EXPRPT',
      objectPath: '/api/expense/expensereport/v1.1/reportfulldetails/nKept',
      eventType: 'Report Entered Expense Report Workflow Step - External Validation',
      eventDateTime: '2026-05-22',
      context: null,
      state: 'waiting',
      attempts: 0,
      timesSeen: 1,
    })
  })

  it('has it on disk, for any other process to see, before it resolves', async () => {
    const { inbox } = await open()
    const other = await open()

    for (let id = 1; id <= 20; id += 1) {
      await inbox.receive(callout(`nReport${id}`), RAW, at(id))
      expect(await other.overview.counts()).to.deep.equal({ waiting: id })
    }
  })

  it('folds an identical notification into the one that is waiting and counts it', async () => {
    const { inbox, overview } = await open()
    await inbox.receive(callout(), RAW, at(0))

    const receipt = await inbox.receive(callout(), RAW, at(60))

    expect(receipt).to.deep.equal({ kind: 'duplicate', id: 1 })
    const [line, ...others] = await overview.notifications({ limit: 10 })
    expect(others).to.deep.equal([])
    expect(line).to.deep.include({
      timesSeen: 2,
      receivedAt: at(0),
      lastSeenAt: at(60),
      dueAt: at(0),
    })
  })

  it('folds what comes by another door into the same notification', async () => {
    const { inbox } = await open()
    await inbox.receive(callout(), RAW, at(0))

    const receipt = await inbox.receive(callout('nReport0001', { door: 'failed list' }), RAW, at(1))

    expect(receipt).to.deep.equal({ kind: 'duplicate', id: 1 })
  })

  for (const [difference, changes] of Object.entries({
    'another date': { eventDateTime: '2026-05-23' },
    'another type': { objectType: 'TRAVELREQ' },
    'another step': { eventType: 'Report Entered Expense Report Workflow Step - Pre-Extract' },
    'another context': { context: 'second pass' },
    'another host in its address': { objectUri: 'https://eu1.concursolutions.com/elsewhere' },
  })) {
    it(`keeps a notification with ${difference} for itself`, async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))

      const receipt = await inbox.receive(callout('nReport0001', changes), RAW, at(1))

      expect(receipt).to.deep.equal({ kind: 'stored', id: 2 })
    })
  }

  it('folds nothing into a notification that somebody is working on', async () => {
    const { inbox } = await open()
    await inbox.receive(callout(), RAW, at(0))
    await claimedAt(inbox, 1)

    expect(await inbox.receive(callout(), RAW, at(2))).to.deep.equal({ kind: 'stored', id: 2 })
  })

  for (const state of ['done', 'dead'] as const) {
    it(`folds nothing into a notification that is ${state}`, async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))
      await inbox.settle(await claimedAt(inbox, 1), { state }, at(2))

      expect(await inbox.receive(callout(), RAW, at(3))).to.deep.equal({ kind: 'stored', id: 2 })
    })
  }

  it('takes a fresh word from Concur as a reason to look now', async () => {
    const { inbox } = await open()
    await inbox.receive(callout(), RAW, at(0))
    const retry = { at: at(3600), reasonCode: 'NOT_FOUND', reason: 'not there yet' }
    await inbox.retryLater(await claimedAt(inbox, 1), retry, at(0))

    await inbox.receive(callout(), RAW, at(10))

    expect(await inbox.claim(at(9))).to.equal(undefined)
    expect(await inbox.claim(at(10))).to.include({ id: 1, attempts: 2, reasonCode: 'NOT_FOUND' })
  })

  it('does not look before the time that Concur asked for', async () => {
    const { inbox } = await open()
    await inbox.receive(callout(), RAW, at(0))
    const retry = { at: at(3600), notBefore: at(120), reasonCode: 'CONCUR_RESPONSE', reason: '429' }
    await inbox.retryLater(await claimedAt(inbox, 1), retry, at(0))

    await inbox.receive(callout(), RAW, at(10))

    expect(await inbox.claim(at(119))).to.equal(undefined)
    expect(await inbox.claim(at(120))).to.include({ id: 1 })
  })

  it('keeps what is not reviewed, with the reason, and gives it to nobody', async () => {
    const { inbox, overview } = await open()
    const request = callout('nRequest', {
      objectType: 'TRAVELREQ',
      notReviewed: 'travel requests are not reviewed',
    })

    const receipt = await inbox.receive(request, RAW, at(0))

    expect(receipt).to.deep.equal({ kind: 'stored', id: 1 })
    const [line] = await overview.notifications({ limit: 1 })
    expect(line).to.include({ state: 'not reviewed', reason: 'travel requests are not reviewed' })
    expect(await inbox.claim(at(1))).to.equal(undefined)
    expect(await inbox.claim(at(1), true)).to.equal(undefined)
  })

  it('keeps an entry of the FAILED list once, by its name, whatever became of it', async () => {
    const { inbox } = await open()
    const failed = callout('nFailed', { door: 'failed list', externalId: '/notifications/4711' })
    await inbox.receive(failed, RAW, at(0))
    await inbox.settle(await claimedAt(inbox, 1), { state: 'done' }, at(2))

    expect(await inbox.receive(failed, RAW, at(900))).to.deep.equal({ kind: 'duplicate', id: 1 })
    expect(await inbox.claim(at(901))).to.equal(undefined)
  })

  it('tells its listeners of what it stored, and not of duplicates', async () => {
    const { inbox } = await open()
    let told = 0
    inbox.onStored(() => {
      told += 1
    })

    await inbox.receive(callout(), RAW, at(0))
    await inbox.receive(callout(), RAW, at(1))

    expect(told).to.equal(1)
  })

  it('makes one row of deliveries that arrive together through two connections', async () => {
    const one = await open()
    const two = await open()

    const receipts = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : two).inbox.receive(callout(), RAW, at(0)),
      ),
    )

    expect(receipts.filter(({ kind }) => kind === 'stored')).to.have.length(1)
    const [line, ...others] = await one.overview.notifications({ limit: 10 })
    expect(others).to.deep.equal([])
    expect(line).to.include({ timesSeen: 20 })
  })

  it('makes one row of deliveries that arrive in several processes', async () => {
    const printed = await runReceivers(databases.path(), ['same', 'same', 'same'], 30)

    expect(printed.flat().filter(({ kind }) => kind === 'stored')).to.have.length(1)
    const { overview } = await open()
    const [line, ...others] = await overview.notifications({ limit: 10 })
    expect(others).to.deep.equal([])
    expect(line).to.include({ timesSeen: 90 })
  })
})
