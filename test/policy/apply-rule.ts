import { expect } from 'chai'
import { evaluate } from '../../server/policy/evaluate.ts'
import { parsePolicy } from '../../server/policy/load-policy.ts'
import type { Policy } from '../../server/policy/policy.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'

/**
 * One case of a table: the rule, given by its type and parameters in one line of YAML, says this of the report:
 * `id: observed | limit` for each finding, and `cannot tell: reason` where it could not be applied.
 */
export type RuleCase = readonly [title: string, rule: string, report: ExpenseReport, said: readonly string[]]

/** A policy of these rules, each YAML in one line: `rule: duplicate-entry, severity: error`. */
export function policyOf(...rules: readonly string[]): Policy {
  return parsePolicy(
    `
outcomes: { note: approve, warning: flag and approve, error: send back, stop: hold }
rules:
${rules.map((rule) => `  - { ${rule} }`).join('\n')}
`,
    'test.yaml',
  )
}

/** A test for each case. */
export function itSays(cases: readonly RuleCase[]): void {
  for (const [title, rule, report, said] of cases) {
    it(title, () => {
      expect(applyRule(rule, report)).to.deep.equal(said)
    })
  }
}

function applyRule(rule: string, report: ExpenseReport): readonly string[] {
  const decision = evaluate(report, policyOf(`severity: error, rule: ${rule}`))
  return [
    ...decision.findings.map(({ object, observed, limit }) => `${object.id}: ${observed} | ${limit}`),
    ...decision.notEvaluated.map(({ reason }) => `cannot tell: ${reason}`),
  ]
}
