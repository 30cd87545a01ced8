import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { sql } from 'kysely'
import { checkWritable, DatabaseError, openDatabase } from '../../server/store/database.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createOverview } from '../../server/store/operators/overview.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { skipBecause } from '../support/skip.ts'
import { useDatabases } from './databases.ts'
import { at, callout, RAW } from './notifications.ts'
import { runReceivers } from './receivers.ts'
import { rejectionOf } from './rejection.ts'

describe('opening the database', () => {
  const databases = useDatabases()

  it('makes the file and its folders for their owner alone, whatever the umask', async () => {
    const data = join(dirname(databases.path()), 'data')
    const path = join(data, 'deep/connector.db')
    const before = process.umask(0)
    try {
      const db = await databases.open(path)
      await createInbox(db).receive(callout(), RAW, at(0))
    } finally {
      process.umask(before)
    }

    for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-acknowledged`]) {
      expect(((await stat(file)).mode & 0o777).toString(8), file).to.equal('600')
    }
    for (const folder of [data, dirname(path)]) {
      expect(((await stat(folder)).mode & 0o777).toString(8), folder).to.equal('700')
    }
  })

  it('warns of a file that others may reach and read, and of a folder that they may write to', async () => {
    const path = databases.path()
    await (await databases.open()).destroy()
    const warnedOf = async (): Promise<readonly unknown[]> => {
      const log = recordedLog()
      await (await openDatabase(`sqlite:${path}`, log)).destroy()
      return log.of('database.open-to-others').map(({ fields }) => fields['text'])
    }

    await chmod(dirname(path), 0o755)
    expect(await warnedOf()).to.deep.equal([])
    await chmod(path, 0o644)
    await chmod(dirname(path), 0o700)
    expect(await warnedOf()).to.deep.equal([])
    await chmod(dirname(path), 0o755)
    expect(await warnedOf()).to.deep.equal([
      `other users of this machine may read or replace ${path}, ${path}-wal, ${path}-shm: take that away with chmod o-rwx`,
    ])
    await chmod(dirname(path), 0o777)
    expect(await warnedOf()).to.deep.equal([
      `other users of this machine may read or replace ${path}, ${path}-wal, ${path}-shm, ${dirname(path)}: take that away with chmod o-rwx`,
    ])
  })

  it('sets SQLite so that what is committed is on disk', async () => {
    const db = await databases.open()

    const { rows: journal } = await sql`pragma journal_mode`.execute(db)
    const { rows: synchronous } = await sql`pragma synchronous`.execute(db)
    expect(journal).to.deep.equal([{ journal_mode: 'wal' }])
    // 2 is FULL: the write-ahead log is synced at every commit.
    expect(synchronous).to.deep.equal([{ synchronous: 2 }])
  })

  it('finds everything again', async () => {
    const db = await databases.open()
    await createInbox(db).receive(callout(), RAW, at(0))
    await db.destroy()

    const again = await databases.open()

    expect(await createOverview(again).counts()).to.deep.equal({ waiting: 1 })
  })

  it('works for several processes that find no file at the same moment', async () => {
    const printed = await runReceivers(
      databases.path(),
      ['different', 'different', 'different', 'different'],
      5,
    )

    expect(printed.map((receipts) => receipts.length)).to.deep.equal([5, 5, 5, 5])
    const db = await databases.open()
    expect(await createOverview(db).counts()).to.deep.equal({ waiting: 20 })
  })

  it('takes an absolute path with two slashes before it', async () => {
    await databases.open(`//${databases.path()}`)

    expect((await stat(databases.path())).size).to.be.greaterThan(0)
  })

  it('refuses a path that cannot be used, naming the setting and the path', async () => {
    const folder = dirname(databases.path())
    await writeFile(join(folder, 'a-file'), '')
    await mkdir(join(folder, 'a-folder.db'))

    for (const path of [join(folder, 'a-file/connector.db'), join(folder, 'a-folder.db')]) {
      const error = await rejectionOf(databases.open(path))
      expect(error).to.be.instanceOf(DatabaseError)
      expect(error).to.have.property('message').that.includes('DATABASE_URL').and.includes(path)
    }
  })

  it('refuses a file that is no database, and leaves it as it is', async () => {
    await writeFile(databases.path(), 'the notes of the finance team, which are no database\n'.repeat(99))
    const before = await stat(databases.path())

    const error = await rejectionOf(databases.open())

    expect(error).to.be.instanceOf(DatabaseError)
    expect(error).to.have.property('message').that.includes('DATABASE_URL').and.includes('not a database')
    expect((await stat(databases.path())).size).to.equal(before.size)
  })

  it('refuses tables that a newer version has made', async () => {
    const db = await databases.open()
    await sql`insert into kysely_migration values ('999-from-the-future', '2030-01-01T00:00:00.000Z')`.execute(
      db,
    )
    await db.destroy()

    const error = await rejectionOf(databases.open())

    expect(error).to.be.instanceOf(DatabaseError)
    expect(error).to.have.property('message').that.includes('999-from-the-future')
  })

  it('refuses a file that may not be written', async function () {
    if (process.getuid?.() === 0) skipBecause('root may write every file', this)
    const db = await databases.open()
    await db.destroy()
    await chmod(databases.path(), 0o400)

    expect(await rejectionOf(databases.open())).to.be.instanceOf(DatabaseError)
  })
})

describe('the check whether the database can be written', () => {
  const databases = useDatabases()

  it('passes while it can', async () => {
    await checkWritable(await databases.open())
  })

  it('fails when the file is gone, for what is stored then is lost', async () => {
    const db = await databases.open()
    for (const end of ['', '-wal', '-shm']) await rm(`${databases.path()}${end}`)

    expect(await rejectionOf(checkWritable(db))).to.be.instanceOf(Error)
  })
})
