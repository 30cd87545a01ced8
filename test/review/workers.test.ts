import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type Breaker, createBreaker } from '../../server/concur/breaker.ts'
import { type CallKind, ConcurError } from '../../server/concur/concur-error.ts'
import { type Claimed, createInbox, type Inbox } from '../../server/inbox/inbox.ts'
import { LeaseLostError } from '../../server/inbox/lease-lost-error.ts'
import { createOverview } from '../../server/inbox/overview.ts'
import { again, dead, type Ending } from '../../server/review/retry.ts'
import { startWorkers, type Workers, type WorkersDeps } from '../../server/review/workers.ts'
import { until } from '../connector/until.ts'
import { useDatabases } from '../inbox/databases.ts'
import { callout, RAW } from '../inbox/notifications.ts'
import { recordedLog } from '../listeners/recorded-log.ts'

const DONE: Ending = { kind: 'done' }
/** Longer than the workers take to look again for work. */
const A_WHILE_MS = 800

const nameOf = ({ objectPath }: Claimed) => objectPath.slice(objectPath.lastIndexOf('/') + 1)

/** Holds reviews up until it is opened. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

function outage(kind: CallKind = 'report'): ConcurError {
  const facts = { code: 'CONCUR_RESPONSE', kind, trouble: 'transient', status: 503 } as const
  return new ConcurError('Concur answered 503', facts)
}

/** Fails so often that calls of that kind are stopped. */
function fail(breaker: Breaker, kind: CallKind): void {
  for (let failures = 0; failures < 5; failures += 1) breaker.failed(kind, {})
}

describe('the workers', () => {
  const databases = useDatabases()
  const started: Workers[] = []

  afterEach(async () => {
    await Promise.all(started.splice(0).map((workers) => workers.stop(0)))
  })

  /** An inbox, a breaker and a clock that a test may put forward. */
  async function open() {
    const db = await databases.open()
    const inbox = createInbox(db)
    const clock = { aheadMs: 0 }
    const now = () => new Date(Date.now() + clock.aheadMs)
    const breaker = createBreaker(now, () => 0)
    const log = recordedLog()
    const overview = createOverview(db)

    function start(review: WorkersDeps['review'], options: { count?: number; inbox?: Inbox } = {}): Workers {
      const workers = startWorkers({ inbox, breaker, review, count: 4, log, now, ...options })
      started.push(workers)
      return workers
    }
    async function receive(...names: readonly string[]): Promise<void> {
      for (const name of names) await inbox.receive(callout(name), RAW, now())
    }
    async function first() {
      const lines = await overview.notifications({ limit: 100 })
      return lines.find(({ id }) => id === 1)
    }
    return { inbox, overview, breaker, clock, log, now, start, receive, first }
  }

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

      await until('it to wait again', async () => (await first())?.reason_code === 'SETTLING')
      expect(await first()).to.include({
        state: 'waiting',
        reason: 'not shown yet',
        attempts: 1,
        lease_until: null,
      })
    })

    it('among the dead when the review says so', async () => {
      const { first, start, receive } = await open()
      await receive('nOne')
      start(() => Promise.resolve(dead('NO_ACTION', 'no action is offered')))

      await until('it to be dead', async () => (await first())?.state === 'dead')
      expect(await first()).to.include({ reason_code: 'NO_ACTION', reason: 'no action is offered' })
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
    const leaseUntil = (await first())?.lease_until ?? 0

    await until('the lease to be renewed', async () => ((await first())?.lease_until ?? 0) > leaseUntil)
    hold.open()
    await until('it to be done', async () => (await first())?.state === 'done')
  })

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
      await until('it to wait', async () => (await first())?.reason_code === 'CONCUR_RESPONSE')

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

  it('take up at their start what waits for Concur, whenever that was due', async () => {
    const { inbox, first, now, start, receive } = await open()
    await receive('nA')
    const claimed = await inbox.claim(now())
    if (claimed === undefined) throw new Error('there was nothing to claim')
    const inAnHour = new Date(now().getTime() + 3600_000)
    await inbox.retryLater(claimed, { at: inAnHour, reasonCode: 'CONCUR_TOKEN', reason: 'wrong secret' })

    start(() => Promise.resolve(DONE))

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

      expect(await first()).to.include({ state: 'waiting', attempts: 0, lease_until: null })
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
})
