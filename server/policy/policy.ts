import type { Outcome } from './decision.ts'
import type { Check } from './rule.ts'

/** What happens when a rule cannot be applied: a person looks at it, or it is only recorded. */
export const NOT_EVALUATED_OUTCOMES = ['approve', 'hold'] as const satisfies readonly Outcome[]
/** One of {@link NOT_EVALUATED_OUTCOMES}; there is nothing to flag, and nothing that the employee could correct. */
export type NotEvaluatedOutcome = (typeof NOT_EVALUATED_OUTCOMES)[number]

/** The finance team's rules, read from their file and ready to be applied. */
export interface Policy {
  /** The first 12 hexadecimal characters of the SHA-256 of the file's text. */
  readonly version: string
  /** Of the file: who reads it gets this policy again. */
  readonly text: string
  /** For people. */
  readonly name: string
  /** At least one, in the order of the file, each with its own id. */
  readonly rules: readonly PolicyRule[]
}

/** One rule of the policy file: a rule of the catalogue with its parameters, and what a finding of it means. */
export interface PolicyRule {
  readonly id: string
  /** The type, one of the catalogue. */
  readonly type: string
  readonly severity: string
  /** What the policy file says for that severity. */
  readonly outcome: Outcome
  readonly whenNotEvaluated: NotEvaluatedOutcome
  /**
   * Always there when the outcome is `flag and approve`: without one the flag would be seen nowhere. Never when it is
   * `approve`, even if the file has one: such findings are only for the record.
   */
  readonly exceptionCode?: string
  /** With the placeholders `{object}`, `{observed}` and `{limit}`. */
  readonly message: string
  readonly check: Check
}
