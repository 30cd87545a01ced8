import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { evaluate } from '../../server/policy/evaluate.ts'
import { PolicyError } from '../../server/policy/file/policy-error.ts'
import { loadPolicy, policyReader } from '../../server/policy-file/load-policy.ts'
import { buildEntry, buildReport } from '../support/build-report.ts'

const POLICY = `lists: { empty: lists/empty.csv }
outcomes: { error: send back }
rules: [{ rule: purpose-missing, severity: error, on: [entry], emptyWords: { list: empty } }]
`

function failure(path: string): Promise<unknown> {
  return loadPolicy(path).catch((thrown: unknown) => thrown)
}

async function messageOf(path: string): Promise<string> {
  return String(await failure(path))
}

describe('a policy on disk', () => {
  let folder: string
  const file = () => join(folder, 'policy.yaml')

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-'))
    await mkdir(join(folder, 'lists'))
    await writeFile(file(), POLICY)
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('has its lists in its own folder', async () => {
    await writeFile(join(folder, 'lists', 'empty.csv'), 'word\nmisc\n')

    const policy = await loadPolicy(file())

    const report = buildReport({ entries: [buildEntry({ businessPurpose: 'Misc' })] })
    expect(evaluate(report, policy).findings).to.have.length(1)
  })

  it('that cannot be read is named', async () => {
    const error = await failure('test/policy/no-such-file.yaml')

    expect(error).to.be.instanceOf(PolicyError)
    expect(error).to.include({ code: 'POLICY_INVALID', retryable: false })
    expect(error).to.have.property('message').that.includes('test/policy/no-such-file.yaml')
  })

  it('cannot be used without one of its lists, which is named', async () => {
    const error = await failure(file())

    expect(error).to.be.instanceOf(PolicyError)
    expect(error).to.have.property('message').that.includes(join('lists', 'empty.csv'))
  })

  it('cannot be used with a list that is not UTF-8', async () => {
    await writeFile(join(folder, 'lists', 'empty.csv'), Buffer.from('word\nZ\u00FCrich\n', 'latin1'))

    const error = await failure(file())

    expect(error).to.be.instanceOf(PolicyError)
    expect(error).to.have.property('message').that.includes('empty.csv: expected UTF-8')
  })

  it('is no device, pipe or folder, nor larger than a policy can be, and neither are its lists', async () => {
    const list = join(folder, 'lists', 'empty.csv')
    expect(await messageOf('/dev/zero')).to.include('is no plain file')
    expect(await messageOf(folder)).to.include('is a folder')
    await symlink('/dev/zero', list)
    expect(await messageOf(file())).to.include('is no plain file')
    await rm(list)
    await writeFile(list, '')
    await truncate(list, 100_000_000)
    expect(await messageOf(file())).to.include('has 100.0 MB, and at most 32 MB are read')
    await writeFile(file(), `${POLICY}# ${'x'.repeat(1_000_000)}`)
    expect(await messageOf(file())).to.include('and at most 1 MB are read')
  })

  it('has no list outside its folder', async () => {
    for (const name of ['../secrets.csv', '/etc/passwd', 'lists/../../secrets.csv']) {
      await writeFile(file(), POLICY.replace('lists/empty.csv', name))
      expect(String(await failure(file())), name).to.include(`${name} leads out of the folder of the policy`)
    }
  })

  it('is not read again while it is as it was', async () => {
    const list = join(folder, 'lists', 'empty.csv')
    await writeFile(list, 'word\nmisc\n')
    const read = policyReader(file())
    const first = await read()

    expect(await read()).to.deep.equal(first)
    await writeFile(list, 'word\nthing\n')
    expect((await read()).lists.get('lists/empty.csv')).to.equal('word\nthing\n')
  })
})
