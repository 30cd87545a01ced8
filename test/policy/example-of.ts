import { parsePolicy } from '../../server/policy/file/parse-policy.ts'
import type { Policy } from '../../server/policy/policy.ts'
import type { Rule } from '../../server/policy/rule.ts'

/** A policy of the rule's own example. */
export function exampleOf(rule: Pick<Rule, 'example'>): Policy {
  return examplesOf([rule])
}

/** A policy of the rules' own examples; a list that one names has the columns of its own words. */
export function examplesOf(rules: readonly Pick<Rule, 'example'>[]): Policy {
  const examples = rules.map(({ example }) => example)
  const lists = [...examples.join('\n').matchAll(/list: (\w+)/g)].map(([, name = '']) => name)
  const body = examples.map((example) => `  - ${example.replaceAll('\n', '\n    ')}\n`).join('')
  const files = lists.map((name) => `${name}: ${name}.csv`).join(', ')
  const text = `outcomes: { warning: flag and approve, error: send back, note: approve, stop: hold }\nlists: { ${files} }\nrules:\n${body}`
  return parsePolicy(text, 'example.yaml', new Map(lists.map((name) => [`${name}.csv`, `${name}\n`])))
}
