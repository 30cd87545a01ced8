import type { ExpenseReport } from '../report/expense-report.ts'
import { listForEmployee } from './comment.ts'
import {
  type Decision,
  type Enforce,
  type Finding,
  type FoundObject,
  type NotEvaluated,
  OUTCOMES,
  type Outcome,
} from './decision.ts'
import { expensesOf, reportObject } from './expenses.ts'
import { employeeKey } from './fingerprints.ts'
import { type History, NO_HISTORY } from './history.ts'
import { withoutRegion } from './language.ts'
import type { Policy, PolicyRule } from './policy.ts'
import { enforceFor } from './rollout.ts'
import { type Observation, shown } from './rule.ts'
import { picks, type Selector } from './selector.ts'
import { type Step, stepOf } from './step.ts'

/** What is known besides the report itself. */
export interface Circumstances {
  /** The name or code of the workflow step that Concur announced; absent where nothing announced it. */
  readonly stepName?: string
  readonly history?: History
}

/** What one rule said of a report. */
export interface Ruling {
  readonly rule: PolicyRule
  /** `not applied`: it is for other steps or other reports. */
  readonly verdict: 'hit' | 'kept' | 'not evaluated' | 'not applied'
  readonly observations: readonly Observation[]
  readonly enforce: Enforce
  /** Milliseconds, as far as the clock that was given can tell. */
  readonly ms: number
}

/** A report of a thousand entries can lack the same thing in each. */
const REASONS = 20

/** A finding with what its rule asks for. */
interface Consequence {
  readonly finding: Finding
  readonly outcome: Outcome
}

/**
 * Applies a policy to a report. Pure: the same report, policy and circumstances give the same decision, and no report
 * makes it throw.
 * @returns Findings in the order of the report, those about one object in the order of the policy. The outcome is the
 *   strictest that a finding or a rule that could not be applied asks for, and `approve` where there is neither.
 */
export function evaluate(report: ExpenseReport, policy: Policy, circumstances: Circumstances = {}): Decision {
  return decide(report, policy, circumstances, applyRules(report, policy, circumstances))
}

/**
 * Applies each rule, those that have nothing to say included.
 * @param clock Milliseconds; for the time that each rule takes.
 */
export function applyRules(
  report: ExpenseReport,
  policy: Policy,
  { stepName, history = NO_HISTORY }: Circumstances,
  clock: () => number = () => 0,
): readonly Ruling[] {
  const step = stepOf(stepName, policy.stepNames)
  return policy.rules.map((rule) => {
    const start = clock()
    const scope = scopeOf(rule, report, step)
    const observations =
      scope === 'applies' ? [...observe(rule, report, history)] : scope === 'other' ? [] : [scope]
    const verdict = scope === 'other' ? 'not applied' : verdictOf(observations)
    return { rule, verdict, observations, enforce: enforceFor(rule, report.reportId), ms: clock() - start }
  })
}

function* observe(rule: PolicyRule, report: ExpenseReport, history: History): Iterable<Observation> {
  if (rule.lookBackDays !== undefined && employeeKey(report) === undefined) {
    yield absent('the report does not say whose it is, so earlier ones cannot be compared')
  }
  yield* rule.check(report, history)
}

function verdictOf(observations: readonly Observation[]): Ruling['verdict'] {
  const kinds = new Set(observations.map(({ kind }) => kind))
  if (kinds.has('hit')) return 'hit'
  return kinds.has('not evaluated') ? 'not evaluated' : 'kept'
}

/** Whether the rule is for this step and this report; an observation where that cannot be told. */
function scopeOf(
  { steps, for: selector }: PolicyRule,
  report: ExpenseReport,
  step: Step | undefined,
): 'applies' | 'other' | Observation {
  if (selector !== undefined) {
    const picked = picks(selector, report)
    if (picked.kind === 'no') return 'other'
    if (picked.kind === 'absent') return absent(`field ${picked.field} absent from the report`)
  }
  if (steps !== undefined && step === undefined) return absent('the workflow step is not known')
  return steps === undefined || step === undefined || steps.includes(step) ? 'applies' : 'other'
}

