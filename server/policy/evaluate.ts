import type { Decision } from '../record/decision.ts'
import {
  type History,
  MAX_HISTORY_ROWS,
  NO_HISTORY,
  NOTHING_KNOWN,
  type RuleHistory,
} from '../record/history.ts'
import { inEnglish, say } from '../record/sentence.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import { listForEmployee } from './comment.ts'
import { type Consequence, decide, type Omission, type Ruling, verdictOf } from './decide.ts'
import { expensesOf, reportObject } from './facts/expenses.ts'
import { employeeKey } from './facts/fingerprints.ts'
import { picks } from './file/selector.ts'
import { languageFor } from './language-for.ts'
import type { Policy, PolicyRule } from './policy.ts'
import { enforceFor } from './rollout.ts'
import { notEvaluated, type Observation, shown } from './rule.ts'
import { type Step, stepOf } from './step.ts'

/** What is known besides the report itself. */
export interface Circumstances {
  /** The name or code of the workflow step that Concur announced; absent where nothing announced it. */
  readonly stepName?: string
  readonly history?: History
}

/**
 * Applies a policy to a report. Pure: the same report, policy and circumstances give the same decision, and no report
 * makes it throw.
 */
export function evaluate(report: ExpenseReport, policy: Policy, circumstances: Circumstances = {}): Decision {
  const language = languageFor(report, policy)
  return decide(applyRules(report, policy, circumstances), policy, {
    id: report.reportId,
    step: stepOf(circumstances.stepName, policy.stepNames) ?? 'unknown',
    language,
    labels: labelsIn(language, report),
    objects: [reportObject(report), ...expensesOf(report).map(({ object }) => object)],
    objection: () => aboveCeiling(report, policy),
    comment: listForEmployee,
  })
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
  const known = new Map(history)
  return policy.rules.map((rule) => {
    const start = clock()
    const scope = scopeOf(rule, report, step)
    const observations =
      scope === 'applies'
        ? [...observe(rule, report, known.get(rule.id) ?? NOTHING_KNOWN)]
        : scope === 'other'
          ? []
          : [scope]
    const verdict = scope === 'other' ? 'not applied' : verdictOf(observations)
    return { rule, verdict, observations, enforce: enforceFor(rule, report.reportId), ms: clock() - start }
  })
}

function* observe(rule: PolicyRule, report: ExpenseReport, history: RuleHistory): Iterable<Observation> {
  if (rule.asksFor !== undefined && employeeKey(report) === undefined) {
    yield notEvaluated('the report does not say whose it is, so earlier ones cannot be compared')
  }
  // What was found is certain; that nothing else is to be found is not.
  if (history.isIncomplete) {
    yield notEvaluated(`there are more than ${MAX_HISTORY_ROWS} earlier expenses to compare with`)
  }
  yield* rule.check(report, history)
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
    if (picked.kind === 'absent') return notEvaluated(`field ${picked.field} absent from the report`)
  }
  if (steps !== undefined && step === undefined) return notEvaluated('the workflow step is not known')
  return steps === undefined || step === undefined || steps.includes(step) ? 'applies' : 'other'
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

/** What the ceiling for approving without a person says; `undefined` if the report is not above it. */
function aboveCeiling(
  report: ExpenseReport,
  { approveUpTo, whenNotEvaluated }: Policy,
): Consequence | Omission | undefined {
  if (approveUpTo === undefined) return undefined
  const { total } = report
  const limit = approveUpTo.at(total?.currency ?? report.currency, report.submittedAt)
  if (total === undefined || limit === undefined) {
    const reason =
      total === undefined ? 'the report has no total' : `no amount is given for ${total.currency}`
    return { rule: 'approveUpTo', reason, enforce: 'act', outcome: whenNotEvaluated }
  }
  if (total.amount.lte(limit)) return undefined
  const most = { amount: limit, currency: total.currency }
  return {
    outcome: 'hold',
    finding: {
      rule: 'approveUpTo',
      object: reportObject(report),
      observed: shown(total),
      limit: shown(most),
      severity: 'hold',
      message: inEnglish(say('above ceiling', { total, most })),
      enforce: 'act',
    },
  }
}
