import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { evaluate } from '../../server/policy/evaluate.ts'
import { PolicyError } from '../../server/policy/file/policy-error.ts'
import { loadPolicy } from '../../server/policy-file/load-policy.ts'
import { buildEntry, buildReport } from '../support/build-report.ts'

const POLICY = `lists: { empty: lists/empty.csv }
outcomes: { error: send back }
rules: [{ rule: purpose-missing, severity: error, on: [entry], emptyWords: { list: empty } }]
`

function failure(path: string): Promise<unknown> {
  return loadPolicy(path).catch((thrown: unknown) => thrown)
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
})
