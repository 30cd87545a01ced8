import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { sql } from 'kysely'
import type { Claimed, Inbox } from '../../server/store/inbox/inbox.ts'
import { createRefreshTokens } from '../../server/store/refresh-tokens.ts'
import { forEachEngine } from '../support/engines.ts'
import { both, open } from './inbox-process.ts'
import { at, callout, claimedAt, RAW } from './notifications.ts'

const run = promisify(execFile)

const BUSY = { reasonCode: 'CONCUR_RESPONSE', reason: 'Concur answered 503' }

async function receiveMany(inbox: Inbox, names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) await inbox.receive(callout(name), RAW, at(index))
}

function idsOf(claims: readonly (Claimed | undefined)[]): readonly number[] {
  return claims.flatMap((claim) => (claim === undefined ? [] : [claim.id]))
}

describe('the inbox, the same on both engines', () => {
  forEachEngine((engine) => {
    describe('receiving', () => {
      it('stores what is new and folds what is identical, with its bytes', async () => {
        const { inbox, overview } = await open(engine)

        expect(await inbox.receive(callout('nOne'), Uint8Array.of(0, 255, 13), at(0))).to.deep.equal({
          kind: 'stored',
          id: 1,
        })
        expect(await inbox.receive(callout('nOne'), RAW, at(1))).to.deep.equal({ kind: 'duplicate', id: 1 })
        const kept = await overview.notification(1)
        expect([...(kept?.raw ?? [])]).to.deep.equal([0, 255, 13])
        expect(kept?.line).to.deep.include({ timesSeen: 2, receivedAt: at(0), state: 'waiting' })
      })

      it('makes one row of identical ones that arrive at the same time in two processes', async () => {
        const [one, two] = await both(engine)

        const receipts = await Promise.all(
          Array.from({ length: 40 }, (_, index) =>
            (index % 2 === 0 ? one : two).inbox.receive(callout(), RAW, at(0)),
          ),
        )

        expect(receipts.filter(({ kind }) => kind === 'stored')).to.have.length(1)
        const lines = await one.overview.notifications({ limit: 10 })
        expect(lines.map((line) => line.timesSeen)).to.deep.equal([40])
      })

      it('keeps every one of many reports that arrive in two processes, in opposite order', async () => {
        const [one, two] = await both(engine)
        const names = Array.from({ length: 60 }, (_, index) => `n${index}`)

        await Promise.all([
          ...names.map((name) => one.inbox.receive(callout(name), RAW, at(0))),
          ...names.toReversed().map((name) => two.inbox.receive(callout(name), RAW, at(0))),
        ])

        expect(await one.overview.counts()).to.deep.equal({ waiting: 60 })
      })

      it('keeps an entry of the FAILED list once, though two processes read the list at the same time', async () => {
        const [one, two] = await both(engine)
        const failed = callout('nFailed', { door: 'failed list', externalId: '/notifications/4711' })

        const receipts = await Promise.all([
          one.inbox.receive(failed, RAW, at(0)),
          two.inbox.receive(failed, RAW, at(0)),
        ])

        expect(receipts.map(({ kind }) => kind)).to.have.members(['stored', 'duplicate'])
        await one.inbox.settle(await claimedAt(one.inbox, 1), { state: 'done' }, at(2))
        expect(await two.inbox.receive(failed, RAW, at(3))).to.have.property('kind', 'duplicate')
      })

      it('keeps the same unreadable bytes once', async () => {
        const [one, two] = await both(engine)

        await one.inbox.quarantine('callout', Uint8Array.of(0, 128), ['not XML'], at(0))
        await two.inbox.quarantine('callout', Uint8Array.of(0, 128), ['not XML'], at(9))

        const [entry, ...others] = await one.overview.quarantine(10)
        expect(others).to.deep.equal([])
        expect(entry).to.deep.include({ timesSeen: 2, receivedAt: at(9), problems: ['not XML'] })
      })
    })

    describe('claiming', () => {
      it('gives what is due longest first, and nothing before it is due', async () => {
        const { inbox } = await open(engine)
        await receiveMany(inbox, ['nA', 'nB', 'nC'])
        await inbox.retryLater(await claimedAt(inbox, 10), { at: at(20), ...BUSY }, at(0))

        expect(
          idsOf([await inbox.claim(at(19)), await inbox.claim(at(19)), await inbox.claim(at(19))]),
        ).to.deep.equal([2, 3])
        expect(await inbox.claim(at(20))).to.include({ id: 1, attempts: 2, reasonCode: 'CONCUR_RESPONSE' })
      })

      it('gives what an event says of the stop', async () => {
        const { inbox } = await open(engine)
        const said = {
          stepCode: 'PARTNER',
          stepInstanceId: 'FD0A45',
          announcedAt: at(-3),
          correlationId: '3f6c1a52-8d0e-4b6f-9a1c-5e7d2b4c8f90',
        }
        await inbox.receive(callout('nEvent', { door: 'events', externalId: 'event 1', ...said }), RAW, at(0))

        expect(await claimedAt(inbox, 1)).to.deep.include({ door: 'events', objectType: 'EXPRPT', ...said })
      })

      it('gives of each report only the head of its line, also to another process', async () => {
        const [one, two] = await both(engine)
        await one.inbox.receive(callout('nSame'), RAW, at(0))
        await one.inbox.receive(callout('nSame', { eventDateTime: '2026-05-23' }), RAW, at(0))
        const first = await claimedAt(one.inbox, 1)

        expect(first.id).to.equal(1)
        expect(await two.inbox.claim(at(1))).to.equal(undefined)
        await one.inbox.settle(first, { state: 'done' }, at(2))
        expect(await two.inbox.claim(at(2))).to.include({ id: 2 })
      })

      it('gives each notification once, however many workers of two processes claim at the same time', async () => {
        const [one, two] = await both(engine)
        const names = Array.from({ length: 30 }, (_, index) => `n${index}`)
        await Promise.all(names.map((name) => one.inbox.receive(callout(name), RAW, at(0))))

        const claims: Claimed[] = []
        const worker = async ({ inbox }: { readonly inbox: Inbox }) => {
          for (let misses = 0; misses < 3; ) {
            const claim = await inbox.claim(at(1))
            if (claim === undefined) misses += 1
            else claims.push(claim)
          }
        }
        await Promise.all([one, two, one, two, one, two, one, two].map(worker))

        expect(idsOf(claims)).to.have.members(Array.from({ length: 30 }, (_, index) => index + 1))
      })

      it('never gives one report to two workers, however many claim while others settle', async () => {
        const [one, two] = await both(engine)
        const days = ['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04', '2026-05-05']
        for (const eventDateTime of days) {
          for (const name of ['nA', 'nB', 'nC'])
            await one.inbox.receive(callout(name, { eventDateTime }), RAW, at(0))
        }

        const inHand = new Set<string>()
        const order: string[] = []
        const worker = async ({ inbox }: { readonly inbox: Inbox }) => {
          while (order.length < 15) {
            const claim = await inbox.claim(at(1))
            if (claim === undefined) continue
            order.push(inHand.has(claim.objectPath) ? `${claim.objectPath} twice at once` : String(claim.id))
            inHand.add(claim.objectPath)
            await inbox.renew(claim, at(2))
            inHand.delete(claim.objectPath)
            await inbox.settle(claim, { state: 'done' }, at(3))
          }
        }
        await Promise.all([one, two, one, two, one, two].map(worker))

        const oldestFirst = (line: number) => order.map(Number).filter((id) => id % 3 === line)
        expect([1, 2, 0].map(oldestFirst)).to.deep.equal([
          [1, 4, 7, 10, 13],
          [2, 5, 8, 11, 14],
          [3, 6, 9, 12, 15],
        ])
      })

      it('gives what a dead worker left when its lease has ended, and that worker can change nothing more', async () => {
        const [one, two] = await both(engine)
        await one.inbox.receive(callout(), RAW, at(0))
        const lost = await claimedAt(one.inbox, 0)

        expect(await two.inbox.claim(at(11.999))).to.equal(undefined)
        const holder = await claimedAt(two.inbox, 12)
        expect(holder).to.include({ id: 1, attempts: 2 })
        expect(await one.inbox.renew(lost, at(13))).to.equal(false)
        expect(await one.inbox.settle(lost, { state: 'done' }, at(13))).to.equal(false)
        expect(await one.inbox.retryLater(lost, { at: at(99), ...BUSY }, at(0))).to.equal(false)
        expect(await two.inbox.settle(holder, { state: 'done' }, at(14))).to.equal(true)
      })

      it('tells how often in a row a claim ran out, until one ends', async () => {
        const { inbox } = await open(engine)
        await inbox.receive(callout(), RAW, at(0))
        await claimedAt(inbox, 0)
        expect(await inbox.claim(at(12))).to.include({ abandoned: 1 })
        const third = await claimedAt(inbox, 24)
        expect(third).to.include({ abandoned: 2 })

        await inbox.retryLater(third, { at: at(25), ...BUSY }, at(0))

        expect(await inbox.claim(at(25))).to.include({ abandoned: 0 })
      })

      it('forgets nothing of that when a stopping process gives its claim up', async () => {
        const { inbox } = await open(engine)
        await inbox.receive(callout(), RAW, at(0))
        await claimedAt(inbox, 0)

        await inbox.release(await claimedAt(inbox, 12), at(13))

        expect(await inbox.claim(at(13))).to.include({ abandoned: 1, attempts: 2 })
      })

      it('gives nothing of a renewed lease', async () => {
        const [one, two] = await both(engine)
        await one.inbox.receive(callout(), RAW, at(0))
        const claim = await claimedAt(one.inbox, 0)

        expect(await one.inbox.renew(claim, at(8))).to.equal(true)
        expect(await two.inbox.claim(at(19))).to.equal(undefined)
        expect(await two.inbox.claim(at(20))).to.include({ id: 1 })
      })

      it('gives a probe what is not due yet, but nothing before the time that Concur asked for', async () => {
        const { inbox } = await open(engine)
        await receiveMany(inbox, ['nPatient', 'nLater'])
        await inbox.retryLater(await claimedAt(inbox, 5), { at: at(900), notBefore: at(300), ...BUSY }, at(0))
        await inbox.retryLater(await claimedAt(inbox, 5), { at: at(600), ...BUSY }, at(0))

        expect(await inbox.claim(at(10))).to.equal(undefined)
        expect(await inbox.claim(at(10), true)).to.include({ id: 2 })
        expect(await inbox.claim(at(10), true)).to.equal(undefined)
        expect(await inbox.claim(at(300), true)).to.include({ id: 2 })
        expect(await inbox.claim(at(300), true)).to.include({ id: 1 })
      })
    })

    describe('putting back', () => {
      it('ends with the reason that the notification was settled for', async () => {
        const { inbox, overview } = await open(engine)
        await inbox.receive(callout(), RAW, at(0))
        const settlement = { state: 'dead', reasonCode: 'CONCUR_REFUSED', reason: 'no such role' } as const

        expect(await inbox.settle(await claimedAt(inbox, 1), settlement, at(2))).to.equal(true)

        const [line] = await overview.notifications({ state: 'dead', limit: 1 })
        expect(line).to.deep.include({
          reasonCode: 'CONCUR_REFUSED',
          finishedAt: at(2),
          leaseUntil: null,
        })
      })

      it('leaves no trace of a claim that a stopping process gives up', async () => {
        const [one, two] = await both(engine)
        await one.inbox.receive(callout(), RAW, at(0))

        await one.inbox.release(await claimedAt(one.inbox, 1), at(2))

        expect(await two.inbox.claim(at(2))).to.include({ id: 1, attempts: 1 })
      })

      for (const way of ['retryLater', 'release'] as const) {
        it(`folds into an identical one that waits already, by ${way}`, async () => {
          const { inbox, overview } = await open(engine)
          await inbox.receive(callout(), RAW, at(0))
          const claimed = await claimedAt(inbox, 0)
          await inbox.receive(callout(), RAW, at(1))

          if (way === 'release') await inbox.release(claimed, at(2))
          else expect(await inbox.retryLater(claimed, { at: at(2), ...BUSY }, at(0))).to.equal(true)

          expect(await overview.counts()).to.deep.equal({ done: 1, waiting: 1 })
          expect(await inbox.claim(at(2))).to.include({ id: 2 })
        })
      }

      it('makes due what waits because of an outage, and nothing else', async () => {
        const { inbox } = await open(engine)
        await receiveMany(inbox, ['nOutage', 'nOther'])
        await inbox.retryLater(await claimedAt(inbox, 5), { at: at(900), ...BUSY }, at(0))
        await inbox.retryLater(
          await claimedAt(inbox, 5),
          {
            at: at(900),
            reasonCode: 'NOT_FOUND',
            reason: '404',
          },
          at(0),
        )

        await inbox.hasten(['CONCUR_RESPONSE', 'CONCUR_TIMEOUT'], at(10))

        expect(idsOf([await inbox.claim(at(10)), await inbox.claim(at(10))])).to.deep.equal([1])
      })

      it('gives dead ones a fresh start, all or by number', async () => {
        const { inbox } = await open(engine)
        await receiveMany(inbox, ['nA', 'nB'])
        for (const seconds of [5, 6]) {
          await inbox.settle(await claimedAt(inbox, seconds), { state: 'dead' }, at(7))
        }

        expect(await inbox.retry({ ids: [2, 99] }, at(8))).to.equal(1)
        expect(await inbox.claim(at(8))).to.include({ id: 2, attempts: 1, isRetry: true })
        expect(await inbox.retry({ all: 'dead' }, at(9))).to.equal(1)
        expect(await inbox.claim(at(9))).to.include({ id: 1, attempts: 1, isRetry: true })
      })
    })

    it('gives a job to one process of all, until its time has come again', async () => {
      const [one, two] = await both(engine)
      const ask = (seconds: number) =>
        Promise.all([one, two, one, two].map(({ jobs }) => jobs.isOurs('reconcile', 60_000, at(seconds))))

      expect((await ask(0)).filter(Boolean)).to.have.length(1)
      expect((await ask(59.999)).filter(Boolean)).to.have.length(0)
      expect((await ask(60)).filter(Boolean)).to.have.length(1)
    })

    it('shows the refresh token that one process stored to the other', async () => {
      const [one, two] = await both(engine)
      await createRefreshTokens(one.db, 'owner').store('issued', 'configured', at(0))
      await createRefreshTokens(one.db, 'owner').store('issued again', 'configured', at(1))

      expect(await createRefreshTokens(two.db, 'owner').candidates('configured')).to.deep.equal([
        'issued again',
        'configured',
      ])
    })

    it('makes its tables once, though four processes start at the same moment', async () => {
      await engine.bare()
      const module = JSON.stringify(import.meta.resolve('../../server/store/database.ts'))
      const start = `import(${module}).then(({ openDatabase }) => openDatabase(process.argv[1])).then((db) => db.destroy())`
      const args = ['--eval', start, engine.url()]

      await Promise.all([1, 2, 3, 4].map(() => run(process.execPath, args, { timeout: 20_000 })))

      const { db, overview } = await open(engine)
      const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
      expect(new Set(rows.map(({ name }) => name)).size).to.equal(rows.length)
      expect(await overview.counts()).to.deep.equal({})
    })
  })
})
