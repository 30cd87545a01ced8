import type { HoldReason } from './hold-reason.ts'
import type { Verdict } from './human-decision.ts'

/** A verdict on a rule, on one finding (`RULE@OBJECT`), or on `all`. */
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
    const meant = reasons.filter(({ key, rule }) => on === 'all' || on === key || on === rule)
    if (meant.length === 0) unknown.add(on)
    for (const { key } of meant) verdicts[key] = verdict
  }
  return { verdicts, unknown: [...unknown] }
}

function exactness({ on }: SaidVerdict): number {
  if (on === 'all') return 0
  return on.includes('@') ? 2 : 1
}
