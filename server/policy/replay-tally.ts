import { Big } from 'big.js'
import type { Decision, Outcome } from '../record/decision.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import { compareDecisions, type KnownDecision } from './compare.ts'

/** Examples of each kind that a summary names. */
const EXAMPLES = 10

/** Reports of one kind and the money in them. */
export interface Share {
  reports: number
  /** Sum of the report totals by currency; exact decimals as text. */
  readonly totals: Record<string, string>
  /** The ids of the first few. */
  readonly examples: string[]
}

/** What one rule found before and would find. */
export interface RuleTally {
  before: number
  after: number
  added: number
  removed: number
  /** Of its findings, those on reports that a person moved on all the same; and how many it would still have. */
  overridden: number
  overriddenStill: number
}

/** What a draft of a policy would have made of past reviews. Grows with the number of rules, not of reviews. */
export interface ReplayTally {
  /** How much of the past the figures are about. */
  readonly coverage: {
    reviews: number
    replayed: number
    /** Their facts are no longer kept, or never were. */
    withoutFacts: number
    /** Their facts are written in a form that this version cannot read. */
    unreadable: number
    /** What the draft could not evaluate, `rule: reason`, and on how many reports. */
    readonly notEvaluated: Record<string, number>
  }
  readonly newlyFlagged: Share
  readonly newlyPassed: Share
  /** The findings changed, or only the outcome. */
  readonly otherwiseChanged: Share
  readonly unchanged: Share
  /** `approve -> send back`, where the outcome changed. */
  readonly outcomes: Record<string, Share>
  readonly rules: Record<string, RuleTally>
}

/** A review to be counted. */
export interface Replayed {
  readonly report: ExpenseReport
  readonly before: KnownDecision
  readonly after: Decision
  /** A person moved the report on although the policy held it. */
  readonly isOverridden: boolean
}

/** Nothing counted yet. */
export function emptyTally(): ReplayTally {
  return {
    coverage: { reviews: 0, replayed: 0, withoutFacts: 0, unreadable: 0, notEvaluated: {} },
    newlyFlagged: emptyShare(),
    newlyPassed: emptyShare(),
    otherwiseChanged: emptyShare(),
    unchanged: emptyShare(),
    outcomes: {},
    rules: {},
  }
}

/** Counts one review that could be replayed. */
export function count(tally: ReplayTally, { report, before, after, isOverridden }: Replayed): void {
  const { added, removed, change } = compareDecisions(before, after)
  tally.coverage.replayed += 1
  const shares = {
    flagged: tally.newlyFlagged,
    passed: tally.newlyPassed,
    other: tally.otherwiseChanged,
    none: tally.unchanged,
  }
  addTo(shares[change], report)
  if (before.outcome !== after.outcome) addTo(outcomeShare(tally, before.outcome, after.outcome), report)

  for (const { rule, reason } of after.notEvaluated) {
    // What is said of single entries differs in each report; the rule and the kind of reason are what matters.
    const kind = `${rule}: ${reason.replace(/^(?:entry|itemization) .*, (?=has |lacks |is )/, '')}`
    tally.coverage.notEvaluated[kind] = (tally.coverage.notEvaluated[kind] ?? 0) + 1
  }
  for (const { rule } of before.findings) {
    ruleTally(tally, rule).before += 1
    if (isOverridden) ruleTally(tally, rule).overridden += 1
  }
  for (const { rule, enforce } of after.findings) {
    if (enforce === 'act') ruleTally(tally, rule).after += 1
  }
  for (const { rule } of added) ruleTally(tally, rule).added += 1
  for (const { rule } of removed) ruleTally(tally, rule).removed += 1
  if (isOverridden) {
    const gone = new Set(removed)
    for (const finding of before.findings) {
      if (!gone.has(finding)) ruleTally(tally, finding.rule).overriddenStill += 1
    }
  }
}

function outcomeShare({ outcomes }: ReplayTally, before: Outcome, after: Outcome): Share {
  const name = `${before} -> ${after}`
  const share = outcomes[name] ?? emptyShare()
  outcomes[name] = share
  return share
}

function ruleTally({ rules }: ReplayTally, rule: string): RuleTally {
  const tally = rules[rule] ?? {
    before: 0,
    after: 0,
    added: 0,
    removed: 0,
    overridden: 0,
    overriddenStill: 0,
  }
  rules[rule] = tally
  return tally
}

function emptyShare(): Share {
  return { reports: 0, totals: {}, examples: [] }
}

function addTo(share: Share, { total, reportId }: ExpenseReport): void {
  share.reports += 1
  if (total !== undefined) {
    share.totals[total.currency] = new Big(share.totals[total.currency] ?? 0).plus(total.amount).toFixed()
  }
  if (share.examples.length < EXAMPLES) share.examples.push(reportId)
}
