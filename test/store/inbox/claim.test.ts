import { expect } from 'chai'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { useDatabases } from '../databases.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

describe('claiming from the inbox', () => {
  const databases = useDatabases()

  async function open() {
    const db = await databases.open()
    return { inbox: createInbox(db), overview: createOverview(db) }
  }

  /** A notification that somebody works on, and an identical one that was received since. */
  async function both() {
    const opened = await open()
    await opened.inbox.receive(callout(), RAW, at(0))
    const claimed = await claimedAt(opened.inbox, 0)
    await opened.inbox.receive(callout(), RAW, at(1))
    return { ...opened, claimed }
  }

  it('gives what is due longest, first', async () => {
    const { inbox } = await open()
    for (const [index, name] of ['nA', 'nB', 'nC'].entries())
      await inbox.receive(callout(name), RAW, at(index))
    const first = await claimedAt(inbox, 10)
    await inbox.retryLater(first, { at: at(20), reasonCode: 'BUSY', reason: 'busy' }, at(0))

    const order = [await inbox.claim(at(30)), await inbox.claim(at(30)), await inbox.claim(at(30))]

    expect(order.map((claim) => claim?.id)).to.deep.equal([2, 3, 1])
    expect(await inbox.claim(at(30))).to.equal(undefined)
  })

  it('gives what a worker needs to know', async () => {
    const { inbox, overview } = await open()
    await inbox.receive(callout('nKnown'), RAW, at(0))

    const claim = await claimedAt(inbox, 1)

    const [line] = await overview.notifications({ limit: 1 })
    expect(claim).to.deep.equal({
      id: 1,
      claim: claim.claim,
      door: 'callout',
      objectType: 'EXPRPT',
      objectPath: '/api/expense/expensereport/v1.1/reportfulldetails/nKnown',
      correlationId: line?.correlationId,
      receivedAt: at(0),
      lastSeenAt: at(0),
      attempts: 1,
      abandoned: 0,
      isRetry: false,
      eventType: 'Report Entered Expense Report Workflow Step - External Validation',
    })
  })

  it('gives nothing before it is due', async () => {
    const { inbox } = await open()
    await inbox.receive(callout(), RAW, at(0))
    const retry = { at: at(60), reasonCode: 'NOT_FOUND', reason: 'not yet' }
    await inbox.retryLater(await claimedAt(inbox, 0), retry, at(0))

    expect(await inbox.claim(at(59))).to.equal(undefined)
    expect(await inbox.claim(at(60))).to.include({ id: 1, attempts: 2, reasonCode: 'NOT_FOUND' })
  })

  it('gives one report to one worker, and its notifications in order', async () => {
    const { inbox } = await open()
    await inbox.receive(callout('nSame'), RAW, at(0))
    await inbox.receive(callout('nSame', { eventDateTime: '2026-05-23' }), RAW, at(1))
    await inbox.receive(callout('nOther'), RAW, at(2))

    const first = await claimedAt(inbox, 10)
    const second = await claimedAt(inbox, 10)
    expect([first.id, second.id]).to.deep.equal([1, 3])
    expect(await inbox.claim(at(10))).to.equal(undefined)

    await inbox.settle(first, { state: 'done' }, at(11))
    expect(await inbox.claim(at(11))).to.include({ id: 2 })
  })

  it('lets a report that waits for its next try hold up nobody but itself', async () => {
    const { inbox } = await open()
    await inbox.receive(callout('nStuck'), RAW, at(0))
    await inbox.receive(callout('nStuck', { eventDateTime: '2026-05-23' }), RAW, at(0))
    await inbox.receive(callout('nOther'), RAW, at(1))
    const retry = { at: at(3600), reasonCode: 'NOT_FOUND', reason: 'not yet' }
    await inbox.retryLater(await claimedAt(inbox, 2), retry, at(0))

    expect(await inbox.claim(at(3))).to.include({ id: 3 })
    expect(await inbox.claim(at(3))).to.equal(undefined)
  })

  it('does not give a report to a second worker when an older notification of it is retried', async () => {
    const { inbox } = await open()
    await inbox.receive(callout(), RAW, at(0))
    await inbox.settle(await claimedAt(inbox, 1), { state: 'done' }, at(2))
    await inbox.receive(callout(), RAW, at(3))
    await claimedAt(inbox, 4)

    await inbox.retry({ ids: [1] }, at(5))

    expect(await inbox.claim(at(5))).to.equal(undefined)
  })

  it('gives each notification once, however many claim at the same time', async () => {
    const one = await open()
    const two = await open()
    for (let count = 0; count < 30; count += 1)
      await one.inbox.receive(callout(`nReport${count}`), RAW, at(0))

    const claims = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : two).inbox.claim(at(1))),
    )

    const ids = claims.flatMap((claim) => (claim === undefined ? [] : [claim.id]))
    expect(ids).to.have.members(Array.from({ length: 30 }, (_, index) => index + 1))
  })

  it('finds the next ones in the backlog of a long outage without comparing all with all', async function () {
    this.timeout(10_000)
    const db = await databases.open()
    const times = { received_at: 0, last_seen_at: 0, due_at: 0 }
    const said = {
      door: 'callout',
      object_type: 'EXPRPT',
      raw: RAW,
      correlation_id: '',
      state: 'waiting',
    } as const
    await db.transaction().execute(async (trx) => {
      for (let report = 0; report < 6000; report += 1) {
        const row = { ...said, ...times, object_path: `/report/${report}`, fold_key: `${report}` }
        await trx.insertInto('notification').values(row).execute()
      }
    })
    const inbox = createInbox(db)

    for (let id = 1; id <= 20; id += 1) expect(await inbox.claim(at(0))).to.include({ id })
  })

  describe('with an identical one waiting, which will do for both,', () => {
    it('puts nothing back to wait beside it', async () => {
      const { inbox, overview, claimed } = await both()

      expect(
        await inbox.retryLater(claimed, { at: at(2), reasonCode: 'BUSY', reason: 'busy' }, at(0)),
      ).to.equal(true)

      expect(await overview.counts()).to.deep.equal({ done: 1, waiting: 1 })
      expect(await inbox.claim(at(2))).to.include({ id: 2 })
    })

    it('releases nothing beside it', async () => {
      const { inbox, overview, claimed } = await both()

      await inbox.release(claimed, at(2))

      expect(await overview.counts()).to.deep.equal({ done: 1, waiting: 1 })
    })

    it('does not look before the time that the other one was to wait for', async () => {
      const { inbox, claimed } = await both()
      const patience = { at: at(300), notBefore: at(300), reasonCode: 'WRITE_TIMEOUT', reason: 'timed out' }

      await inbox.retryLater(claimed, patience, at(0))

      expect(await inbox.claim(at(299))).to.equal(undefined)
      expect(await inbox.claim(at(300))).to.include({ id: 2 })
    })

    it('remembers that an operator asked for another try', async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))
      await inbox.settle(await claimedAt(inbox, 0), { state: 'done' }, at(1))
      await inbox.receive(callout(), RAW, at(2))

      await inbox.retry({ ids: [1] }, at(3))

      expect(await inbox.claim(at(3))).to.include({ reasonCode: 'RETRIED' })
    })
  })

  describe('under a lease', () => {
    it('keeps a notification from others for twelve seconds and no longer', async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))
      await claimedAt(inbox, 0)

      expect(await inbox.claim(at(11.999))).to.equal(undefined)
      expect(await inbox.claim(at(12))).to.include({ id: 1, attempts: 2 })
    })

    it('lasts as long as it is renewed', async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))
      const claim = await claimedAt(inbox, 0)

      expect(await inbox.renew(claim, at(8))).to.equal(true)

      expect(await inbox.claim(at(19))).to.equal(undefined)
      expect(await inbox.claim(at(20))).to.include({ id: 1 })
    })

    it('is found after a restart by another process', async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))
      await claimedAt(inbox, 0)
      const other = await open()

      expect(await other.inbox.claim(at(12))).to.include({ id: 1, attempts: 2 })
    })

    it('once taken over, is nothing that the first worker can change', async () => {
      const { inbox, overview } = await open()
      await inbox.receive(callout(), RAW, at(0))
      const lost = await claimedAt(inbox, 0)
      const holder = await claimedAt(inbox, 12)

      expect(await inbox.renew(lost, at(13))).to.equal(false)
      expect(await inbox.settle(lost, { state: 'done' }, at(13))).to.equal(false)
      expect(
        await inbox.retryLater(lost, { at: at(99), reasonCode: 'BUSY', reason: 'busy' }, at(0)),
      ).to.equal(false)
      await inbox.release(lost, at(13))

      const [line] = await overview.notifications({ limit: 1 })
      expect(line).to.include({ state: 'claimed', attempts: 2, reasonCode: null })
      expect(await inbox.settle(holder, { state: 'done' }, at(14))).to.equal(true)
    })

    it('ends with the reason that the notification was settled for', async () => {
      const { inbox, overview } = await open()
      await inbox.receive(callout(), RAW, at(0))
      const claim = await claimedAt(inbox, 1)
      const settlement = { state: 'dead', reasonCode: 'CONCUR_REFUSED', reason: 'no such role' } as const

      expect(await inbox.settle(claim, settlement, at(2))).to.equal(true)

      const [line] = await overview.notifications({ limit: 1 })
      expect(line).to.deep.include({
        state: 'dead',
        reasonCode: 'CONCUR_REFUSED',
        reason: 'no such role',
        leaseUntil: null,
        finishedAt: at(2),
      })
      expect(await inbox.settle(claim, { state: 'done' }, at(3))).to.equal(false)
    })

    it('given up by a stopping process, leaves no trace', async () => {
      const { inbox } = await open()
      await inbox.receive(callout(), RAW, at(0))
      const claim = await claimedAt(inbox, 1)

      await inbox.release(claim, at(2))

      expect(await inbox.claim(at(2))).to.include({ id: 1, attempts: 1 })
    })
  })
})
