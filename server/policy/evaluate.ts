import type { ExpenseReport } from '../report/expense-report.ts'
import { listForEmployee } from './comment.ts'
import { type Decision, type Finding, type FoundObject, OUTCOMES, type Outcome } from './decision.ts'
import { expensesOf, reportObject } from './expenses.ts'
import type { Policy, PolicyRule } from './policy.ts'
import type { Observation } from './rule.ts'

/** A finding with what its rule asks for. */
interface Ruling {
  readonly finding: Finding
  readonly outcome: Outcome
}

/**
 * Applies a policy to a report. Pure: the same report and policy give the same decision, and no report makes it throw.
 * @returns Findings in the order of the report, those about one object in the order of the policy. The outcome is the
 *   strictest that a finding or a rule that could not be applied asks for, and `approve` where there is neither.
 */
export function evaluate(report: ExpenseReport, policy: Policy): Decision {
  const rulings: Ruling[] = []
  const unapplied: { readonly rule: PolicyRule; readonly reason: string }[] = []
  for (const rule of policy.rules) {
    // Many entries can lack the same thing: it is said once.
    const reasons = new Set<string>()
    for (const observation of rule.check(report)) {
      if (observation.kind === 'not evaluated') reasons.add(observation.reason)
      else rulings.push({ finding: toFinding(rule, observation), outcome: rule.outcome })
    }
    unapplied.push(...Array.from(reasons, (reason) => ({ rule, reason })))
  }

  const sorted = inReportOrder(report, rulings)
  const outcome = strictest([
    ...sorted.map((ruling) => ruling.outcome),
    ...unapplied.map(({ rule }) => rule.whenNotEvaluated),
  ])
  return {
    policyVersion: policy.version,
    findings: sorted.map(({ finding }) => finding),
    notEvaluated: unapplied.map(({ rule, reason }) => ({ rule: rule.id, reason })),
    outcome,
    ...(outcome === 'send back' ? { comment: listForEmployee(messagesFor(sorted)) } : {}),
  }
}

function toFinding(rule: PolicyRule, { object, observed, limit }: Observation & { kind: 'hit' }): Finding {
  const values: Readonly<Record<string, string>> = { object: object.label, observed, limit }
  return {
    rule: rule.id,
    object,
    observed,
    limit,
    severity: rule.severity,
    ...(rule.exceptionCode === undefined ? {} : { exceptionCode: rule.exceptionCode }),
    message: rule.message.replaceAll(
      /\{(\w+)\}/g,
      (placeholder, name: string) => values[name] ?? placeholder,
    ),
  }
}

function inReportOrder(report: ExpenseReport, rulings: readonly Ruling[]): readonly Ruling[] {
  const objects = [reportObject(report), ...expensesOf(report).map(({ object }) => object)]
  const positions = new Map(objects.map((object, position) => [keyOf(object), position]))
  const positionOf = ({ finding }: Ruling): number => positions.get(keyOf(finding.object)) ?? objects.length
  return rulings.toSorted((a, b) => positionOf(a) - positionOf(b))
}

function keyOf({ type, id }: FoundObject): string {
  return `${type} ${id}`
}

function strictest(outcomes: readonly Outcome[]): Outcome {
  return OUTCOMES.findLast((outcome) => outcomes.includes(outcome)) ?? 'approve'
}

/** What the employee has to correct stands first; what is only for the record does not concern them. */
function messagesFor(rulings: readonly Ruling[]): readonly string[] {
  const told: readonly Outcome[] = ['send back', 'flag and approve']
  return told.flatMap((outcome) =>
    rulings.filter((ruling) => ruling.outcome === outcome).map(({ finding }) => finding.message),
  )
}
