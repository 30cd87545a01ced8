import { expect } from 'chai'
import { evaluateRequest } from '../../../server/policy/evaluate-request.ts'
import { parsePolicy } from '../../../server/policy/file/parse-policy.ts'
import type { Policy } from '../../../server/policy/policy.ts'
import type { TravelRequest } from '../../../server/request/travel-request.ts'

/**
 * One case of a table: the rule, given by its type and parameters in one line of YAML, says this of the request:
 * `id: observed | limit` for each finding, and `cannot tell: reason` where it could not be applied.
 */
export type RequestCase = readonly [
  title: string,
  rule: string,
  request: TravelRequest,
  said: readonly string[],
]

/** A policy of these rules for requests, each YAML in one line; and of one for reports, since there must be one. */
export function requestPolicyOf(...rules: readonly string[]): Policy {
  return requestPolicyWith({}, ...rules)
}

/** The same with lists, each the text of a CSV file by the name that a rule refers to. */
export function requestPolicyWith(
  lists: Readonly<Record<string, string>>,
  ...rules: readonly string[]
): Policy {
  const files = Object.keys(lists).map((name) => `${name}: ${name}.csv`)
  return parsePolicy(
    `
outcomes: { note: approve, warning: flag and approve, error: send back, stop: hold }
lists: { ${files.join(', ')} }
rules: [{ rule: personal-claimed, severity: error }]
requests:
  rules:
${rules.map((rule) => `    - { ${rule} }`).join('\n')}
`,
    'test.yaml',
    new Map(Object.entries(lists).map(([name, text]) => [`${name}.csv`, text])),
  )
}

/** A test for each case. */
export function itSaysOfRequests(
  cases: readonly RequestCase[],
  lists: Readonly<Record<string, string>> = {},
): void {
  for (const [title, rule, request, said] of cases) {
    it(title, () => {
      const policy = requestPolicyWith(lists, `severity: error, rule: ${rule}`)
      const decision = evaluateRequest(request, policy)

      expect([
        ...decision.findings.map(({ object, observed, limit }) => `${object.id}: ${observed} | ${limit}`),
        ...decision.notEvaluated.map(({ reason }) => `cannot tell: ${reason}`),
      ]).to.deep.equal(said)
    })
  }
}
