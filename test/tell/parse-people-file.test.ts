import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { parsePeopleFile } from '../../server/tell/parse-people-file.ts'
import { PeopleFileError } from '../../server/tell/people-file-error.ts'
import type { Ways } from '../../server/tell/ways.ts'

const WAYS: Ways = {
  mail: {
    host: 'smtp.example.com',
    port: 587,
    tls: 'starttls',
    from: { name: '', address: 'connector@example.com' },
  },
  teams: new Map([['finance', 'https://teams.example.com/a']]),
  slack: new Map([['it', 'https://slack.example.com/a']]),
  webhook: new Map([['erp', { url: 'https://erp.example.com/a', key: 'k' }]]),
}
const NO_WAYS: Ways = { teams: new Map(), slack: new Map(), webhook: new Map() }

function withCostCentre(name: string): string {
  return `
names: { costCentre: ${name} }
tell:
  - slack: it
    news: [alert]
`
}

describe('reading a people file', () => {
  it('reads which field holds the cost centre', () => {
    expect(parsePeopleFile(withCostCentre('orgUnit2'), 'people.yaml', WAYS).costCentre).to.equal('orgUnit2')
    expect(() => parsePeopleFile(withCostCentre('custom99'), 'people.yaml', WAYS)).to.throw(
      PeopleFileError,
      'names.costCentre (line 2, column 10): expected custom1 to custom40 or orgUnit1 to orgUnit6',
    )
  })

  it('reads up to which sums one person alone decides on several reports', () => {
    const text = `
bulk: { limit: { EUR: 5000, USD: 5000.50 } }
tell:
  - slack: it
    news: [alert]
`
    const { bulkLimits } = parsePeopleFile(text, 'people.yaml', WAYS)
    expect(
      Array.from(bulkLimits ?? [], ([currency, limit]) => `${limit.toFixed()} ${currency}`),
    ).to.deep.equal(['5000 EUR', '5000.5 USD'])
  })

  it('reads who is told of what, in which language and of which reports', () => {
    const file = parsePeopleFile(
      `
language: de
holidays: [2026-12-25]
tell:
  - person: Ada
    news: [held, not carried out]
    digest: 08
  - mail: boss@example.com
    language: en
    stillHeldAfter: 3
  - teams: finance
    news: [held]
    for: { orgUnit1: [0100, Sales] }
`,
      'people.yaml',
      WAYS,
    )

    expect(file).to.deep.equal({
      language: 'de',
      holidays: new Set(['2026-12-25']),
      rows: [
        {
          recipient: { kind: 'person', login: 'ada' },
          language: 'de',
          news: new Set(['held', 'not carried out']),
          digestHour: 8,
        },
        {
          recipient: { kind: 'address', way: 'mail', name: 'boss@example.com' },
          language: 'en',
          news: new Set(),
          stillHeldAfter: 3,
        },
        {
          recipient: { kind: 'address', way: 'teams', name: 'finance' },
          language: 'de',
          news: new Set(['held']),
          scope: '{"orgUnit1":["0100","Sales"]}',
        },
      ],
    })
  })

  it('takes the example as it is, where the settings know its names', async () => {
    const path = join(import.meta.dirname, '..', '..', 'config', 'people.example.yaml')

    const { rows } = parsePeopleFile(await readFile(path, 'utf8'), path, WAYS)

    expect(rows.map(({ recipient }) => recipient)).to.deep.equal([
      { kind: 'person', login: 'ada' },
      { kind: 'address', way: 'mail', name: 'head-of-finance@example.com' },
      { kind: 'address', way: 'teams', name: 'finance' },
      { kind: 'address', way: 'slack', name: 'it' },
      { kind: 'address', way: 'webhook', name: 'erp' },
    ])
  })

  it('takes what the page about it shows', async () => {
    const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'telling.md'), 'utf8')
    const [, text = ''] = /```yaml\n(.*?)```/s.exec(page) ?? []

    expect(parsePeopleFile(text, 'telling.md', WAYS).rows).to.have.lengthOf(3)
  })

  it('reads which role the groups of a provider give, also where nobody is told of anything', () => {
    const text = `
groups:
  - group: controllers
    role: controller
  - group: 0f3c
    role: reviewer
    for: { country: DE, orgUnit1: [0100] }
    max: { EUR: 500.50 }
`
    const wrong = `groups:
  - group: controllers
    role: boss
  - role: viewer
  - group: controllers
    role: controller
    max: { EUR: 5 }
  - group: reviewers
    role: reviewer
    for: { planet: x }
    max: { euro: many }
`
    const { groups, rows } = parsePeopleFile(text, 'people.yaml', NO_WAYS)

    expect(rows).to.deep.equal([])
    expect(groups).to.deep.equal([
      { group: 'controllers', role: 'controller' },
      {
        group: '0f3c',
        role: 'reviewer',
        scope: '{"country":"DE","orgUnit1":["0100"]}',
        maxAmounts: { EUR: '500.50' },
      },
    ])
    expect(problemsOf(wrong, NO_WAYS)).to.deep.equal([
      'groups[0].role (line 3, column 5): expected one of viewer, reviewer, controller, policy, auditor, admin, but found "boss"',
      'groups[1].group (line 4, column 5): expected text, but it is missing',
      'groups[2] (line 5, column 5): max: only a reviewer has one, and this is the role controller',
      'groups[3].for.planet (line 10, column 12): unknown name; known here: policyKey, group, ledger, currency, country, orgUnit1, orgUnit2, orgUnit3, orgUnit4, orgUnit5, orgUnit6',
      'groups[3].for (line 10, column 5): expected at least one of policyKey, group, ledger, currency, country, orgUnit1, orgUnit2, orgUnit3, orgUnit4, orgUnit5, orgUnit6, but found a mapping',
      'groups[3] (line 8, column 5): max: expected an exact amount per currency, such as EUR=500 or CHF=499.50',
    ])
    expect(problemsOf('language: en\n', NO_WAYS)).to.deep.equal([
      'line 1, column 1: expected tell, who is told of what, groups, which group gives which role, or bulk, who needs a second person',
    ])
  })

  it('says everything that is wrong at once, where it stands and what to do', () => {
    const text = `language: fr
holidays: [2026-02-30]
colour: red
tell:
  - person: ada
    teams: finance
    news: [held]
  - mail: nobody
    news: [helt]
  - teams: sales
    digest: 24
  - slack: it
  - webhook: erp
    news: []
    stillHeldAfter: 0
    for: { orgUnit9: x }
`

    expect(problemsOf(text, WAYS)).to.deep.equal([
      'language (line 1, column 1): expected en or de, but found "fr"',
      'holidays[0] (line 2, column 12): expected a day such as 2026-01-31, but found "2026-02-30"',
      'colour (line 3, column 1): unknown name; known here: language, holidays, names, groups, bulk, tell',
      'tell[0] (line 5, column 5): expected exactly one of person, mail, teams, slack, webhook',
      'tell[1].mail (line 8, column 5): expected an e-mail address, but found "nobody"',
      'tell[1].news[0] (line 9, column 12): expected one of held, decided, carried out, not carried out, asked, answered, returned, to confirm, confirmed, rejected, alert, alert ended, but found "helt"',
      'tell[2].digest (line 11, column 5): expected the hour of the day, a whole number from 0 to 23, but found "24"',
      'tell[2].teams (line 10, column 5): TEAMS_URLS has no address of the name "sales"; it has finance',
      'tell[3] (line 12, column 5): expected at least one of news, stillHeldAfter and digest',
      'tell[4].news (line 14, column 5): expected a list of what is told at once: held, decided, carried out, not carried out, asked, answered, returned, to confirm, confirmed, rejected, alert, alert ended, but it is empty',
      'tell[4].stillHeldAfter (line 15, column 5): expected working days, a whole number from 1 to 60, but found "0"',
      'tell[4].for.orgUnit9 (line 16, column 12): unknown name; known here: policyKey, group, ledger, currency, country, orgUnit1, orgUnit2, orgUnit3, orgUnit4, orgUnit5, orgUnit6',
      'tell[4].for (line 16, column 5): expected at least one of policyKey, group, ledger, currency, country, orgUnit1, orgUnit2, orgUnit3, orgUnit4, orgUnit5, orgUnit6, but found a mapping',
    ])
  })

  it('refuses names that the settings do not know', () => {
    const text = `tell:
  - { person: ada, digest: 7 }
  - { mail: a@example.com, digest: 7 }
  - { teams: finance, digest: 7 }
  - { slack: its, digest: 7 }
`

    expect(problemsOf(text, NO_WAYS)).to.deep.equal([
      'tell[0].person (line 2, column 7): SMTP_HOST is not set, so that no mail can be sent',
      'tell[1].mail (line 3, column 7): SMTP_HOST is not set, so that no mail can be sent',
      'tell[2].teams (line 4, column 7): TEAMS_URLS has no address of the name "finance"; it is not set',
      'tell[3].slack (line 5, column 7): SLACK_URLS has no address of the name "its"; it is not set',
    ])
    expect(problemsOf('tell:\n  - { slack: its, digest: 7 }\n', WAYS)).to.deep.equal([
      'tell[0].slack (line 2, column 7): SLACK_URLS has no address of the name "its"; it has it',
    ])
  })

  for (const [what, text] of [
    ['nothing', ''],
    ['a list', '- held'],
    ['no YAML', 'tell: [held'],
    ['no row', 'tell: []'],
    ['an alias without its anchor', 'tell: *rows'],
    ['a row that is no mapping', 'tell: [ada]'],
    ['a name of every object', 'tell:\n  - { teams: constructor, digest: 7 }'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(problemsOf(text, WAYS)).to.have.lengthOf(1)
    })
  }
})

function problemsOf(text: string, ways: Ways): readonly string[] {
  try {
    parsePeopleFile(text, 'people.yaml', ways)
  } catch (error) {
    if (error instanceof PeopleFileError) return error.problems
    throw error
  }
  return []
}
