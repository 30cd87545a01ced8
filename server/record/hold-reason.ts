import type { Decision, Enforce, Finding, FoundObject } from './decision.ts'
import { readOrKeep } from './read-sentence.ts'
import type { ReviewLine } from './review-line.ts'
import { inEnglish, say } from './sentence.ts'

/** One reason why an object is held, which a person judges. */
export interface HoldReason {
  /**
   * Names it within its review: `RULE@OBJECT` for a finding, the rule alone for what could not be applied. Where that
   * names several, they are numbered from 1: `RULE@OBJECT#2`.
   */
  readonly key: string
  /** The id of the rule in the policy file; or `incomplete`, or `exceptions`, see {@link holdReasons}. */
  readonly rule: string
  /** What the finding is about; absent where the reason is about all of it. */
  readonly object?: FoundObject
  /** For people. */
  readonly message: string
}

/** Between a rule and the object of a finding, see {@link HoldReason}. */
export const AT_OBJECT = '@'
/** Before the number of a reason that shares its name. */
export const NUMBERED = '#'
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
    return [{ key: INCOMPLETE, rule: INCOMPLETE, message: reason ?? inEnglish(say('not whole at all')) }]
  }
  const found = keyedFindings(decision).map(([key, { rule, object, message }]) => ({
    key,
    rule,
    object,
    message,
  }))
  const omitted = decision.notEvaluated.filter(isActed)
  const notApplied = keyed(omitted, ({ rule }) => rule).map(([key, { rule, reason: why }]) => ({
    key,
    rule,
    message: inEnglish(say('rule not applied', { rule, why: readOrKeep(why) })),
  }))
  const reasons = [...found, ...notApplied]
  if (reasons.length > 0) return reasons
  return [{ key: EXCEPTIONS, rule: EXCEPTIONS, message: reason ?? inEnglish(say('is held')) }]
}

/** The findings that have consequences, each with the key of its reason. Pure. */
export function keyedFindings({
  findings,
}: Pick<Decision, 'findings'>): readonly (readonly [string, Finding])[] {
  return keyed(findings.filter(isActed), ({ rule, object }) => `${rule}${AT_OBJECT}${object.id}`)
}

/** The name that several share is no key of any of them: whoever means one says which. */
function keyed<Each>(
  all: readonly Each[],
  nameOf: (each: Each) => string,
): readonly (readonly [string, Each])[] {
  const sharing = Map.groupBy(all, nameOf)
  return all.map((each) => {
    const name = nameOf(each)
    const others = sharing.get(name) ?? []
    return [others.length > 1 ? `${name}${NUMBERED}${others.indexOf(each) + 1}` : name, each]
  })
}

function isActed({ enforce }: { readonly enforce: Enforce }): boolean {
  return enforce === 'act'
}
