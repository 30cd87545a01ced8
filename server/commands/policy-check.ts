import { PolicyError } from '../policy/file/policy-error.ts'
import type { PolicyRule, RequestRule, RuleFrame } from '../policy/policy.ts'
import type { Untold } from '../policy/rule.ts'
import { neverSeen } from '../policy/seen.ts'
import { untoldTo } from '../policy/untold.ts'
import { loadPolicy } from '../policy-file/load-policy.ts'
import type { Outcome } from '../record/decision.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { readSeen } from './policy-codes.ts'
import { table } from './table.ts'

/**
 * Reads a policy file as the connector would, and prints its rules, with what is doubtful in it.
 * @throws {CommandFailure} With every mistake, each with its line and column.
 */
export async function checkPolicy(
  context: CommandContext,
  file: string,
  options: { readonly json?: true; readonly since?: Date; readonly database?: string },
): Promise<void> {
  try {
    const policy = await loadPolicy(file)
    const { name, version, rules, requestRules } = policy
    const { since, database } = options
    const seen = since && (await readSeen(context, { since, ...(database !== undefined && { database }) }))
    const warnings = [...policy.warnings, ...(seen === undefined ? [] : neverSeen(policy.names, seen))]
    const looksBack = rules.some(({ asksFor }) => asksFor !== undefined)
    const gaps = [
      ...rules.map((rule) => gapOf(rule, untoldTo(rule), ['v1.1', 'v4'])),
      ...requestRules.map((rule) => gapOf(rule, rule.untold ?? {}, ['v1.0', 'v4'])),
    ].flat()
    if (options.json) {
      const [ids, requestIds] = [rules, requestRules].map((list) => list.map(({ id }) => id))
      const read = {
        ok: true,
        name,
        version,
        rules: ids,
        requestRules: requestIds,
        looksBack,
        warnings,
        gaps,
      }
      context.print(JSON.stringify(read, null, 2))
      return
    }
    const past = looksBack ? ', compares with earlier reports' : ''
    const requests =
      requestRules.length === 0
        ? 'travel requests are left alone'
        : `${requestRules.length} for travel requests`
    context.print(`${name}, version ${version}: ${rules.length} rules${past}; ${requests}`)
    const rows = [...rules.map(ruleRow), ...requestRules.map(requestRow)]
    context.print(table(['rule', 'type', 'severity', 'outcome', 'code', 'for', 'on trial'], rows))
    if (gaps.length > 0) {
      context.print('What Concur does not tell to each of its services, so that the rule is not evaluated:')
      context.print(
        table(
          ['rule', 'read with', 'not told', 'and then it is'],
          gaps.map(({ rule, service, fields, outcome }) => [rule, service, fields.join(', '), outcome]),
        ),
      )
    }
    for (const { id, unasked = [] } of [...rules, ...requestRules]) {
      if (unasked.length === 0) continue
      const [first = ''] = unasked
      context.print(
        `${id} is not evaluated where ${unasked.join(' or ')} is empty; has(${first}) asks for it`,
      )
    }
    if (seen !== undefined) context.print(`compared with ${seen.reports} reports`)
    for (const warning of warnings) context.print(`warning: ${warning}`)
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    if (options.json) context.print(JSON.stringify({ ok: false, problems: error.problems }, null, 2))
    throw new CommandFailure(error.message)
  }
}

/** Fields that a rule needs and one service of Concur's does not tell. */
interface Gap {
  readonly rule: string
  readonly service: string
  readonly fields: readonly string[]
  /** What becomes of what is read with it. */
  readonly outcome: 'held' | 'recorded'
}

function gapOf(
  { id, whenNotEvaluated, enforce }: RuleFrame,
  { v1 = [], v4 = [] }: Untold,
  [older, newer]: readonly [string, string],
): readonly Gap[] {
  const outcome: Gap['outcome'] = whenNotEvaluated === 'hold' && enforce === 'act' ? 'held' : 'recorded'
  return [
    { rule: id, service: older, fields: v1, outcome },
    { rule: id, service: newer, fields: v4, outcome },
  ].filter(({ fields }) => fields.length > 0)
}

function ruleRow(rule: PolicyRule): readonly string[] {
  const { outcome } = rule
  const scope = [
    ...(rule.steps ?? []),
    ...(rule.for ?? []).map(({ field, values }) => `${field} ${[...values].join('|')}`),
    ...(rule.unless ?? []).map(({ field, values }) => `unless ${field} ${[...values].join('|')}`),
  ]
  return rowOf(rule, [outcome['post-submit'], outcome['pre-extract']], scope.join(', ') || 'all')
}

function requestRow(rule: RequestRule): readonly string[] {
  return rowOf(rule, [rule.outcome['post-submit']], 'travel requests')
}

function rowOf(rule: RuleFrame, outcomes: readonly Outcome[], scope: string): readonly string[] {
  const { id, type, severity, exceptionCode = '-', enforce, rollout } = rule
  const trial = enforce === 'observe' ? 'observed' : rollout < 100 ? `acts on ${rollout} %` : '-'
  return [id, type, severity, [...new Set(outcomes)].join(' / '), exceptionCode, scope, trial]
}