function absent(reason: string): Observation {
  return { kind: 'not evaluated', reason }
}

function decide(
  report: ExpenseReport,
  policy: Policy,
  { stepName }: Circumstances,
  rulings: readonly Ruling[],
): Decision {
  const step = stepOf(stepName, policy.stepNames) ?? 'unknown'
  const language = languageFor(report, policy)
  const labels = labelsIn(language, report)
  const consequences: Consequence[] = []
  const notEvaluated: (NotEvaluated & { readonly outcome: Outcome })[] = []
  for (const { rule, observations, enforce } of rulings) {
    // Many entries can lack the same thing: it is said once.
    const reasons = new Set<string>()
    for (const observation of observations) {
      if (observation.kind === 'not evaluated') reasons.add(observation.reason)
      if (observation.kind !== 'hit') continue
      const outcome = rule.outcome[step]
      const message = messageOf(rule, observation, language, labels)
      consequences.push({ finding: toFinding(rule, observation, { enforce, message, outcome }), outcome })
    }
    for (const reason of atMost(reasons, REASONS))
      notEvaluated.push({ rule: rule.id, reason, enforce, outcome: rule.whenNotEvaluated })
  }

  const asked = outcomeOf(consequences, notEvaluated)
  // A report that goes back to its employee, or to a person, is not approved anyway.
  const ceiling =
    asked === 'approve' || asked === 'flag and approve' ? aboveCeiling(report, policy) : undefined
  if (ceiling !== undefined && 'finding' in ceiling) consequences.push(ceiling)
  else if (ceiling !== undefined) notEvaluated.push(ceiling)

  const sorted = inReportOrder(report, consequences)
  const outcome = outcomeOf(sorted, notEvaluated)
  return {
    policyVersion: policy.version,
    enforce: enforceFor(policy, report.reportId),
    findings: sorted.map(({ finding }) => finding),
    notEvaluated: notEvaluated.map(({ rule, reason, enforce }) => ({ rule, reason, enforce })),
    outcome,
    ...(outcome === 'send back' ? { comment: listForEmployee(messagesFor(sorted), language) } : {}),
  }
}

/** The strictest that any of them asks for, those on trial left out. */
function outcomeOf(
  consequences: readonly Consequence[],
  notEvaluated: readonly { readonly enforce: Enforce; readonly outcome: Outcome }[],
): Outcome {
  const asking = [
    ...consequences.map(({ finding, outcome }) => ({ enforce: finding.enforce, outcome })),
    ...notEvaluated,
  ].filter(({ enforce }) => enforce === 'act')
  return strictest(asking.map(({ outcome }) => outcome))
}

/** The first of the texts, and how many more there are. */
function atMost(texts: ReadonlySet<string>, most: number): readonly string[] {
  const [...all] = texts
  return all.length <= most ? all : [...all.slice(0, most), `and ${all.length - most} more like these`]
}

function languageFor(report: ExpenseReport, { languages, language }: Policy): string {
  const isFor = (wanted: Selector) => picks(wanted, report).kind === 'yes'
  return languages.find((each) => isFor(each.for))?.language ?? language
}

/** The parts of the report by what they are called in English; rules and records speak English. */
function labelsIn(language: string, report: ExpenseReport): ReadonlyMap<string, string> {
  if (language === 'en') return new Map()
  const named = (each: string) => [
    reportObject(report, each).label,
    ...expensesOf(report, each).map(({ object }) => object.label),
  ]
  const translated = named(language)
  return new Map(named('en').map((label, index) => [label, translated[index] ?? label]))
}

