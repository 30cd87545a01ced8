import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type AttemptOutcome, again } from '../../server/review/retry.ts'
import type { Inbox } from '../../server/store/inbox/inbox.ts'
import { LeaseLostError } from '../../server/store/lease-lost-error.ts'
import { until } from '../connector/until.ts'
import { A_WHILE_MS, fail, gate, nameOf, outage, useWorkerBenches, type WorkerBench } from './worker-bench.ts'

const DONE: AttemptOutcome = { kind: 'done' }
const LEASE_MS = 12_000

/** Claims the next notification so often without an end, as processes do that crash, and lets the leases run out. */
async function leaveBehind({ inbox, clock, now }: WorkerBench, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await inbox.claim(now())
    clock.aheadMs += LEASE_MS
  }
}

describe('the workers in trouble', () => {
  const open = useWorkerBenches()

  describe('while Concur is down', () => {
    for (const kind of ['report', 'token'] as const) {
      it(`claim nothing, then one to probe with, then all again (${kind})`, async () => {
        const { overview, breaker, clock, start, receive } = await open()
        fail(breaker, kind)
        await receive('nA', 'nB', 'nC')
        const hold = gate()
        const begun: string[] = []
        start(async (claimed) => {
          begun.push(nameOf(claimed))
          await hold.opened
          breaker.succeeded(kind)
          return DONE
        })

        await sleep(A_WHILE_MS)
        expect(begun).to.deep.equal([])
        clock.aheadMs = 4000
        await until('a probe', () => begun.length > 0)
        await sleep(A_WHILE_MS)
        expect(begun).to.deep.equal(['nA'])
        hold.open()
        await until('all to be done', async () => (await overview.counts())['done'] === 3)
      })
    }

    it('go on when it is only calls that a review can do without', async () => {
      const { overview, breaker, start, receive } = await open()
      fail(breaker, 'delete notification')
      await receive('nA')
      start(() => Promise.resolve(DONE))

      await until('it to be done', async () => (await overview.counts())['done'] === 1)
    })

    it('note what waits because of it, and take that up as soon as Concur answers', async () => {
      const { first, breaker, now, start, receive } = await open()
      await receive('nA')
      let tries = 0
      start(() => {
        tries += 1
        return Promise.resolve(tries === 1 ? again(now(), 3600_000, 'CONCUR_RESPONSE', '503') : DONE)
      })
      await until('it to wait', async () => (await first())?.reasonCode === 'CONCUR_RESPONSE')

      fail(breaker, 'report')
      breaker.succeeded('report')

      await until('it to be done', async () => (await first())?.state === 'done')
    })

    it('give no notification up, however often it serves as the probe in an hour', async () => {
      const { first, breaker, clock, start, receive } = await open()
      fail(breaker, 'report')
      await receive('nOnly')
      let probes = 0
      start(() => {
        probes += 1
        breaker.failed('report', {})
        // The time until the next probe passes.
        clock.aheadMs += 8000
        return Promise.reject(outage())
      })
      clock.aheadMs = 8000

      await until('an hour to pass', async () => probes >= 450 || (await first())?.state === 'dead')
      expect((await first())?.state).not.to.equal('dead')
    })
  })

  for (const reasonCode of ['CONCUR_TOKEN', 'UNEXPECTED']) {
    it(`take up at their start what waits because of ${reasonCode}, whenever that was due`, async () => {
      const { inbox, first, now, start, receive } = await open()
      await receive('nA')
      const claimed = await inbox.claim(now())
      if (claimed === undefined) throw new Error('there was nothing to claim')
      const inAnHour = new Date(now().getTime() + 3600_000)
      const reason = 'mended by whoever restarts'
      await inbox.retryLater(claimed, { at: inAnHour, reasonCode, reason }, now())

      start(() => Promise.resolve(DONE))

      await until('it to be done', async () => (await first())?.state === 'done')
    })
  }

  describe('when the database is in trouble', () => {
    it('say so and go on as soon as it is over', async () => {
      const { inbox, overview, log, start, receive } = await open()
      await receive('nA')
      let troubles = 1
      const troubled: Inbox = {
        ...inbox,
        claim: (now, probe) => {
          troubles -= 1
          return troubles < 0
            ? inbox.claim(now, probe)
            : Promise.reject(new Error('database or disk is full'))
        },
      }
      start(() => Promise.resolve(DONE), { inbox: troubled })

      await until('it to be done', async () => (await overview.counts())['done'] === 1)
      expect(log.of('inbox.failed')).to.have.length(1)
    })

    it('leave what cannot be settled to be claimed again, and go on with others', async () => {
      const { inbox, overview, log, start, receive } = await open()
      await receive('nUnlucky', 'nOther')
      const troubled: Inbox = {
        ...inbox,
        settle: (claimed, settlement, now) =>
          claimed.id === 1
            ? Promise.reject(new Error('disk I/O error'))
            : inbox.settle(claimed, settlement, now),
      }
      start(() => Promise.resolve(DONE), { inbox: troubled, count: 1 })

      await until('the other to be done', async () => (await overview.counts())['done'] === 1)
      expect(await overview.counts()).to.deep.equal({ claimed: 1, done: 1 })
      expect(log.of('notification.not-settled').map(({ fields }) => fields['notification'])).to.deep.equal([
        1,
      ])
    })

    it('settle what ended meanwhile as soon as the database takes it, and do not review it again', async () => {
      const { inbox, first, log, start, receive } = await open()
      await receive('nOne')
      let troubles = 2
      const troubled: Inbox = {
        ...inbox,
        settle: (claimed, settlement, now) => {
          troubles -= 1
          return troubles < 0
            ? inbox.settle(claimed, settlement, now)
            : Promise.reject(new Error('the server is away'))
        },
      }
      let reviews = 0
      start(
        () => {
          reviews += 1
          return Promise.resolve(DONE)
        },
        { inbox: troubled },
      )

      await until('it to be done', async () => (await first())?.state === 'done')
      expect(await first()).to.include({ attempts: 1 })
      expect(reviews).to.equal(1)
      expect(log.of('notification.not-settled')).to.have.length(1)
    })

    it('go on when a lease cannot be renewed', async () => {
      const { inbox, overview, log, start, receive } = await open()
      await receive('nLong')
      const hold = gate()
      const troubled: Inbox = { ...inbox, renew: () => Promise.reject(new Error('database is locked')) }
      start(
        async () => {
          await hold.opened
          return DONE
        },
        { inbox: troubled },
      )

      await until('a renewal to fail', () => log.of('lease.not-renewed').length > 0)
      hold.open()
      await until('it to be done', async () => (await overview.counts())['done'] === 1)
    })
  })

  it('are cut when another worker has their lease, and settle nothing', async () => {
    const { inbox, first, clock, now, log, start, receive } = await open()
    await receive('nSlow')
    const settled: string[] = []
    const noting: Inbox = {
      ...inbox,
      settle(...settlement) {
        settled.push('settled')
        return inbox.settle(...settlement)
      },
      retryLater(...retry) {
        settled.push('put back')
        return inbox.retryLater(...retry)
      },
      release(...claim) {
        settled.push('given back')
        return inbox.release(...claim)
      },
    }
    const begun = Promise.withResolvers<AbortSignal>()
    start(
      async (_claimed, signal) => {
        begun.resolve(signal)
        await sleep(60_000, undefined, { signal })
        return DONE
      },
      { count: 1, inbox: noting },
    )
    const signal = await begun.promise
    clock.aheadMs += LEASE_MS
    const other = await inbox.claim(now())

    await until('the worker to end', () => log.of('notification.attempt').length === 1)
    expect(other).to.include({ id: 1, abandoned: 1 })
    expect(signal.reason).to.be.instanceOf(LeaseLostError)
    expect(settled).to.deep.equal([])
    expect(await first()).to.include({ state: 'claimed', attempts: 2 })
  })

  describe('with what was left behind by a process that ended', () => {
    it('take up what was left behind once beside others', async () => {
      const bench = await open()
      await bench.receive('nLeft')
      await leaveBehind(bench, 1)
      await bench.receive('nOther')
      const hold = gate()
      const begun: string[] = []
      bench.start(async (claimed) => {
        begun.push(nameOf(claimed))
        await hold.opened
        return DONE
      })

      await until('both to be at work', () => begun.length === 2)
      hold.open()
      expect(begun).to.deep.equal(['nLeft', 'nOther'])
    })

    it('begin nothing beside what was left behind twice', async () => {
      const bench = await open()
      await bench.receive('nSuspicious')
      await leaveBehind(bench, 2)
      await bench.receive('nOther')
      const hold = gate()
      const begun: string[] = []
      bench.start(async (claimed) => {
        begun.push(nameOf(claimed))
        await hold.opened
        return DONE
      })

      await until('it to be at work', () => begun.length > 0)
      await sleep(A_WHILE_MS)
      expect(begun).to.deep.equal(['nSuspicious'])
      hold.open()
      await until('both to be done', async () => (await bench.overview.counts())['done'] === 2)
    })

    it('let others end before they begin with what was left behind twice', async () => {
      const bench = await open()
      await bench.receive('nSuspicious')
      await leaveBehind(bench, 1)
      await bench.inbox.claim(bench.now())
      await bench.receive('nOther')
      const hold = gate()
      const begun: string[] = []
      bench.start(async (claimed) => {
        begun.push(nameOf(claimed))
        await hold.opened
        return DONE
      })
      await until('the other to be at work', () => begun.length > 0)
      bench.clock.aheadMs += LEASE_MS

      await until('it to be claimed', async () => (await bench.first())?.attempts === 3)
      await sleep(A_WHILE_MS)
      expect(begun).to.deep.equal(['nOther'])
      hold.open()
      await until('both to be done', async () => (await bench.overview.counts())['done'] === 2)
      expect(begun).to.deep.equal(['nOther', 'nSuspicious'])
    })

    it('give up what was left behind ten times in a row, without another try', async () => {
      const bench = await open()
      await bench.receive('nDeadly')
      await leaveBehind(bench, 10)
      let begun = 0
      bench.start(() => {
        begun += 1
        return Promise.resolve(DONE)
      })

      await until('it to be dead', async () => (await bench.first())?.state === 'dead')
      expect(await bench.first()).to.include({
        reasonCode: 'LEFT_BEHIND',
        reason: '10 times in a row the process that worked on it did not live to end it',
      })
      expect(begun).to.equal(0)
    })

    it('try once more what was left behind nine times', async () => {
      const bench = await open()
      await bench.receive('nUnlucky')
      await leaveBehind(bench, 9)
      bench.start(() => Promise.resolve(DONE))

      await until('it to be done', async () => (await bench.first())?.state === 'done')
      expect(await bench.first()).to.include({ abandoned: 0 })
    })
  })
})
