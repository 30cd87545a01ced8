import { hash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Database } from '../../server/store/database.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { expectManifestOf, jsonOf, textOf, unzip } from '../evidence/unzip.ts'
import { at } from '../store/notifications.ts'
import { addRoot, ofGrace, ROOT, reviewed } from '../store/personal-data/reviewed.ts'
import { onSqlite } from '../support/engines.ts'
import { runCommand } from './run-command.ts'

describe('review evidence', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidence-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  onSqlite((engine) => {
    let db: Database

    beforeEach(async () => {
      db = await engine.open()
    })

    it('writes a file that only its owner reads, and tells the trail its hash', async () => {
      await reviewed(db, ofGrace('A1'))
      const { code, stdout } = await evidence('1', '--out', 'one.zip')

      expect(code).to.equal(0)
      const path = join(folder, 'one.zip')
      expect((await stat(path)).mode & 0o777).to.equal(0o600)
      const sha256 = hash('sha256', await readFile(path))
      expect(stdout).to.equal(
        `1 review is written to ${path}; of 1 not all is kept any more, as each page says\nSHA-256 ${sha256}`,
      )
      expect(await readdir(folder)).to.deep.equal(['one.zip'])
      const [row] = await createTrail(db).list({ limit: 1 })
      expect(row).to.include({
        who: 'root',
        act: 'review evidence',
        subject: 'review 1',
        outcome: 'done',
        detail: `review 1: 1 in all, SHA-256 ${sha256}`,
      })
    })

    it('writes several by their numbers, each once', async () => {
      for (const [index, id] of ['A1', 'A2', 'A3'].entries())
        await reviewed(db, ofGrace(id), 'approved', index * 10)
      await evidence('3', '1', '3', '--out', 'two.zip')

      const files = await unzip(join(folder, 'two.zip'))
      expectManifestOf(files)
      expect(jsonOf(files, 'manifest.json')).to.deep.include({ title: 'reviews 3, 1', reviews: [3, 1] })
      expect(textOf(files, 'reviews/1/index.html')).to.include('Review 1 of report A1')
    })

    it('writes what began in a time, narrowed as asked', async () => {
      const day = 86_400
      await reviewed(db, ofGrace('A1'), 'approved', 0)
      await reviewed(db, ofGrace('A2'), 'approved', 2 * day)
      await reviewed(db, ofGrace('A3'), 'held', 2 * day + 10)
      const period = ['--since', '2026-05-23', '--until', '2026-05-24']
      expect((await evidence(...period, '--out', 'all.zip')).code).to.equal(0)
      expect((await evidence(...period, '--result', 'held', '--out', 'held.zip')).code).to.equal(0)

      expect(await manifestOf(folder, 'all.zip')).to.deep.include({
        title: 'reviews that began from 2026-05-23 to 2026-05-24',
        reviews: [3, 2],
      })
      expect(await manifestOf(folder, 'held.zip')).to.deep.include({
        title: 'reviews that began from 2026-05-23 to 2026-05-24, result held',
        reviews: [3],
      })
      const [row] = await createTrail(db).list({ limit: 1 })
      expect(row).to.include({ subject: 'reviews' })
    })

    it('names what is gone with a person who was erased', async () => {
      await addRoot(db)
      await reviewed(db, ofGrace('A1'))
      expect((await run('person', 'erase', 'grace@example.com')).code).to.equal(0)
      expect((await evidence('1', '--out', 'erased.zip')).code).to.equal(0)

      const files = await unzip(join(folder, 'erased.zip'))
      const page = textOf(files, 'index.html')
      expect(page).to.include('document of reading 1').and.include('it was taken away with the people in it')
      expect(page).to.include(hash('sha256', JSON.stringify(ofGrace('A1'))))
      expect([...files.values()].join('\n')).to.not.match(/hopper|grace@/i)
      expect([...files.keys()].filter((path) => path.includes('reading'))).to.deep.equal([])
    })

    it('is for controllers, auditors and admins; a refusal stands in the trail', async () => {
      await addRoot(db)
      await createPeople(db).add({ login: 'vera', name: 'Vera', role: 'viewer' }, ROOT, at(0))
      await reviewed(db, ofGrace('A1'))

      expect(await evidence('1', '--out', 'one.zip', '--as', 'vera')).to.deep.equal({
        code: 1,
        stdout: '',
        stderr: 'the role viewer does not do this: controller, auditor, admin may',
      })
      expect(await evidence('1', '--out', 'one.zip', '--as', 'nobody')).to.include({
        stderr: 'whoever acts is nobody that is known here',
      })
      expect(await readdir(folder)).to.deep.equal([])
      const rows = await createTrail(db).list({ limit: 2 })
      expect(rows.map(({ who, act, subject, outcome }) => [who, act, subject, outcome])).to.deep.equal([
        ['nobody', 'review evidence', 'review 1', 'refused'],
        ['vera', 'review evidence', 'review 1', 'refused'],
      ])
    })

    it('leaves a file alone that is there, unless it is told otherwise', async () => {
      await reviewed(db, ofGrace('A1'))
      await writeFile(join(folder, 'one.zip'), 'mine')

      expect((await evidence('1', '--out', 'one.zip')).code).to.equal(2)
      expect(await readFile(join(folder, 'one.zip'), 'utf8')).to.equal('mine')
      expect((await evidence('1', '--out', 'one.zip', '--force')).code).to.equal(0)
    })

    it('leaves nothing behind where it cannot be written', async () => {
      await reviewed(db, ofGrace('A1'))

      const { code, stderr } = await evidence('1', '--out', 'no-folder/one.zip')
      expect([code, stderr]).to.have.nested.property('[0]', 2)
      expect(stderr).to.include('no-folder/one.zip cannot be written: ENOENT')
      expect(await createTrail(db).list({ limit: 1 })).to.deep.equal([])
    })

    const REFUSED: readonly (readonly [args: readonly string[], stderr: string])[] = [
      [['7'], 'there is no review 7'],
      [[], 'which reviews: give their numbers, or --since and --until'],
      [['--until', '2026-05-30'], 'which reviews: give their numbers, or --since and --until'],
      [['1', '--result', 'held'], 'reviews by number and --result: give one of them'],
      [['--since', '2030-01-01'], 'there is no such review in that time'],
      [['--since', '2026-05-30', '--until', '2026-05-01'], '--until: is before since'],
      [
        ['--since', 'yesterday'],
        '--since: expected a day such as 2026-11-01, or an instant such as 2026-11-01T08:00:00Z',
      ],
    ]
    for (const [args, stderr] of REFUSED) {
      it(`says what is wrong with "${args.join(' ')}"`, async () => {
        await reviewed(db, ofGrace('A1'))

        expect(await evidence(...args, '--out', 'one.zip')).to.include({ stdout: '', stderr })
        expect(await readdir(folder)).to.deep.equal([])
      })
    }

    function evidence(...args: readonly string[]) {
      return run('review', 'evidence', ...args)
    }

    function run(...args: readonly string[]) {
      return runCommand(args, { DATABASE_URL: engine.url(), TIME_ZONE: 'UTC' }, folder)
    }
  })
})

async function manifestOf(folder: string, name: string): Promise<unknown> {
  return jsonOf(await unzip(join(folder, name)), 'manifest.json')
}
