import { z } from 'zod'
import { type Decision, ENFORCE, OUTCOMES, type Outcome } from '../record/decision.ts'

/** As much of a decision as a comparison needs; also of decisions that an older connector has kept. */
export interface KnownDecision {
  readonly outcome: Outcome
  readonly findings: readonly KnownFinding[]
}

/** A finding as far as comparing goes. */
export interface KnownFinding {
  readonly rule: string
  readonly objectType: string
  readonly objectId: string
}

const stored = z.object({
  outcome: z.enum(OUTCOMES),
  findings: z.array(
    z.object({
      rule: z.string(),
      object: z.object({ type: z.string(), id: z.string() }),
      enforce: z.enum(ENFORCE).default('act'),
    }),
  ),
})

/** What two decisions on the same report have not in common. */
export interface Difference {
  readonly added: readonly KnownFinding[]
  readonly removed: readonly KnownFinding[]
  /** `flagged`: nothing was found before, and now something is. `passed`: the other way round. */
  readonly change: 'flagged' | 'passed' | 'other' | 'none'
}

/**
 * Reads a decision as a review keeps it, without what was only observed.
 * @returns `undefined` if it is none.
 */
export function knownDecision(value: unknown): KnownDecision | undefined {
  const read = stored.safeParse(value)
  if (!read.success) return undefined
  const { outcome, findings } = read.data
  return {
    outcome,
    findings: findings
      .filter(({ enforce }) => enforce === 'act')
      .map(({ rule, object }) => ({ rule, objectType: object.type, objectId: object.id })),
  }
}

/** Compares what was decided with what another policy says. */
export function compareDecisions(before: KnownDecision, decision: Decision): Difference {
  const after = knownDecision(decision)?.findings ?? []
  const added = without(after, before.findings)
  const removed = without(before.findings, after)
  return { added, removed, change: changeOf(before, after, decision.outcome, added.length + removed.length) }
}

function changeOf(
  before: KnownDecision,
  after: readonly KnownFinding[],
  outcome: Outcome,
  differences: number,
): Difference['change'] {
  if (before.findings.length === 0 && after.length > 0) return 'flagged'
  if (before.findings.length > 0 && after.length === 0) return 'passed'
  return differences > 0 || before.outcome !== outcome ? 'other' : 'none'
}

function without(some: readonly KnownFinding[], others: readonly KnownFinding[]): readonly KnownFinding[] {
  const known = new Set(others.map(keyOf))
  return some.filter((finding) => !known.has(keyOf(finding)))
}

function keyOf({ rule, objectType, objectId }: KnownFinding): string {
  return JSON.stringify([rule, objectType, objectId])
}
