import { AT_OBJECT, type HoldReason, NUMBERED } from './hold-reason.ts'
import type { Verdict } from './human-decision.ts'

/** Stands for every reason. */
export const ALL = 'all'

/** A verdict on a rule, on what it found at one object (`RULE@OBJECT`), on one reason by its key, or on `all`. */
export interface SaidVerdict {
  readonly on: string
  readonly verdict: Verdict
}

/**
 * What was said of each reason: the more exact word wins, whatever the order. Pure.
 * @returns The verdicts by the keys of the reasons, or those that are about nothing here.
 */
export function resolveVerdicts(
  said: readonly SaidVerdict[],
  reasons: readonly HoldReason[],
): {
  readonly verdicts: Readonly<Record<string, Verdict>>
  readonly unknown: readonly string[]
} {
  const verdicts: Record<string, Verdict> = {}
  const byExactness = said.toSorted((a, b) => exactness(a) - exactness(b))
  const unknown = new Set<string>()
  for (const { on, verdict } of byExactness) {
    const meant = reasons.filter(({ key, rule }) => [ALL, key, nameOf(key), rule].includes(on))
    if (meant.length === 0) unknown.add(on)
    for (const { key } of meant) verdicts[key] = verdict
  }
  return { verdicts, unknown: [...unknown] }
}

/** Without the number. */
function nameOf(key: string): string {
  return key.replace(new RegExp(`${NUMBERED}\\d+$`), '')
}

function exactness({ on }: SaidVerdict): number {
  if (on === ALL) return 0
  if (nameOf(on) !== on) return 3
  return on.includes(AT_OBJECT) ? 2 : 1
}
