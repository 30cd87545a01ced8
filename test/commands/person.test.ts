import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { addNote } from '../../server/store/acts/review-notes.ts'
import { inTransaction, openDatabase } from '../../server/store/database.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { createConcurUsers } from '../../server/store/reviews/concur-users.ts'
import { addRoot, ofGrace, reviewed } from '../store/personal-data/reviewed.ts'
import { runCommand } from './run-command.ts'

describe('person', () => {
  let folder: string
  let settings: Record<string, string>

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'person-'))
    settings = { DATABASE_URL: `sqlite:${join(folder, 'connector.db')}` }
    await onDatabase(async (db) => {
      await addRoot(db)
      await reviewed(db, ofGrace('A1'))
    })
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('show says by what somebody is known, and where they stand', async () => {
    const { code, stdout } = await run('show', 'grace@example.com')
    expect(code).to.equal(0)
    expect(stdout).to.include('known as grace@example.com; Hopper, Grace')
    expect(stdout).to.match(/│ 1 +│ A1 +│ approved/)
    expect(stdout).to.match(/report_facts +│ 1 /)
  })

  it('show says that nobody is known by that', async () => {
    const { stdout } = await run('show', 'nobody@example.com', '--json')
    expect(JSON.parse(stdout)).to.deep.include({ reviews: [], hasAccount: false })
  })

  it('export writes all of it into a file that only its owner reads', async () => {
    const { code } = await run('export', 'GRACE@example.com', '--out', 'grace.json')
    expect(code).to.equal(0)
    const path = join(folder, 'grace.json')
    expect((await stat(path)).mode & 0o777).to.equal(0o600)
    const written: unknown = JSON.parse(await readFile(path, 'utf8'))
    expect(written).to.have.nested.property('reviews[0].review.reportId', 'A1')
    expect(written).to.have.nested.property('reviews[0].facts.purpose', 'Talk on compilers')
    expect(written).to.have.nested.property('reviews[0].documents[0].text').that.includes('Hopper, Grace')
    expect(written).to.have.property('account', null)
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).to.deep.equal([])
  })

  it('export has what Concur told of them, and what they noted on the reports of others', async () => {
    await onDatabase(async (db) => {
      const id = await reviewed(db, ofGrace('B1', { loginId: 'ada@example.com', name: 'Lovelace, Ada' }))
      const note = { reviewId: id, kind: 'note', at: new Date('2026-05-22T10:00:00Z') } as const
      await inTransaction(db, (trx) =>
        addNote(trx, { ...note, by: 'grace@example.com', text: 'Seen at the fair' }),
      )
      await inTransaction(db, (trx) => addNote(trx, { ...note, by: 'ada@example.com', text: 'Not hers' }))
      await createConcurUsers(db).keep(
        'u1',
        { loginId: 'grace@example.com', name: 'Hopper, Grace' },
        new Date(0),
      )
    })
    await run('export', 'grace@example.com', '--out', 'grace.json')
    const written: unknown = JSON.parse(await readFile(join(folder, 'grace.json'), 'utf8'))
    expect(written).to.have.property('notes').that.has.lengthOf(1)
    expect(written).to.have.nested.property('notes[0].text', 'Seen at the fair')
    expect(written).to.have.nested.property('concurUsers[0].userId', 'u1')
  })

  it('export leaves a file alone that is there, unless it is told otherwise', async () => {
    await writeFile(join(folder, 'grace.json'), 'mine')
    const refused = await run('export', 'grace@example.com', '--out', 'grace.json')
    expect(refused.code).to.equal(2)
    expect(await readFile(join(folder, 'grace.json'), 'utf8')).to.equal('mine')
    expect((await run('export', 'grace@example.com', '--out', 'grace.json', '--force')).code).to.equal(0)
  })

  it('erase --dry-run changes nothing', async () => {
    const { code, stdout } = await run('erase', 'grace@example.com', '--dry-run')
    expect(code).to.equal(0)
    expect(stdout).to.match(/review_event +│ 2 /)
    expect((await run('show', 'grace@example.com')).stdout).to.include('Hopper, Grace')
  })

  it('erase says what it changed and what stands there now', async () => {
    const { code, stdout } = await run('erase', 'grace@example.com', '--rewrite-file')
    expect(code).to.equal(0)
    expect(stdout).to.match(/in their place stands erased-[0-9a-f]{8}/)
    const again = await run('erase', 'grace@example.com')
    expect(again).to.include({ code: 1, stderr: 'grace@example.com: nothing is kept of them here' })
    expect((await run('show', 'grace@example.com')).stdout).to.include(
      'who was known by it stands here as erased-',
    )
  })

  it('tells the trail of every question, and shows nobody else anything', async () => {
    const refused = await runCommand(['person', 'show', 'grace@example.com', '--as', 'ada'], settings, folder)
    expect(refused).to.include({ code: 1, stdout: '', stderr: 'whoever acts is nobody that is known here' })
    await run('show', 'grace@example.com')
    await onDatabase(async (db) => {
      const entries = await createTrail(db).list({ limit: 2 })
      expect(entries.map(({ who, act, whom, outcome }) => [who, act, whom, outcome])).to.deep.equal([
        ['root', 'person show', 'grace@example.com', 'done'],
        ['ada', 'person show', 'grace@example.com', 'refused'],
      ])
    })
  })

  function run(...args: readonly string[]) {
    return runCommand(['person', ...args], settings, folder)
  }

  async function onDatabase(work: (db: Awaited<ReturnType<typeof openDatabase>>) => Promise<void>) {
    const db = await openDatabase(settings['DATABASE_URL'] ?? '')
    try {
      await work(db)
    } finally {
      await db.destroy()
    }
  }
})
