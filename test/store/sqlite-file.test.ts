import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import { sql } from 'kysely'
import { checkFile, checkFileAtStart } from '../../server/store/check-file.ts'
import {
  checkWritable,
  type Database,
  DatabaseError,
  inSnapshot,
  openDatabase,
} from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createOverview } from '../../server/store/operators/overview.ts'
import { withAdvice } from '../../server/store/sqlite-advice.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { useDatabases } from './databases.ts'
import { at, callout, RAW } from './notifications.ts'
import { rejectionOf } from './rejection.ts'

const PARTS = ['', '-wal', '-shm']

async function quarantined(db: Database): Promise<unknown> {
  return db.selectFrom('quarantine').selectAll().execute()
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return String(await rejectionOf(promise))
}

describe('a SQLite file that somebody takes away while it is open', () => {
  const databases = useDatabases()
  let log: ReturnType<typeof recordedLog>
  let db: Database
  beforeEach(async () => {
    log = recordedLog()
    db = await openDatabase(`sqlite:${databases.path()}`, log)
  })
  afterEach(async () => {
    await db.destroy()
  })

  const receive = (name: string) => createInbox(db).receive(callout(name), RAW, at(0))

  for (const part of PARTS) {
    it(`acknowledges nothing once connector.db${part} is deleted, and can still be read`, async () => {
      await receive('nBefore')
      await rm(`${databases.path()}${part}`)

      expect(await messageOf(receive('nAfter'))).to.include(`connector.db${part} was deleted`)
      expect(await messageOf(receive('nAgain'))).to.include(`connector.db${part} was deleted`)
      expect(await messageOf(checkWritable(db))).to.include(`connector.db${part} was deleted`)
      expect(await db.selectFrom('notification').select('object_path').execute()).to.not.have.length(0)
      expect(log.of('database.file-lost')).to.have.length(1)
    })
  }

  it('acknowledges nothing into a file that was put in its place', async () => {
    const backup = `${databases.path()}.backup`
    await sql`vacuum into ${backup}`.execute(db)
    await rename(backup, databases.path())

    expect(await messageOf(receive('nAfter'))).to.include('connector.db was replaced by another file')
  })

  it('fails what a transaction has stored, and begins no other', async () => {
    const path = databases.path()
    const store = (name: string) =>
      db.transaction().execute(async (trx) => {
        await trx.insertInto('job').values({ name, started_at: 1 }).execute()
        await rm(path, { force: true })
      })

    expect(await messageOf(store('one'))).to.include('connector.db was deleted')
    expect(await messageOf(store('two'))).to.include('connector.db was deleted')
  })

  it('stores again when the file is back, and what it says is stored is there', async () => {
    const away = `${databases.path()}.away`
    for (const part of PARTS) await rename(`${databases.path()}${part}`, `${away}${part}`)
    await rejectionOf(receive('nRefused'))
    await rejectionOf(receive('nRefusedToo'))
    for (const part of PARTS) await rename(`${away}${part}`, `${databases.path()}${part}`)

    await receive('nAfter')

    const other = await databases.open()
    const rows = await other.selectFrom('notification').select('object_path').execute()
    expect(rows.map(({ object_path }) => object_path).join()).to.include('nAfter')
    expect(log.of('database.file-back')).to.have.length(1)
  })
})

describe('a SQLite file that a start does not find', () => {
  const databases = useDatabases()

  const open = () => openDatabase(`sqlite:${databases.path()}`)
  async function receivedAndGone(): Promise<void> {
    const db = await open()
    await createInbox(db).receive(callout(), RAW, at(0))
    await db.destroy()
    await rm(databases.path())
  }

  for (const found of ['is not there', 'is empty']) {
    it(`is not made anew where it ${found} and something was acknowledged in it: that may be put back`, async () => {
      await receivedAndGone()
      if (found === 'is empty') await writeFile(databases.path(), '')
      const message = await messageOf(open())

      expect(message)
        .to.include(`it ${found}`)
        .and.include('up to 1')
        .and.include('connector.db-acknowledged')
      expect((await stat(databases.path()).catch(() => ({ size: 0 }))).size).to.equal(0)
    })
  }

  it('is made anew once its number is deleted too, for that is meant so', async () => {
    await receivedAndGone()
    await rm(`${databases.path()}-acknowledged`)
    const db = await open()

    expect(await db.selectFrom('notification').selectAll().execute()).to.deep.equal([])
    await db.destroy()
  })
})

describe('a SQLite file that is damaged', () => {
  const databases = useDatabases()

  /** Spoils every page that holds a row of the quarantine, and no other. */
  async function spoiled(): Promise<void> {
    const db = await databases.open()
    for (let index = 0; index < 300; index += 1) {
      await createInbox(db).quarantine('callout', Buffer.from(`${index} ${'x'.repeat(3000)}`), [], at(0))
    }
    await db.destroy()
    const bytes = await readFile(databases.path())
    for (let offset = 0; offset < bytes.length; offset += 4096) {
      const page = bytes.subarray(offset, offset + 4096)
      if (page.includes('x'.repeat(1000))) page.fill(0xff, 0, 200)
    }
    await writeFile(databases.path(), bytes)
  }

  it('is found at a start and by check, with what to do', async () => {
    await spoiled()
    const db = await databases.open()

    for (const check of [checkFile, checkFileAtStart]) {
      const error = await rejectionOf(check(db))
      expect(error).to.be.instanceOf(DatabaseError)
      expect(error).to.have.property('message').that.includes('damaged').and.includes('backup')
    }
  })

  it('is whole when nothing is wrong with it', async () => {
    const db = await databases.open()
    await createInbox(db).receive(callout(), RAW, at(0))

    await checkFile(db)
    await checkFile(db, 1)
  })

  const readings = {
    'a statement': quarantined,
    'a page that reads all from one moment': (db: Database) => inSnapshot(db, quarantined),
  }
  for (const [name, read] of Object.entries(readings)) {
    it(`takes nothing more once SQLite has met the damage in ${name}`, async () => {
      await spoiled()
      const db = await databases.open()
      const inbox = createInbox(db)
      await inbox.receive(callout('nBefore'), RAW, at(0))

      await rejectionOf(read(db))

      expect(await messageOf(inbox.receive(callout('nAfter'), RAW, at(0)))).to.include('malformed')
      expect(await messageOf(checkWritable(db))).to.include('put the newest backup in its place')
    })
  }
})

