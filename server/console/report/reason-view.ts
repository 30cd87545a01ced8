import type { Decision, Finding } from '../../record/decision.ts'
import {
  EXCEPTIONS,
  type HoldReason,
  holdReasons,
  INCOMPLETE,
  keyedFindings,
} from '../../record/hold-reason.ts'
import type { Verdict } from '../../record/human-decision.ts'
import type { RuleVerdicts } from '../../record/rule-verdicts.ts'
import type { Why } from '../../review/explain.ts'

/** A reason as the page shows it, beside the line that it is about. */
export interface ReasonView {
  /** From 0, in the order of the page. */
  readonly index: number
  /** See `HoldReason`. */
  readonly key: string
  readonly rule: string
  /** Of the object that it is about; absent where it is about all of it. */
  readonly objectId?: string
  /** For the employee, in their language. */
  readonly message: string
  /** Absent where no finding is the reason. */
  readonly finding?: Finding
  /** What was seen and what is allowed; absent where no finding is the reason. */
  readonly seen?: string
  readonly limit?: string
  readonly severity?: string
  readonly exceptionCode?: string
  /** The rule could not be applied, so that nobody knows whether it is broken. */
  readonly isNotApplied: boolean
  /** The employee can correct it: a rule was broken by what they entered, and not merely no answer to be had. */
  readonly isForEmployee: boolean
  /** Only recorded: the rule is on trial, and nobody judges it. */
  readonly isTrial: boolean
  readonly why?: Why
  /** What people said of the last findings of the rule; absent where nobody has said anything. */
  readonly verdicts?: RuleVerdicts
  /** What was said of it before. */
  readonly verdict?: Verdict
}

/** What the reasons are shown with. */
export interface ReasonBasis {
  /** Of the review, see `ReviewLine`. */
  readonly reason: string | null
  /** It waits for a person: then even one that no rule is the reason of has one. */
  readonly isHeld: boolean
  readonly whys: ReadonlyMap<string, Why>
  readonly recent: ReadonlyMap<string, RuleVerdicts>
  /** Of the last decision of a person on this review, by the key of the reason. */
  readonly said: Readonly<Record<string, Verdict>>
}

/** The reasons of a review as the page shows them, those that nobody judges at the end; pure. */
export function reasonViews(decision: Decision, basis: ReasonBasis): readonly ReasonView[] {
  const { reason, isHeld, whys, recent, said } = basis
  const findings = new Map(keyedFindings(decision))
  const judged = isHeld || hasReasons(decision) ? holdReasons(decision, reason) : []
  const trials = decision.findings
    .filter(({ enforce }) => enforce === 'observe')
    .map((finding, number) => ({ ...trialReason(finding, number), finding }))
  const all = [...judged.map((each) => ({ ...each, finding: findings.get(each.key) })), ...trials]
  return all.map(({ key, rule, object, message, finding }, index) => {
    const [why, verdicts] = [whys.get(rule), recent.get(rule)]
    const verdict = Object.hasOwn(said, key) ? said[key] : undefined
    return {
      index,
      key,
      rule,
      message,
      isNotApplied: finding === undefined && rule !== INCOMPLETE && rule !== EXCEPTIONS,
      isForEmployee: finding !== undefined,
      isTrial: finding?.enforce === 'observe',
      ...(object !== undefined && { objectId: object.id }),
      ...(finding !== undefined && {
        finding,
        seen: finding.observed,
        limit: finding.limit,
        severity: finding.severity,
        ...(finding.exceptionCode !== undefined && { exceptionCode: finding.exceptionCode }),
      }),
      ...(why !== undefined && { why }),
      ...(verdicts !== undefined && { verdicts }),
      ...(verdict !== undefined && { verdict }),
    }
  })
}

function hasReasons({ findings, notEvaluated, gap }: Decision): boolean {
  return gap !== undefined || [...findings, ...notEvaluated].some(({ enforce }) => enforce === 'act')
}

/** No decision names it, so that its key has only to be unlike the others. */
function trialReason({ rule, object, message }: Finding, number: number): HoldReason {
  return { key: `trial ${number}`, rule, object, message }
}
