import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Log } from '../../server/log.ts'
import { PolicyError } from '../../server/policy/file/policy-error.ts'
import { loadPolicy } from '../../server/policy-file/load-policy.ts'
import { type WatchedPolicy, watchPolicy } from '../../server/policy-file/watch-policy.ts'
import { until } from '../connector/until.ts'
import { rejectionOf } from '../store/rejection.ts'

const withDays = (days: number) => `
name: ${days} days
outcomes: { error: send back }
lists: { words: words.csv }
rules:
  - { rule: stale-entry, severity: error, days: ${days} }
`

const actingOn = (share: string) => withDays(60).replace('error, days', `error, rollout: ${share}, days`)

describe('a watched policy', () => {
  let folder = ''
  let file = ''
  let watched: WatchedPolicy | undefined
  let events: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = []
  let validity: boolean[] = []

  const note = (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
    events.push({ event, fields })
  }
  const log: Log = { debug: note, info: note, warn: note, error: note }
  const names = () => events.map(({ event }) => event)

  async function watch(): Promise<WatchedPolicy> {
    const loaded = await loadPolicy(file)
    watched = watchPolicy({ file, loaded, everyMs: 5, log, onValidity: (isValid) => validity.push(isValid) })
    return watched
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-'))
    file = join(folder, 'policy.yaml')
    events = []
    validity = []
    await writeFile(file, withDays(60))
    await writeFile(join(folder, 'words.csv'), 'word\ngift\n')
  })
  afterEach(async () => {
    watched?.stop()
    await rm(folder, { recursive: true })
  })

  it('is what the file says at the start', async () => {
    const policy = await watch()

    expect(policy.current().name).to.equal('60 days')
  })

  it('cannot begin with a file that cannot be used', async () => {
    await writeFile(file, 'rules: []')

    expect(await rejectionOf(watch())).to.be.instanceOf(PolicyError)
  })

  it('cannot begin without a list that the file names', async () => {
    await rm(join(folder, 'words.csv'))

    expect(await rejectionOf(watch()))
      .to.have.property('message')
      .that.includes('words.csv')
  })

  it('takes a valid change for the next review', async () => {
    const policy = await watch()

    await writeFile(file, withDays(90))
    await until('the change to be in use', () => policy.current().name === '90 days')

    expect(names()).to.deep.equal(['policy.changed'])
    expect(validity).to.deep.equal([true])
  })

  it('says what may be meant otherwise, at the start and after a change', async () => {
    await writeFile(file, actingOn('0.1'))
    const policy = await watch()

    await writeFile(file, actingOn('0.2'))
    await until('the change to be in use', () => policy.current().rules[0]?.rollout === 0.2)

    expect(names()).to.deep.equal(['policy.doubtful', 'policy.changed', 'policy.doubtful'])
    expect(events[0]?.fields['warnings']).to.deep.equal([
      'rules[0].rollout (line 6, column 43): 0.1 is 0.1 %, and not 10 %: to say so, write 0.1%',
    ])
  })

  it('takes a file that is renamed over', async () => {
    const policy = await watch()

    await writeFile(`${file}.new`, withDays(90))
    await rename(`${file}.new`, file)

    await until('the change to be in use', () => policy.current().name === '90 days')
  })

  it('takes a change of a list', async () => {
    const policy = await watch()
    const { version } = policy.current()

    await writeFile(join(folder, 'words.csv'), 'word\nspa\n')

    await until('the change to be in use', () => policy.current().version !== version)
  })

  it('takes a large list as it does a small one, and refuses a wrong policy with it', async () => {
    const policy = await watch()
    const { version } = policy.current()

    await writeFile(join(folder, 'words.csv'), `word\n${'gift\n'.repeat(20_000)}`)
    await until('the change to be in use', () => policy.current().version !== version)
    const inUse = policy.current().version
    expect(inUse).to.equal((await loadPolicy(file)).version)
    await writeFile(file, withDays(90).replace('send back', 'sendback').replace('days:', 'daze:'))
    await until('the refusal', () => validity.length === 2)

    expect(names()).to.deep.equal(['policy.changed', 'policy.refused'])
    expect(events[1]?.fields['problems']).to.have.length(3)
    expect(validity).to.deep.equal([true, false])
    expect(policy.current().version).to.equal(inUse)
  })

  it('takes a large file, and its lists', async () => {
    const policy = await watch()

    await writeFile(file, `${withDays(90)}# ${'long '.repeat(20_000)}\n`)
    await until('the change to be in use', () => policy.current().name === '90 days')

    expect([...policy.current().texts.lists.keys()]).to.deep.equal(['words.csv'])
  })

  it('refuses a change that is not valid, with every problem, once, and keeps what was in use', async () => {
    const policy = await watch()

    await writeFile(file, withDays(90).replace('send back', 'sendback').replace('days:', 'daze:'))
    await until('the refusal', () => events.length > 0)
    await writeFile(join(folder, 'words.csv'), 'word\nspa\n')
    await until('the refusal', () => events.length > 1)

    expect(policy.current().name).to.equal('60 days')
    expect(names()).to.deep.equal(['policy.refused', 'policy.refused'])
    expect(events[0]?.fields['problems']).to.have.length(3)
    expect(validity).to.deep.equal([false, false])
  })

  it('is valid again once the file is put right', async () => {
    const policy = await watch()
    await writeFile(file, 'rules: []')
    await until('the refusal', () => validity.length === 1)

    await writeFile(file, withDays(90))
    await until('the change to be in use', () => policy.current().name === '90 days')

    expect(validity).to.deep.equal([false, true])
  })

  it('takes what has changed between the loading and the watch', async () => {
    const loaded = await loadPolicy(file)
    await writeFile(file, withDays(90))
    watched = watchPolicy({ file, loaded, everyMs: 5, log, onValidity: (isValid) => validity.push(isValid) })

    await until('the change to be in use', () => watched?.current().name === '90 days')
  })

  it('keeps what was in use when the file is gone', async () => {
    const policy = await watch()

    await rm(file)
    await until('the refusal', () => events.length > 0)

    expect(names()).to.deep.equal(['policy.refused'])
    expect(policy.current().name).to.equal('60 days')
  })
})
