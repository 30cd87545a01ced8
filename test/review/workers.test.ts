import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type AttemptOutcome, again, dead } from '../../server/review/retry.ts'
import { LeaseLostError } from '../../server/store/lease-lost-error.ts'
import { until } from '../connector/until.ts'
import { callout, RAW } from '../store/notifications.ts'
import { A_WHILE_MS, gate, nameOf, outage, useWorkerBenches } from './worker-bench.ts'

const DONE: AttemptOutcome = { kind: 'done' }

describe('the workers', () => {
  const open = useWorkerBenches()

  it('review what waits and what arrives, and settle it', async () => {
    const { overview, start, receive } = await open()
    await receive('nBefore')
    const reviewed: string[] = []
    start((claimed) => {
      reviewed.push(nameOf(claimed))
      return Promise.resolve(DONE)
    })
    await receive('nAfter')

    await until('both to be done', async () => (await overview.counts())['done'] === 2)
    expect(reviewed).to.deep.equal(['nBefore', 'nAfter'])
  })

  it('review what another process has stored', async () => {
    const { overview, start } = await open()
    start(() => Promise.resolve(DONE))
    const elsewhere = await open()
    await elsewhere.receive('nElsewhere')

    await until('it to be done', async () => (await overview.counts())['done'] === 1)
  })

  it('work on as many reports at once as they may, and not on more', async () => {
    const { overview, start, receive } = await open()
    await receive('nA', 'nB', 'nC', 'nD', 'nE', 'nF', 'nG')
    const hold = gate()
    let atWork = 0
    let most = 0
    const review = async () => {
      atWork += 1
      most = Math.max(most, atWork)
      await hold.opened
      atWork -= 1
      return DONE
    }
    start(review, { count: 3 })

    await until('three at work', () => atWork === 3)
    await sleep(A_WHILE_MS)
    hold.open()
    await until('all to be done', async () => (await overview.counts())['done'] === 7)
    expect(most).to.equal(3)
  })

  it('work on one report one after the other, in order', async () => {
    const { inbox, overview, now, start, receive } = await open()
    await receive('nSame')
    for (const eventDateTime of ['2026-05-23', '2026-05-24']) {
      await inbox.receive(callout('nSame', { eventDateTime }), RAW, now())
    }
    const steps: string[] = []
    start(async ({ id }) => {
      steps.push(`begin ${id}`)
      await sleep(20)
      steps.push(`end ${id}`)
      return DONE
    })

    await until('all to be done', async () => (await overview.counts())['done'] === 3)
    expect(steps).to.deep.equal(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3'])
  })

  describe('put a notification', () => {
    it('back to wait when the review says so', async () => {
      const { first, now, start, receive } = await open()
      await receive('nOne')
      start(() => Promise.resolve(again(now(), 60_000, 'SETTLING', 'not shown yet')))

      await until('it to wait again', async () => (await first())?.reasonCode === 'SETTLING')
      expect(await first()).to.include({
        state: 'waiting',
        reason: 'not shown yet',
        attempts: 1,
        leaseUntil: null,
      })
    })

    it('among the dead when the review says so', async () => {
      const { first, start, receive } = await open()
      await receive('nOne')
      start(() => Promise.resolve(dead('NO_ACTION', 'no action is offered')))

      await until('it to be dead', async () => (await first())?.state === 'dead')
      expect(await first()).to.include({ reasonCode: 'NO_ACTION', reason: 'no action is offered' })
    })

    it('back to wait when Concur could not be asked', async () => {
      const { first, start, receive } = await open()
      await receive('nOne')
      let tries = 0
      start(() => {
        tries += 1
        return tries < 3 ? Promise.reject(outage()) : Promise.resolve(DONE)
      })

      await until('it to be done', async () => (await first())?.state === 'done')
      expect(await first()).to.include({ attempts: 3 })
    })

    it('back to wait after a bug, which the log shows', async () => {
      const { first, log, start, receive } = await open()
      await receive('nOne')
      let tries = 0
      start(() => {
        tries += 1
        return tries === 1 ? Promise.reject(new TypeError('undefined is no report')) : Promise.resolve(DONE)
      })

      await until('it to be done', async () => (await first())?.state === 'done')
      expect(log.of('review.failed').map(({ fields }) => fields['error'])).to.have.nested.property(
        '[0].message',
        'undefined is no report',
      )
    })

    it('nowhere when another worker has it meanwhile', async () => {
      const { first, log, start, receive } = await open()
      await receive('nOne')
      start(() => Promise.reject(new LeaseLostError('the lease ended')))

      await until('the attempt to end', () => log.of('notification.attempt').length > 0)
      expect(await first()).to.include({ state: 'claimed', attempts: 1 })
    })
  })

  it('keep their lease while a review takes long', async () => {
    const { first, start, receive } = await open()
    await receive('nLong')
    const hold = gate()
    start(async () => {
      await hold.opened
      return DONE
    })
    await until('it to be claimed', async () => (await first())?.state === 'claimed')
    const leaseUntil = (await first())?.leaseUntil ?? 0

    await until('the lease to be renewed', async () => ((await first())?.leaseUntil ?? 0) > leaseUntil)
    hold.open()
    await until('it to be done', async () => (await first())?.state === 'done')
  })

  describe('when they are stopped', () => {
    it('let the work in hand end, and begin nothing more', async () => {
      const { overview, start, receive } = await open()
      await receive('nA', 'nB')
      const hold = gate()
      let begun = 0
      const workers = start(
        async () => {
          begun += 1
          await hold.opened
          return DONE
        },
        { count: 1 },
      )
      await until('the first to begin', () => begun === 1)

      const stopping = workers.stop(20_000)
      await receive('nC')
      hold.open()
      await stopping

      expect(begun).to.equal(1)
      expect(await overview.counts()).to.deep.equal({ done: 1, waiting: 2 })
    })

    it('cut what has not ended by the deadline, and give it back as if it had not been claimed', async () => {
      const { first, start, receive } = await open()
      await receive('nA')
      let isAtWork = false
      const workers = start(async (_claimed, signal) => {
        isAtWork = true
        await sleep(60_000, undefined, { signal })
        return DONE
      })
      await until('it to be at work', () => isAtWork)

      await workers.stop(50)

      expect(await first()).to.include({ state: 'waiting', attempts: 0, leaseUntil: null })
    })

    it('end at once when there is nothing in hand', async () => {
      const { overview, start, receive } = await open()
      const workers = start(() => Promise.resolve(DONE))

      await workers.stop(20_000)
      await receive('nLate')
      await sleep(A_WHILE_MS)

      expect(await overview.counts()).to.deep.equal({ waiting: 1 })
    })
  })
})
