import { expect } from 'chai'
import { evaluate } from '../../server/policy/evaluate.ts'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'
import type { Policy } from '../../server/policy/policy.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { historyOf, type Past } from '../support/build-past-expense.ts'

/**
 * One case of a table: the rule, given by its type and parameters in one line of YAML, says this of the report:
 * `id: observed | limit` for each finding, and `cannot tell: reason` where it could not be applied.
 */
export type RuleCase = readonly [
  title: string,
  rule: string,
  report: ExpenseReport,
  said: readonly string[],
  past?: Past,
]

/** A policy of these rules, each YAML in one line: `rule: duplicate-entry, severity: error`. */
export function policyOf(...rules: readonly string[]): Policy {
  return policyWith({}, ...rules)
}

/**
 * The same with lists, each the text of a CSV file by the name that a rule refers to: `words: { list: words }`.
 */
export function policyWith(lists: Readonly<Record<string, string>>, ...rules: readonly string[]): Policy {
  const files = Object.keys(lists).map((name) => `${name}: ${name}.csv`)
  return parsePolicy(
    `
outcomes: { note: approve, warning: flag and approve, error: send back, stop: hold }
lists: { ${files.join(', ')} }
rules:
${rules.map((rule) => `  - { ${rule} }`).join('\n')}
`,
    'test.yaml',
    new Map(Object.entries(lists).map(([name, text]) => [`${name}.csv`, text])),
  )
}

/** A test for each case. */
export function itSays(cases: readonly RuleCase[], lists: Readonly<Record<string, string>> = {}): void {
  for (const [title, rule, report, said, past] of cases) {
    it(title, () => {
      expect(applyRule(rule, report, past, lists)).to.deep.equal(said)
    })
  }
}

function applyRule(
  rule: string,
  report: ExpenseReport,
  past: Past = { expenses: [] },
  lists: Readonly<Record<string, string>> = {},
): readonly string[] {
  const policy = policyWith(lists, `severity: error, rule: ${rule}`)
  const decision = evaluate(report, policy, { history: historyOf(report, policy, past) })
  return [
    ...decision.findings.map(({ object, observed, limit }) => `${object.id}: ${observed} | ${limit}`),
    ...decision.notEvaluated.map(({ reason }) => `cannot tell: ${reason}`),
  ]
}
