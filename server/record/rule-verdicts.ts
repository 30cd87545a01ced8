import { AT_OBJECT, NUMBERED } from './hold-reason.ts'
import type { Verdict } from './human-decision.ts'

/** What people said of the last findings of a rule. */
export interface RuleVerdicts {
  /** How many verdicts are counted. */
  readonly judged: number
  /** Those of them that let it pass: any verdict but `out of policy`. */
  readonly overridden: number
}

/** So many verdicts of each rule are counted, the newest. */
export const MAX_JUDGED = 20

/** Counts verdicts by rule; pure. @param decisions The verdicts of each by the key of its reason; newest first. */
export function countVerdicts(
  decisions: readonly Readonly<Record<string, Verdict>>[],
): ReadonlyMap<string, RuleVerdicts> {
  const counts = new Map<string, RuleVerdicts>()
  for (const [key, verdict] of decisions.flatMap((verdicts) => Object.entries(verdicts))) {
    const rule = ruleOf(key)
    const { judged, overridden } = counts.get(rule) ?? { judged: 0, overridden: 0 }
    if (judged < MAX_JUDGED)
      counts.set(rule, {
        judged: judged + 1,
        overridden: overridden + (verdict === 'out of policy' ? 0 : 1),
      })
  }
  return counts
}

/** Of the key of a reason; ids of rules have neither sign. */
function ruleOf(key: string): string {
  return key.split(AT_OBJECT)[0]?.split(NUMBERED)[0] ?? key
}