describe('a SQLite file that is not the one of before', () => {
  const databases = useDatabases()

  async function receive(count: number): Promise<void> {
    const db = await databases.open()
    const inbox = createInbox(db)
    for (let index = 0; index < count; index += 1) await inbox.receive(callout(`n${index}`), RAW, at(0))
    await db.destroy()
  }

  /** What a start warns of. */
  async function warnings(): Promise<readonly object[]> {
    const log = recordedLog()
    const db = await openDatabase(`sqlite:${databases.path()}`, log)
    await db.destroy()
    return log.lines.map(({ level, event, fields: { text: _text, ...fields } }) => ({
      level,
      event,
      ...fields,
    }))
  }
  const older = { level: 'warn', event: 'database.older-than-acknowledged' }
  const made = { level: 'warn', event: 'database.made' }

  it('is told when it was made, and when it was empty', async () => {
    await writeFile(databases.path(), '')
    expect(await warnings()).to.deep.equal([made])
    expect(await warnings()).to.deep.equal([])
    await rm(databases.path())
    expect(await warnings()).to.deep.equal([made])
  })

  it('is told when an older backup has taken its place', async () => {
    await receive(2)
    await copyFile(databases.path(), `${databases.path()}.backup`)
    await receive(5)
    expect(await warnings()).to.deep.equal([])
    await rename(`${databases.path()}.backup`, databases.path())

    expect(await warnings()).to.deep.equal([{ ...older, acknowledged: 7, found: 2 }])
  })

  it('is told when its write-ahead log is gone', async () => {
    await receive(2)
    const db = await databases.open()
    await createInbox(db).receive(callout('nInTheLog'), RAW, at(0))
    await copyFile(databases.path(), `${databases.path()}.killed`)
    await db.destroy()
    await rename(`${databases.path()}.killed`, databases.path())

    expect(await warnings()).to.deep.equal([{ ...older, acknowledged: 3, found: 2 }])
  })

  it('is not told again once something new was acknowledged', async () => {
    await receive(2)
    await copyFile(databases.path(), `${databases.path()}.backup`)
    await receive(5)
    await rename(`${databases.path()}.backup`, databases.path())
    await receive(3)

    expect(await warnings()).to.deep.equal([])
  })

  it('keeps the number in a file that only its owner may read, whatever stands in it', async () => {
    await receive(1)
    const file = `${databases.path()}-acknowledged`
    expect([(await stat(file)).mode & 0o777, await readFile(file, 'utf8')]).to.deep.equal([
      0o600,
      '0000000000000001',
    ])

    for (const spoilt of ['', 'nonsense', '9'.repeat(400)]) {
      await writeFile(file, spoilt)
      expect(await warnings(), spoilt).to.deep.equal([])
    }
  })
})

describe('a SQLite file that cannot be opened', () => {
  const databases = useDatabases()

  const failure = async (path = databases.path()) => String(await rejectionOf(databases.open(path)))

  it('is told with what to do about each cause', async () => {
    await mkdir(`${databases.path()}.folder`)
    expect(await failure(`${databases.path()}.folder`)).to.include('the path must not be a folder')
    await writeFile(databases.path(), 'no database '.repeat(500))
    expect(await failure())
      .to.include('is no SQLite database')
      .and.include('check the path')
  })

  const causes = [
    [5, 'another process keeps it locked'],
    [8, 'must not be mounted read-only'],
    // SQLITE_READONLY_DIRECTORY
    [1544, 'must not be mounted read-only'],
    // SQLITE_IOERR_FSYNC
    [1034, 'a network drive will not do'],
    [11, 'put the newest backup in its place'],
    [13, 'make room on the disk'],
    [14, 'the folder must be there'],
    [26, 'check the path'],
  ] as const
  for (const [errcode, advice] of causes) {
    it(`has advice for what SQLite calls ${errcode}, also as a statement's error`, () => {
      for (const error of [{ errcode }, { code: `SQLITE_${errcode}` }]) {
        const told = withAdvice(Object.assign(new Error('so says SQLite'), error))
        expect(told)
          .to.match(/^so says SQLite: /)
          .and.include(advice)
      }
    })
  }

  it('is not replaced by a new one when the thread of SQLite has to start again', async () => {
    const db = await databases.open()
    expect(await createOverview(db).counts()).to.deep.equal({})
    await db.destroy()
    for (const part of PARTS) await rm(`${databases.path()}${part}`, { force: true })

    await rejectionOf(createOverview(db).counts())

    expect(await rejectionOf(stat(databases.path()))).to.have.property('code', 'ENOENT')
  })
})
