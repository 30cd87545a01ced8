import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkPolicy } from '../../server/commands/policy-check.ts'
import { commandContext } from './command-context.ts'

const REPORTS = `
name: Ours
outcomes: { error: send back, stop: { post-submit: send back, pre-extract: hold } }
rules: [{ rule: personal-claimed, severity: stop }]
`
const REQUESTS = `
requests:
  rules:
    - { rule: request-purpose, severity: stop, rollout: 20 }
`

describe('policy check', () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-check-'))
  })
  after(() => rm(folder, { recursive: true }))

  async function check(text: string, options: { readonly json?: true } = {}): Promise<string> {
    const file = join(folder, 'policy.yaml')
    await writeFile(file, text)
    const context = commandContext({})
    await checkPolicy(context, file, options)
    return context.printed()
  }

  it('says that travel requests are left alone where nothing is said of them', async () => {
    expect(await check(REPORTS)).to.match(/^Ours, version \w+: 1 rules; travel requests are left alone\n/)
  })

  it('lists the rules for travel requests with the others, with what holds for them', async () => {
    const printed = await check(REPORTS + REQUESTS)

    expect(printed).to.match(/^Ours, version \w+: 1 rules; 1 for travel requests\n/)
    expect(printed).to.match(/personal-claimed .*│ send back \/ hold +│ - +│ all +│ - /)
    expect(printed).to.match(/request-purpose .*│ send back +│ - +│ travel requests +│ acts on 20 % /)
  })

  it('warns of what may be meant otherwise', async () => {
    const doubtful = REPORTS.replace('severity: stop', 'severity: stop, rollout: 0.2')
    const warning = 'rules[0].rollout (line 4, column 51): 0.2 is 0.2 %, and not 20 %: to say so, write 0.2%'

    expect(await check(doubtful)).to.include(`\nwarning: ${warning}`)
    expect(JSON.parse(await check(doubtful, { json: true }))).to.deep.include({ warnings: [warning] })
  })

  it('says which fields of which service a rule has to do without, and what comes of it', async () => {
    const unheard = REPORTS.replace(
      'rules: [',
      `rules: [{ rule: own-approval, severity: stop, notEvaluated: approve },
        { rule: outside-report, severity: stop }, `,
    )
    const printed = await check(unheard)
    const read: unknown = JSON.parse(await check(unheard, { json: true }))

    expect(printed).to.match(/own-approval +│ v1\.1 +│ ApproverLoginID +│ recorded /)
    expect(printed).to.match(/outside-report +│ v1\.1 +│ startDate +│ held /)
    expect(read).to.deep.include({
      gaps: [
        { rule: 'own-approval', service: 'v1.1', fields: ['ApproverLoginID'], outcome: 'recorded' },
        { rule: 'own-approval', service: 'v4', fields: ['ApproverLoginID'], outcome: 'recorded' },
        { rule: 'outside-report', service: 'v1.1', fields: ['startDate'], outcome: 'held' },
      ],
    })
    expect(await check(REPORTS)).not.to.include('not told')
  })

  it('says what a condition reads without asking whether it is there', async () => {
    const when =
      "entry.comments.size() == 0 && entry.vendor == 'X' && has(entry.businessPurpose) && entry.businessPurpose == 'Y'"
    const rule = `{ rule: condition, id: vendor-x, severity: stop, on: entry, when: "${when}" }`
    const printed = await check(REPORTS.replace('rules: [', `rules: [${rule}, `))

    expect(printed).to.include(
      '\nvendor-x is not evaluated where entry.vendor is empty; has(entry.vendor) asks for it',
    )
    expect(printed).to.match(/vendor-x +│ v1\.1 +│ entry\.comments +│ held /)
  })

  it('tells programs which rules are for travel requests', async () => {
    const read: unknown = JSON.parse(await check(REPORTS + REQUESTS, { json: true }))

    expect(read).to.deep.include({ ok: true, rules: ['personal-claimed'], requestRules: ['request-purpose'] })
  })
})
