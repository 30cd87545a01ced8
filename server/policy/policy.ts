import type { Enforce, ExceptionVisibility, Outcome } from '../record/decision.ts'
import type { TravelRequest } from '../request/travel-request.ts'
import type { PolicyName } from './file/notes.ts'
import type { Limits } from './file/parameters.ts'
import type { Selector } from './file/selector.ts'
import type { FilledRule } from './rule.ts'
import type { Step } from './step.ts'

/** What happens when a rule cannot be applied: a person looks at it, or it is only recorded. */
export const NOT_EVALUATED_OUTCOMES = ['approve', 'hold'] as const satisfies readonly Outcome[]
/** One of {@link NOT_EVALUATED_OUTCOMES}; there is nothing to flag, and nothing that the employee could correct. */
export type NotEvaluatedOutcome = (typeof NOT_EVALUATED_OUTCOMES)[number]

/** Whether something is on trial: for all reports, for a share of them, or for none. */
export interface Trial {
  readonly enforce: Enforce
  /** Percent of the reports for which `act` holds, 0 to 100; a report is always on the same side. */
  readonly rollout: number
}

/** A policy before it is understood. */
export interface PolicyTexts {
  readonly file: string
  readonly text: string
  /** Of its lists, by the path that the policy file gives. */
  readonly lists: ReadonlyMap<string, string>
}

/** The finance team's rules, read from their file and ready to be applied. */
export interface Policy extends Trial {
  /** The first 12 hexadecimal characters of the SHA-256 of the file's text, and of its lists where it has any. */
  readonly version: string
  /** Who reads them gets this policy again. */
  readonly texts: PolicyTexts
  /** For people. */
  readonly name: string
  /** Which of the two steps the customer's own step names and codes stand for; names in capitals. */
  readonly stepNames: ReadonlyMap<string, Step>
  /** Such as `en` or `de`. */
  readonly language: string
  /** Other languages for some of the reports; the first that applies. */
  readonly languages: readonly { readonly for: Selector; readonly language: string }[]
  /** A report whose total is above this is approved by a person. */
  readonly approveUpTo?: Limits
  /** As {@link PolicyRule.whenNotEvaluated}, for what the file says as a whole. */
  readonly whenNotEvaluated: NotEvaluatedOutcome
  /** What holds and may be meant otherwise, each with its place, as in {@link PolicyError}. */
  readonly warnings: readonly string[]
  /** What its rules for reports name, in the order of the file. */
  readonly names: readonly PolicyName[]
  /** At least one, in the order of the file, each with its own id. */
  readonly rules: readonly PolicyRule[]
  /** Those for travel requests, with ids of their own too; none where the file says nothing of requests. */
  readonly requestRules: readonly RequestRule[]
}

/**
 * A policy without what applies it. Rules are functions, which do not go from thread to thread: of a policy that another
 * thread has read, this is what comes back.
 */
export interface PolicyOutline
  extends Pick<Policy, 'version' | 'texts' | 'name' | 'stepNames' | 'warnings' | 'names'> {
  readonly rules: readonly RuleFrame[]
  readonly requestRules: readonly RuleFrame[]
}

/** Whether a policy can be applied where it is. */
export function isWhole(policy: PolicyOutline): policy is Policy {
  return 'languages' in policy
}

/** What can be told to another thread. */
export function outlineOf({
  version,
  texts,
  name,
  stepNames,
  warnings,
  names,
  rules,
  requestRules,
}: Policy): PolicyOutline {
  return {
    version,
    texts,
    name,
    stepNames,
    warnings,
    names,
    rules: rules.map(frameOf),
    requestRules: requestRules.map(frameOf),
  }
}

function frameOf(rule: RuleFrame): RuleFrame {
  const { id, type, severity, outcome, whenNotEvaluated, exceptionCode, visibility, messages, isOwnMessage } =
    rule
  return {
    id,
    type,
    severity,
    outcome,
    whenNotEvaluated,
    ...(exceptionCode !== undefined && { exceptionCode }),
    ...(visibility !== undefined && { visibility }),
    messages,
    isOwnMessage,
    enforce: rule.enforce,
    rollout: rule.rollout,
  }
}

/** An outcome for each step, and for reports of which the step is not known the strictest of them. */
export type OutcomePerStep = Readonly<Record<Step | 'unknown', Outcome>>

/** What the policy file says of a rule, whatever it is about. */
export interface RuleFrame extends Trial {
  readonly id: string
  /** The type, one of the catalogue. */
  readonly type: string
  readonly severity: string
  /** What the policy file says for that severity. */
  readonly outcome: OutcomePerStep
  readonly whenNotEvaluated: NotEvaluatedOutcome
  /**
   * Always there when an outcome is `flag and approve`: without one the flag would be seen nowhere. Findings whose
   * outcome is `approve` are only for the record and are posted without one.
   */
  readonly exceptionCode?: string
  /** Who is to see that exception; absent for all. */
  readonly visibility?: ExceptionVisibility
  /** By language, with the placeholders `{object}`, `{observed}` and `{limit}`; English is always there. */
  readonly messages: ReadonlyMap<string, string>
  /** The messages are of the policy file, and so hold for all that the rule finds. */
  readonly isOwnMessage: boolean
}

/** One rule of the policy file: a rule of the catalogue with its parameters, and what a finding of it means. */
export interface PolicyRule extends RuleFrame, FilledRule {
  /** Only at these; absent for both. */
  readonly steps?: readonly Step[]
  /** Only for these reports; absent for all. */
  readonly for?: Selector
  /** Not for these reports. */
  readonly unless?: Selector
}

/** One rule for travel requests; there is one step, after the employee has submitted. */
export type RequestRule = RuleFrame & FilledRule<TravelRequest>
