import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/policy.md'), 'utf8')
const OUTCOMES = 'outcomes: { note: approve, warning: flag and approve, error: send back, stop: hold }\n'
const LISTS = new Map([
  ['holidays.csv', 'day,country,name\n2026-12-25,,Christmas Day\n'],
  ['cities.csv', 'city,country,currency,amount,from,until\nSeattle,US,USD,250,,\n'],
  ['projects.csv', 'code,from,until,status\n4711,2026-01-01,,open\n'],
])

/** The parts of a policy that the page shows: those with rules. */
function shownPolicies(): readonly string[] {
  return [...PAGE.matchAll(/```yaml\n(.*?)```/gs)]
    .map(([, text = '']) => text)
    .filter((text) => text.includes('rules:'))
}

describe('docs/policy.md', () => {
  it('shows ten worked examples', () => {
    const [, examples = ''] = PAGE.split('## Ten worked examples')

    expect([...examples.matchAll(/^\*\*\d+\. /gm)]).to.have.length(10)
  })

  it('shows rules for travel requests', () => {
    const withRequests = shownPolicies().filter((text) => text.includes('requests:'))

    expect(withRequests.flatMap((text) => parsePolicy(text, 'policy.md').requestRules)).to.have.length(5)
  })

  for (const text of shownPolicies()) {
    it(`shows a policy that loads: ${/rule: ([\w-]+)/.exec(text)?.[1]}`, () => {
      const whole = text.includes('outcomes:') ? text : OUTCOMES + text
      const files = new Map([...LISTS].filter(([name]) => whole.includes(name)))

      expect(parsePolicy(whole, 'policy.md', files).rules).to.not.have.length(0)
    })
  }
})
