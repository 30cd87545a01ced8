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
import {
  decisive,
  type NotEvaluated,
  notEvaluated,
  type Observation,
  type Remark,
  recorded,
  shown,
} from './rule.ts'
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
  return decide(rule(report, policy, circumstances, decisive), policy, {
    id: report.reportId,
    step: stepOf(circumstances.stepName, policy.stepNames) ?? 'unknown',
    language,
    labels: labelsIn(language, report),
    objects: () => [reportObject(report), ...expensesOf(report).map(({ object }) => object)],
    objection: () => aboveCeiling(report, policy),
    comment: listForEmployee,
  })
}

/**
 * Applies each rule, those that have nothing to say included, and records all that was looked at.
 * @param clock Milliseconds; for the time that each rule takes.
 */
export function applyRules(
  report: ExpenseReport,
  policy: Policy,
  circumstances: Circumstances,
  clock: () => number = () => 0,
): readonly Ruling[] {
  return rule(report, policy, circumstances, (remarks) => Array.from(remarks, recorded), clock)
}

/** @param record What to keep of what a rule says. */
function rule(
  report: ExpenseReport,
  policy: Policy,
  { stepName, history = NO_HISTORY }: Circumstances,
  record: (remarks: Iterable<Remark>) => readonly Observation[],
  clock: () => number = () => 0,
): readonly Ruling[] {
  const step = stepOf(stepName, policy.stepNames)
  const known = new Map(history)
  return policy.rules.map((each) => {
    const start = clock()
    const scope = scopeOf(each, report, step)
    const observations =
      scope === 'applies'
        ? observe(each, report, known.get(each.id) ?? NOTHING_KNOWN, record)
        : scope === 'other'
          ? []
          : [scope]
    const verdict = scope === 'other' ? 'not applied' : verdictOf(observations)
    const enforce = enforceFor(each, report.reportId)
    return { rule: each, verdict, observations, enforce, ms: clock() - start }
  })
}

/** @param record What to keep of what the rule says. */
function observe(
  { asksFor, check }: PolicyRule,
  report: ExpenseReport,
  history: RuleHistory,
  record: (remarks: Iterable<Remark>) => readonly Observation[],
): readonly Observation[] {
  const reasons: string[] = []
  if (asksFor !== undefined && employeeKey(report) === undefined) {
    reasons.push('the report does not say whose it is, so earlier ones cannot be compared')
  }
  // What was found is certain; that nothing else is to be found is not.
  if (history.isIncomplete) {
    reasons.push(`there are more than ${MAX_HISTORY_ROWS} earlier expenses to compare with`)
  }
  return [...reasons.map(notEvaluated), ...record(check(report, history))]
}

/** Whether the rule is for this step and this report; an observation where that cannot be told. */
function scopeOf(
  { steps, for: selector, unless }: PolicyRule,
  report: ExpenseReport,
  step: Step | undefined,
): 'applies' | 'other' | NotEvaluated {
  const picked = selector && picks(selector, report)
  if (picked?.kind === 'no') return 'other'
  const exempted = unless && picks(unless, report)
  if (exempted?.kind === 'yes') return 'other'
  if (picked?.kind === 'cannot tell') return notEvaluated(picked.reason)
  if (exempted?.kind === 'cannot tell') return notEvaluated(exempted.reason)
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
