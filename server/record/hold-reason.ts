import type { Decision, Enforce, FoundObject } from './decision.ts'
import type { ReviewLine } from './review-line.ts'

/** One reason why an object is held, which a person judges. */
export interface HoldReason {
  /** Names it within its review: `RULE@OBJECT` for a finding, the rule alone for what could not be applied. */
  readonly key: string
  /** The id of the rule in the policy file; or `incomplete`, or `exceptions`, see {@link holdReasons}. */
  readonly rule: string
  /** What the finding is about; absent where the reason is about all of it. */
  readonly object?: FoundObject
  /** For people. */
  readonly message: string
}

/** Not seen whole: no rule of the policy, and yet to be judged. */
export const INCOMPLETE = 'incomplete'
/** Concur refused exceptions, or does not tell which were posted. */
export const EXCEPTIONS = 'exceptions'

/**
 * Why a review is held: every finding and every rule that could not be applied, as far as they have consequences; that
 * it was not seen whole; or what is to be said of its exceptions, where nothing else is. Pure.
 * @param reason Of the review, see `ReviewLine`.
 */
export function holdReasons(decision: Decision, reason: ReviewLine['reason']): readonly HoldReason[] {
  if (decision.gap !== undefined) {
    return [{ key: INCOMPLETE, rule: INCOMPLETE, message: reason ?? 'it was not seen whole' }]
  }
  const found = decision.findings
    .filter(isActed)
    .map(({ rule, object, message }) => ({ key: `${rule}@${object.id}`, rule, object, message }))
  const notApplied = decision.notEvaluated.filter(isActed).map(({ rule, reason: why }) => ({
    key: rule,
    rule,
    message: `rule ${rule} could not be applied: ${why}`,
  }))
  const reasons = [...found, ...notApplied]
  if (reasons.length > 0) return reasons
  return [{ key: EXCEPTIONS, rule: EXCEPTIONS, message: reason ?? 'it is held' }]
}

function isActed({ enforce }: { readonly enforce: Enforce }): boolean {
  return enforce === 'act'
}