function messageOf(
  { messages }: PolicyRule,
  { object, observed, limit }: Observation & { readonly kind: 'hit' | 'kept' },
  language: string,
  labels: ReadonlyMap<string, string>,
): string {
  // Another part of the report can be what was observed, such as the entry that this one repeats.
  const local = (said: string): string => labels.get(said) ?? said
  const values: Readonly<Record<string, string>> = {
    object: localLabel(object.label, labels),
    observed: local(shown(observed)),
    limit: shown(limit),
  }
  const text =
    messages.get(language) ??
    messages.get(withoutRegion(language)) ??
    messages.get('en') ??
    '{object}: {observed}, {limit}'
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}

/** What belongs to an expense (a share of it, a person at it) is called after it: `entry 1, .., Sam Sample`. */
function localLabel(label: string, labels: ReadonlyMap<string, string>): string {
  for (let end = label.length; end > 0; end = label.lastIndexOf(', ', end - 1)) {
    const known = labels.get(label.slice(0, end))
    if (known !== undefined) return `${known}${label.slice(end)}`
  }
  return label
}

function toFinding(
  { id, severity, exceptionCode }: PolicyRule,
  { object, observed, limit }: Observation & { readonly kind: 'hit' | 'kept' },
  { enforce, message, outcome }: Pick<Finding, 'enforce' | 'message'> & { readonly outcome: Outcome },
): Finding {
  const isPosted = exceptionCode !== undefined && outcome !== 'approve' && enforce === 'act'
  return {
    rule: id,
    object,
    observed: shown(observed),
    limit: shown(limit),
    severity,
    ...(isPosted && { exceptionCode }),
    message,
    enforce,
  }
}

/** What the ceiling for approving without a person says; `undefined` if the report is not above it. */
function aboveCeiling(
  report: ExpenseReport,
  { approveUpTo, whenNotEvaluated }: Policy,
): Consequence | (NotEvaluated & { readonly outcome: Outcome }) | undefined {
  if (approveUpTo === undefined) return undefined
  const { total } = report
  const limit = approveUpTo.at(total?.currency ?? report.currency, report.submittedAt)
  if (total === undefined || limit === undefined) {
    const reason =
      total === undefined ? 'the report has no total' : `no amount is given for ${total.currency}`
    return { rule: 'approveUpTo', reason, enforce: 'act', outcome: whenNotEvaluated }
  }
  if (total.amount.lte(limit)) return undefined
  const [observed, allowed] = [shown(total), shown({ amount: limit, currency: total.currency })]
  return {
    outcome: 'hold',
    finding: {
      rule: 'approveUpTo',
      object: reportObject(report),
      observed,
      limit: allowed,
      severity: 'hold',
      message: `The total of ${observed} is above ${allowed}, up to which no person needs to approve.`,
      enforce: 'act',
    },
  }
}

function inReportOrder(report: ExpenseReport, consequences: readonly Consequence[]): readonly Consequence[] {
  const objects = [reportObject(report), ...expensesOf(report).map(({ object }) => object)]
  const positions = new Map(objects.map((object, position) => [keyOf(object), position]))
  const positionOf = ({ finding }: Consequence): number =>
    positions.get(keyOf(finding.object)) ?? objects.length
  return consequences.toSorted((a, b) => positionOf(a) - positionOf(b))
}

function keyOf({ type, id }: FoundObject): string {
  return `${type} ${id}`
}

function strictest(outcomes: readonly Outcome[]): Outcome {
  return OUTCOMES.findLast((outcome) => outcomes.includes(outcome)) ?? 'approve'
}

/** What the employee has to correct stands first; what is only for the record does not concern them. */
function messagesFor(consequences: readonly Consequence[]): readonly string[] {
  const told: readonly Outcome[] = ['send back', 'flag and approve']
  return told.flatMap((outcome) =>
    consequences
      .filter((each) => each.outcome === outcome && each.finding.enforce === 'act')
      .map(({ finding }) => finding.message),
  )
}
