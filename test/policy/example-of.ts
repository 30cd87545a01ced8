import { parsePolicy } from '../../server/policy/load-policy.ts'
import type { Policy } from '../../server/policy/policy.ts'
import type { Rule } from '../../server/policy/rule.ts'

/** A policy of the rule's own example; a list that it names has the columns of its own words. */
export function exampleOf({ example }: Pick<Rule, 'example'>): Policy {
  const lists = [...example.matchAll(/list: (\w+)/g)].map(([, name = '']) => name)
  const body = example
    .split('\n')
    .map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`))
    .join('\n')
  const files = lists.map((name) => `${name}: ${name}.csv`).join(', ')
  const text = `outcomes: { warning: flag and approve, error: send back, note: approve, stop: hold }\nlists: { ${files} }\nrules:\n${body}\n`
  return parsePolicy(text, 'example.yaml', new Map(lists.map((name) => [`${name}.csv`, `${name}\n`])))
}
