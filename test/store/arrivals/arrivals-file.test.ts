import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { copyFile, mkdtemp, open as openFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { type Arrivals, openArrivals } from '../../../server/store/arrivals/open-arrivals.ts'
import { takeOver } from '../../../server/store/arrivals/take-over.ts'
import { checkFile, checkFileAtStart } from '../../../server/store/check-file.ts'
import { checkWritable, type Database, openDatabase } from '../../../server/store/database.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { until } from '../../connector/until.ts'
import { recordedLog } from '../../listeners/recorded-log.ts'
import { at, callout, RAW } from '../notifications.ts'
import { rejectionOf } from '../rejection.ts'

const PARTS = ['', '-wal', '-shm', '-acknowledged'] as const

describe('the file of arrivals', () => {
  let folder: string
  let path: string
  let file: string
  let log: ReturnType<typeof recordedLog>
  let open: { db: Database; door: Arrivals } | undefined

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'arrivals-'))
    path = join(folder, 'connector.db')
    file = `${path}-arrivals`
    await start()
  })
  afterEach(async () => {
    await stop()
    await rm(folder, { recursive: true })
  })

  async function start(): Promise<void> {
    log = recordedLog()
    const db = await openDatabase(`sqlite:${path}`, log)
    open = { db, door: await openArrivals(`sqlite:${path}`, log) }
  }

  async function stop(): Promise<void> {
    await open?.door.close()
    await open?.db.destroy()
    open = undefined
  }

  function opened(): { db: Database; door: Arrivals } {
    if (open === undefined) throw new Error('the test has closed it')
    return open
  }

  const arrive = (key: string) =>
    opened().door.keep({ kind: 'notification', notification: callout(key), raw: RAW, at: at(0) })

  async function takeAll(): Promise<number> {
    const { db, door } = opened()
    const { taken, upTo } = await takeOver(db, (notification) => notification, at(1))
    door.takenOver(upTo)
    return taken.length
  }

  const keys = async () =>
    (await createOverview(opened().db).notifications({ limit: 99 })).map(({ objectPath }) =>
      objectPath.at(-1),
    )

  function rowsIn(): number {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      return Number(database.prepare('select count(*) as count from arrival').get()?.['count'])
    } finally {
      database.close()
    }
  }

  function remove(parts: readonly string[] = PARTS): void {
    for (const part of parts) rmSync(`${file}${part}`, { force: true })
  }

  async function backUp(): Promise<void> {
    await stop()
    for (const each of [path, file]) await copyFile(each, `${each}-backup`)
    await start()
  }

  async function putBack(each: string): Promise<void> {
    await stop()
    for (const part of ['-wal', '-shm']) rmSync(`${each}${part}`, { force: true })
    await copyFile(`${each}-backup`, each)
    await start()
  }

  it('is for its owner alone, as the database is', () => {
    expect(statSync(file).mode & 0o777).to.equal(0o600)
  })

  it('keeps what arrived over an end of the process, and gives it once', async () => {
    await arrive('nA')
    await stop()
    await start()

    expect(log.of('database.older-than-acknowledged')).to.deep.equal([])
    expect(await takeAll()).to.equal(1)
    expect(await takeAll()).to.equal(0)
    await stop()
    await start()
    expect(await takeAll()).to.equal(0)
    expect(await keys()).to.deep.equal(['A'])
  })

  it('loses what is taken over with what is written next, and by itself after a while', async () => {
    await arrive('nA')
    await takeAll()
    expect(rowsIn()).to.equal(1)
    await arrive('nB')
    expect(rowsIn()).to.equal(1)

    await takeAll()
    await until('it to be tidied', () => rowsIn() === 0)
  })

  describe('that is gone at a start', () => {
    it('is made again if whoever made it has ended before it had tables', async () => {
      await stop()
      remove()
      const database = new DatabaseSync(file)
      database.exec('pragma journal_mode = wal')
      database.close()
      await start()
      await arrive('nA')

      expect(await takeAll()).to.equal(1)
    })

    it('ends the start if something came into it, saying what to put back', async () => {
      await arrive('nA')
      await stop()
      const away = join(folder, 'away')
      renameSync(file, away)
      remove(['-wal', '-shm'])

      const error = await rejectionOf(openDatabase(`sqlite:${path}`))
      expect(error).to.be.instanceOf(Error).with.property('message').that.includes(`${file} is not there`)
      expect(existsSync(file)).to.equal(false)
      renameSync(away, file)
      await start()
      expect(await takeAll()).to.equal(1)
    })

    it('is made anew where its owner has deleted the number beside it, too', async () => {
      await arrive('nA')
      await stop()
      remove()
      await start()
      await arrive('nB')

      expect(await takeAll()).to.equal(1)
      expect(await keys()).to.deep.equal(['B'])
    })
  })

  describe('that was put back', () => {
    it('gives no number again that is taken over, when it is older than the database', async () => {
      await arrive('nA')
      await backUp()
      await arrive('nB')
      await takeAll()
      await putBack(file)
      await arrive('nC')

      expect(await takeAll()).to.equal(1)
      expect(await keys()).to.deep.equal(['C', 'B', 'A'])
    })

    it('is taken over again, as far as it is there, and warned of, when the database is the older one', async () => {
      await arrive('nA')
      await takeAll()
      await backUp()
      await arrive('nB')
      await takeAll()
      // Now the row of B goes.
      await arrive('nC')
      await putBack(path)

      expect(log.of('database.older-than-acknowledged').map(({ fields }) => fields)).to.deep.include.members([
        {
          missing: 1,
          text: `1 notifications that were acknowledged are neither in ${path} nor in ${file}: is one of the two a backup, or is a -wal missing? What still waits in Concur is found again through Concur's lists`,
        },
      ])
      expect(await takeAll()).to.equal(1)
      expect(await keys()).to.deep.equal(['C', 'A'])
    })

    it('is warned of when it lacks what nobody has taken over', async () => {
      await backUp()
      await arrive('nA')
      await arrive('nB')
      await putBack(file)

      expect(log.of('database.older-than-acknowledged')[0]?.fields).to.include({ missing: 2 })
    })
  })

  it('takes nothing while it is moved away, and goes on when it is back', async () => {
    await arrive('nA')
    renameSync(file, `${file}-moved`)

    expect(await rejectionOf(arrive('nB')))
      .to.be.instanceOf(Error)
      .with.property('message')
      .that.includes('moved away')
    expect(await rejectionOf(opened().door.check())).to.be.instanceOf(Error)
    expect(log.of('database.file-lost')).to.have.length(1)
    renameSync(`${file}-moved`, file)
    await arrive('nC')
    expect(log.of('database.file-back')).to.have.length(1)
    expect(await takeAll()).to.equal(2)
  })

  it('takes nothing any more when taking over meets damage in it, and the database goes on', async () => {
    for (let number = 0; number < 100; number += 1) {
      const raw = Buffer.alloc(3000, 'x')
      await opened().door.keep({ kind: 'notification', notification: callout(`n${number}`), raw, at: at(0) })
    }
    const other = new DatabaseSync(file)
    other.exec('pragma wal_checkpoint(truncate)')
    other.close()
    const bytes = await openFile(file, 'r+')
    const { size } = await bytes.stat()
    for (let page = 8 * 4096; page < size; page += 4096)
      await bytes.write(Buffer.alloc(4000, 0xff), 0, 4000, page)
    await bytes.close()

    const error = await rejectionOf(takeAll())
    expect(error).to.have.property('message').that.includes('malformed')
    await checkWritable(opened().db)
    opened().door.damaged(error)
    expect(await rejectionOf(arrive('nA')))
      .to.have.property('message')
      .that.includes('is damaged')
    expect(log.of('database.file-lost')).to.have.length(1)
  })

  it('takes nothing while another process holds its lock, and goes on when that is over', async () => {
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    expect(await rejectionOf(arrive('nA')))
      .to.be.instanceOf(Error)
      .with.property('message')
      .that.includes('locked')
    other.exec('rollback')
    other.close()

    await arrive('nB')
    expect(await takeAll()).to.equal(1)
  })

  it('is not received into when it is damaged, and the start says what to do', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, number) => arrive(`n${number}`)))
    await checkFileAtStart(opened().db)
    await stop()
    const damaged = await openFile(file, 'r+')
    const { size } = await damaged.stat()
    await damaged.write(Buffer.alloc(size / 2, 'x'), 0, undefined, size / 2)
    await damaged.close()
    await start()

    for (const check of [checkFile, checkFileAtStart]) {
      const error = await rejectionOf(check(opened().db))
      expect(error).to.have.property('message').that.includes('the file of arrivals is damaged')
    }
  })
})
