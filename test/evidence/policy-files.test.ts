import { hash } from 'node:crypto'
import { expect } from 'chai'
import { policyFiles } from '../../server/evidence/policy-files.ts'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'

const TEXT = `
outcomes: { error: send back }
lists: { empty: lists/empty.csv, words: ../words.csv }
rules: [{ rule: purpose-missing, severity: error, on: [entry], emptyWords: { list: empty } }]
`
const LISTS = new Map([
  ['lists/empty.csv', 'word\nmisc\n'],
  ['../words.csv', 'word\nvarious\n'],
])

describe('the files of a policy', () => {
  it('are enough to compute its version again, as docs/evidence.md says', () => {
    const policy = parsePolicy(TEXT, 'test.yaml', LISTS)
    const files = policyFiles({ ...policy, keptAt: new Date(0) })
    const contents = new Map(files.map(({ path, content }) => [path, String(content)]))

    const folder = `policies/${policy.version}`
    const about: { lists: { name: string; file: string }[] } = JSON.parse(
      contents.get(`${folder}/policy.json`) ?? '',
    )
    const parts = about.lists.flatMap(({ name, file }) => [name, contents.get(file)])
    const whole = JSON.stringify([contents.get(`${folder}/policy.yaml`), ...parts])
    expect(hash('sha256', whole).slice(0, 12)).to.equal(policy.version)
    expect(about.lists).to.deep.equal([
      { name: 'lists/empty.csv', file: `${folder}/list-1-empty.csv` },
      { name: '../words.csv', file: `${folder}/list-2-words.csv` },
    ])
  })
})
