import { type Decision, OUTCOMES } from '../record/decision.ts'
import type { RuleFrame } from './policy.ts'
import type { Step } from './step.ts'

/**
 * Which finding asks for the strictest outcome, of those with consequences; the first, where several do. Pure.
 * @param rules Those that the decision was taken by. What is not theirs, such as the ceiling of the policy, asks for a
 * person.
 * @returns Its index in the decision.
 */
export function worstFinding(
  { findings }: Pick<Decision, 'findings'>,
  rules: readonly Pick<RuleFrame, 'id' | 'outcome'>[],
  step: Step | 'unknown',
): number | undefined {
  const outcomes = new Map(rules.map(({ id, outcome }) => [id, outcome[step]]))
  const strictness = findings.map(({ rule, enforce }) =>
    enforce === 'act' ? OUTCOMES.indexOf(outcomes.get(rule) ?? 'hold') : -1,
  )
  const worst = strictness.indexOf(Math.max(-1, ...strictness))
  return strictness[worst] === -1 || worst === -1 ? undefined : worst
}
