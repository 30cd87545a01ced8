import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openDatabase } from '../../server/store/database.ts'
import { keepLoadedPolicy } from '../../server/store/policies/policy-versions.ts'
import { runCommand } from './run-command.ts'

const LISTS = new Map([['lists/vendors.csv', 'vendor\nCafé Zoë\n']])

describe('policy versions and policy show', () => {
  let folder: string
  let settings: Record<string, string>

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-versions-'))
    settings = { DATABASE_URL: `sqlite:${join(folder, 'connector.db')}` }
    const db = await openDatabase(settings['DATABASE_URL'] ?? '')
    const texts = { text: 'name: Travel\n', lists: LISTS }
    await keepLoadedPolicy(db, { version: '0f3a9c52d1e7', name: 'Travel', texts }, new Date(0))
    await db.destroy()
  })
  after(() => rm(folder, { recursive: true }))

  it('lists what is kept', async () => {
    const { stdout } = await run('versions')
    expect(stdout).to.match(/0f3a9c52d1e7 │ Travel +│ 1970-01-01 00:00:00Z │ 1970-01-01 00:00:00Z │ 0 /)
  })

  it('prints the text as it was, and nothing more', async () => {
    expect(await run('show', '0F3A9C52D1E7')).to.deep.equal({ code: 0, stdout: 'name: Travel\n', stderr: '' })
  })

  it('prints a list, or says which there are', async () => {
    const shown = await run('show', '0f3a9c52d1e7', '--list', 'lists/vendors.csv')
    expect(shown.stdout).to.equal('vendor\nCafé Zoë\n')
    const refused = await run('show', '0f3a9c52d1e7', '--list', 'vendors.csv')
    expect(refused).to.deep.equal({
      code: 1,
      stdout: '',
      stderr: '--list vendors.csv: the policy 0f3a9c52d1e7 has no such list; there is lists/vendors.csv',
    })
  })

  it('prints all of it as JSON', async () => {
    const { stdout } = await run('show', '0f3a9c52d1e7', '--json')
    expect(JSON.parse(stdout)).to.deep.equal({
      version: '0f3a9c52d1e7',
      name: 'Travel',
      keptAt: '1970-01-01T00:00:00.000Z',
      text: 'name: Travel\n',
      lists: { 'lists/vendors.csv': 'vendor\nCafé Zoë\n' },
    })
  })

  it('says that a version is not kept', async () => {
    expect(await run('show', 'ffffffffffff')).to.include({
      code: 1,
      stderr: 'the policy ffffffffffff is not kept; policy versions lists those that are',
    })
  })

  function run(...args: readonly string[]) {
    return runCommand(['policy', ...args], settings, folder)
  }
})
