import type { Decision } from '../record/decision.ts'

/** Equal for decisions that ask for the same. */
export function decisionKey({ outcome, findings, notEvaluated, policyVersion, gap }: Decision): string {
  return JSON.stringify([
    policyVersion,
    outcome,
    findings.map(({ rule, object, exceptionCode }) => [rule, object.type, object.id, exceptionCode]),
    notEvaluated,
    gap,
  ])
}
