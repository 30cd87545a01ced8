import {
  type Decision,
  type Enforce,
  type Finding,
  type FoundObject,
  type NotEvaluated,
  OUTCOMES,
  type Outcome,
} from '../record/decision.ts'
import { withoutRegion } from './language.ts'
import type { OutcomePerStep, Policy, RuleFrame } from './policy.ts'
import { enforceFor } from './rollout.ts'
import { type Observation, shown } from './rule.ts'

/** What one rule said of a report or a request. */
export interface Ruling {
  readonly rule: RuleFrame
  /** `not applied`: it is for other steps or other reports. */
  readonly verdict: 'hit' | 'kept' | 'not evaluated' | 'not applied'
  readonly observations: readonly Observation[]
  readonly enforce: Enforce
  /** Milliseconds, as far as the clock that was given can tell. */
  readonly ms: number
}

/** A finding with what its rule asks for. */
export interface Consequence {
  readonly finding: Finding
  readonly outcome: Outcome
}

/** A rule that could not be applied, with what that asks for. */
export type Omission = NotEvaluated & { readonly outcome: Outcome }

/** What is decided on, as far as that matters beside what the rules said. */
export interface Matter {
  /** The id that shares of a rollout go by. */
  readonly id: string
  readonly step: keyof OutcomePerStep
  readonly language: string
  /** Its parts by what they are called in English, in its language; rules and records speak English. */
  readonly labels: ReadonlyMap<string, string>
  /** Its parts, in their order. */
  readonly objects: () => readonly FoundObject[]
  /** What stands against approving it although no rule does. */
  readonly objection?: () => Consequence | Omission | undefined
  /** Writes the comment for the employee. */
  readonly comment: (messages: readonly string[], language: string) => string
}

/** A report of a thousand entries can lack the same thing in each. */
const REASONS = 20

/**
 * Makes one decision of what the rules said. Pure.
 * @returns Findings in the order of the matter, those about one object in the order of the policy. The outcome is the
 *   strictest that a finding or a rule that could not be applied asks for, and `approve` where there is neither.
 */
export function decide(
  rulings: readonly Ruling[],
  policy: Policy,
  { id, step, language, labels, objects, objection, comment }: Matter,
): Decision {
  const consequences: Consequence[] = []
  const notEvaluated: Omission[] = []
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
  // What goes back to its employee, or to a person, is not approved anyway.
  const objected = asked === 'approve' || asked === 'flag and approve' ? objection?.() : undefined
  if (objected !== undefined && 'finding' in objected) consequences.push(objected)
  else if (objected !== undefined) notEvaluated.push(objected)

  const sorted = inOrderOf(objects, consequences)
  const outcome = outcomeOf(sorted, notEvaluated)
  return {
    policyVersion: policy.version,
    enforce: enforceFor(policy, id),
    findings: sorted.map(({ finding }) => finding),
    notEvaluated: notEvaluated.map(({ rule, reason, enforce }) => ({ rule, reason, enforce })),
    outcome,
    ...(outcome === 'send back' ? { comment: comment(messagesFor(sorted), language) } : {}),
  }
}

/** What all of that comes to. */
export function verdictOf(observations: readonly Observation[]): Ruling['verdict'] {
  if (observations.some(({ kind }) => kind === 'hit')) return 'hit'
  return observations.some(({ kind }) => kind === 'not evaluated') ? 'not evaluated' : 'kept'
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

function messageOf(
  { messages: ofRule, isOwnMessage }: RuleFrame,
  { object, observed, limit, message }: Observation & { readonly kind: 'hit' | 'kept' },
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
  const messages = message === undefined || isOwnMessage ? ofRule : new Map(Object.entries(message))
  const text =
    messages.get(language) ??
    messages.get(withoutRegion(language)) ??
    messages.get('en') ??
    '{object}: {observed}, {limit}'
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}

/** What belongs to an expense (a share of it, a person at it) is called after it: `entry 1, .., Sam Sample`. */
function localLabel(label: string, labels: ReadonlyMap<string, string>): string {
  if (labels.size === 0) return label
  for (let end = label.length; end > 0; end = label.lastIndexOf(', ', end - 1)) {
    const known = labels.get(label.slice(0, end))
    if (known !== undefined) return `${known}${label.slice(end)}`
  }
  return label
}

function toFinding(
  { id, severity, exceptionCode, visibility, messages, isOwnMessage }: RuleFrame,
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
    ...(isPosted && visibility !== undefined && { visibility }),
    message,
    ...(isOwnMessage && messages.size > 1 && { texts: Object.fromEntries(messages) }),
    enforce,
  }
}

function inOrderOf(
  objects: () => readonly FoundObject[],
  consequences: readonly Consequence[],
): readonly Consequence[] {
  if (consequences.length < 2) return consequences
  const positions = new Map(objects().map((object, position) => [keyOf(object), position]))
  return consequences
    .map((each) => ({ each, position: positions.get(keyOf(each.finding.object)) ?? Number.MAX_SAFE_INTEGER }))
    .toSorted((a, b) => a.position - b.position)
    .map(({ each }) => each)
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
