import { execFile } from 'node:child_process'
import { mkdtemp, open as openFile, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { type Kysely, sql } from 'kysely'
import { subjectOf } from '../../server/review/report-status.ts'
import { createInbox, type Inbox } from '../../server/store/inbox/inbox.ts'
import { createOverview } from '../../server/store/operators/overview.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { buildReport } from '../support/build-report.ts'
import { skipBecause } from '../support/skip.ts'
import { useDatabases } from './databases.ts'
import { at, callout, claimedAt, RAW } from './notifications.ts'
import { rejectionOf } from './rejection.ts'

const run = promisify(execFile)

/** More than fits into the last free block of a file system. */
const LARGE = new Uint8Array(20_000)

/** Receives so many different callouts at once. @returns How each ended. */
async function receiveMany(inbox: Inbox, name: string, count: number): Promise<readonly string[]> {
  const results = await Promise.allSettled(
    Array.from({ length: count }, (_, index) => inbox.receive(callout(`${name}${index}`), LARGE, at(0))),
  )
  return results.map(({ status }) => status)
}

const all = (count: number, status: 'fulfilled' | 'rejected') => Array.from({ length: count }, () => status)

async function integrityOf<Schema>(db: Kysely<Schema>): Promise<unknown> {
  const { rows } = await sql`pragma integrity_check`.execute(db)
  return rows
}

describe('a full disk ', () => {
  const databases = useDatabases()
  let folder = ''

  before(async function () {
    folder = await mkdtemp(join(tmpdir(), 'full-'))
    const error = await rejectionOf(run('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]))
    if (error === undefined) return
    await rmdir(folder)
    folder = ''
    skipBecause('no file system may be mounted here', this)
  })
  after(async () => {
    if (folder === '') return
    await run('umount', [folder])
    await rmdir(folder)
  })
  afterEach(async () => {
    if (folder !== '') await rm(join(folder, 'filler'), { force: true })
  })

  async function fill(): Promise<void> {
    const filler = await openFile(join(folder, 'filler'), 'w')
    try {
      for (;;) await filler.write(new Uint8Array(4096))
    } catch (error) {
      expect(error).to.have.property('code', 'ENOSPC')
    } finally {
      await filler.close()
    }
  }

  async function empty(): Promise<void> {
    await rm(join(folder, 'filler'))
  }

  it('makes every receive reject, and the same connection stores again when there is space', async () => {
    const db = await databases.open(join(folder, 'receive.db'))
    const inbox = createInbox(db)
    await inbox.receive(callout('nBefore'), RAW, at(0))

    await fill()
    expect(await receiveMany(inbox, 'nRefused', 10)).to.deep.equal(all(10, 'rejected'))
    expect(await receiveMany(inbox, 'nRefused', 10)).to.deep.equal(all(10, 'rejected'))
    await empty()

    expect(await receiveMany(inbox, 'nAccepted', 10)).to.deep.equal(all(10, 'fulfilled'))
    expect(await createOverview(db).counts()).to.deep.equal({ waiting: 11 })
    expect(await integrityOf(db)).to.deep.equal([{ integrity_check: 'ok' }])
  })

  it('says what the trouble is, whatever could not be written', async () => {
    const db = await databases.open(join(folder, 'message.db'))
    const inbox = createInbox(db)
    const reviews = createReviews(db)
    await inbox.receive(callout(), RAW, at(0))
    const claimed = await claimedAt(inbox, 0)
    await fill()

    const name = 'x'.repeat(30_000)
    const visit = { key: 'step 1', subject: subjectOf(buildReport({ name })), mode: 'act' as const }
    const errors = [
      await rejectionOf(inbox.receive(callout('nOther'), LARGE, at(0))),
      await rejectionOf(inbox.quarantine('callout', LARGE, ['not XML'], at(0))),
      await rejectionOf(reviews.open(claimed, visit, at(0))),
    ]
    await empty()

    for (const error of errors) expect(error).to.have.property('message').that.includes('disk is full')
    expect(await reviews.open(claimed, visit, at(1))).to.have.property('kind', 'ours')
  })

  it('keeps exactly those of several statements at once that it says are kept', async () => {
    const db = await databases.open(join(folder, 'together.db'))
    const inbox = createInbox(db)
    const quarantine = (byte: number) => {
      const raw = new Uint8Array(20_000).fill(byte)
      return inbox.quarantine('callout', raw, ['not XML'], at(0))
    }
    await Promise.all([0, 1, 2].map(quarantine))
    await fill()
    const late = await Promise.allSettled([3, 4, 5, 6, 7, 8].map(quarantine))
    await empty()

    expect(late.map(({ status }) => status)).to.deep.equal(all(6, 'rejected'))
    const { rows } = await sql`select hex(substr(raw, 1, 1)) as first from quarantine order by id`.execute(db)
    expect(rows).to.deep.equal([{ first: '00' }, { first: '01' }, { first: '02' }])
    await Promise.all([9, 10].map(quarantine))
    expect(await createOverview(db).quarantine(10)).to.have.length(5)
  })

  it('leaves claims as they are, and they are settled when there is space', async () => {
    const db = await databases.open(join(folder, 'claims.db'))
    const inbox = createInbox(db)
    for (const name of ['nOne', 'nTwo']) await inbox.receive(callout(name), RAW, at(0))
    const claimed = await claimedAt(inbox, 1)
    await fill()

    const ending = inbox.settle(
      claimed,
      { state: 'dead', reasonCode: 'X', reason: 'y'.repeat(30_000) },
      at(2),
    )
    expect(await rejectionOf(ending)).to.be.instanceOf(Error)
    await empty()

    expect(await inbox.renew(claimed, at(3))).to.equal(true)
    expect(await inbox.settle(claimed, { state: 'done' }, at(4))).to.equal(true)
    expect(await claimedAt(inbox, 5)).to.include({ id: 2, attempts: 1 })
    expect(await integrityOf(db)).to.deep.equal([{ integrity_check: 'ok' }])
  })

  it('loses nothing that was acknowledged before, also when the process ends meanwhile', async () => {
    const path = join(folder, 'restart.db')
    const db = await databases.open(path)
    expect(await receiveMany(createInbox(db), 'nKept', 5)).to.deep.equal(all(5, 'fulfilled'))
    await fill()
    expect(await receiveMany(createInbox(db), 'nRefused', 5)).to.deep.equal(all(5, 'rejected'))
    await db.destroy()
    await empty()

    const again = await databases.open(path)

    expect(await createOverview(again).counts()).to.deep.equal({ waiting: 5 })
    expect(await integrityOf(again)).to.deep.equal([{ integrity_check: 'ok' }])
  })
})

describe('a database that another process keeps locked', () => {
  const databases = useDatabases()
  const lockers: DatabaseSync[] = []

  afterEach(() => {
    for (const locker of lockers.splice(0)) locker.close()
  })

  /** Takes the write lock, as a backup or a person at a prompt may. */
  function lock(): DatabaseSync {
    const locker = new DatabaseSync(databases.path())
    lockers.push(locker)
    locker.exec('begin immediate')
    return locker
  }

  it('makes receive wait, while everything else of this process goes on', async () => {
    const inbox = createInbox(await databases.open())
    const locker = lock()
    let isWaiting = true
    const receiving = inbox.receive(callout(), RAW, at(0)).finally(() => {
      isWaiting = false
    })

    for (let ticks = 0; ticks < 5; ticks += 1) await sleep(10)
    expect(isWaiting).to.equal(true)
    locker.exec('rollback')

    expect(await receiving).to.deep.equal({ kind: 'stored', id: 1 })
  })

  it('makes receive reject when that takes too long, and the same connection stores again afterwards', async () => {
    const db = await databases.open()
    const inbox = createInbox(db)
    const locker = lock()

    const error = await rejectionOf(inbox.receive(callout(), RAW, at(0)))
    expect(error).to.have.property('message').that.includes('locked')
    locker.exec('rollback')

    expect(await receiveMany(inbox, 'nAccepted', 5)).to.deep.equal(all(5, 'fulfilled'))
    expect(await createOverview(db).counts()).to.deep.equal({ waiting: 5 })
  })

  it('makes what people do wait longer, and everything else of this process comes in between', async () => {
    const db = await databases.open()
    const overview = createOverview(db)
    const locker = lock()
    const acting = createTrail(db).append({
      at: at(0),
      who: { login: 'robin' },
      act: 'review approve',
      subject: 'review 12',
      outcome: 'done',
    })
    const seen = overview.counts()
    expect(await rejectionOf(createInbox(db).receive(callout(), RAW, at(0)))).to.be.instanceOf(Error)
    expect(await seen).to.deep.equal({})
    locker.exec('rollback')

    expect(await acting).to.equal(1)
  })

  it('can still be looked at', async () => {
    const db = await databases.open()
    await createInbox(db).receive(callout(), RAW, at(0))
    lock()

    expect(await createOverview(db).counts()).to.deep.equal({ waiting: 1 })
  })
})

describe('a transaction that fails half way', () => {
  const databases = useDatabases()

  it('is undone, and what comes after it is committed for itself', async () => {
    const db = await databases.open()
    const other = await databases.open()
    const inbox = createInbox(db)
    const failing = db.transaction().execute(async (trx) => {
      await trx
        .insertInto('token')
        .values({ id: 'half', refresh_token: 't', seed: 's', updated_at: 0 })
        .execute()
      throw new Error('half way')
    })
    const receiving = receiveMany(inbox, 'nBeside', 3)

    expect(await rejectionOf(failing)).to.have.property('message', 'half way')
    expect(await receiving).to.deep.equal(all(3, 'fulfilled'))

    expect(await other.selectFrom('token').selectAll().execute()).to.deep.equal([])
    expect(await createOverview(other).counts()).to.deep.equal({ waiting: 3 })
  })

  it('is one statement of several that come together, and the others are kept', async () => {
    const db = await databases.open()
    const insert = (id: string) =>
      db.insertInto('token').values({ id, refresh_token: 't', seed: 's', updated_at: 0 }).execute()

    const results = await Promise.allSettled(['a', 'b', 'a', 'c', 'b', 'd'].map(insert))

    expect(results.map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    const other = await databases.open()
    const rows = await other.selectFrom('token').select('id').orderBy('id').execute()
    expect(rows.map(({ id }) => id)).to.deep.equal(['a', 'b', 'c', 'd'])
  })

  it('does not take what is received meanwhile with it', async () => {
    const db = await databases.open()
    const other = await databases.open()
    const inbox = createInbox(db)
    const entered = Promise.withResolvers<void>()
    const mayFail = Promise.withResolvers<void>()
    const failing = db.transaction().execute(async (trx) => {
      await trx
        .insertInto('token')
        .values({ id: 'half', refresh_token: 't', seed: 's', updated_at: 0 })
        .execute()
      entered.resolve()
      await mayFail.promise
      throw new Error('half way')
    })
    await entered.promise
    const receiving = inbox.receive(callout(), RAW, at(0))
    mayFail.resolve()
    await rejectionOf(failing)

    expect(await receiving).to.deep.equal({ kind: 'stored', id: 1 })
    expect(await createOverview(other).counts()).to.deep.equal({ waiting: 1 })
  })
})
