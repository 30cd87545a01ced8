import { PolicyError } from '../policy/file/policy-error.ts'
import type { PolicyRule, RequestRule, RuleFrame } from '../policy/policy.ts'
import { neverSeen } from '../policy/seen.ts'
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
    if (options.json) {
      const [ids, requestIds] = [rules, requestRules].map((list) => list.map(({ id }) => id))
      const read = { ok: true, name, version, rules: ids, requestRules: requestIds, looksBack, warnings }
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
    if (seen !== undefined) context.print(`compared with ${seen.reports} reports`)
    for (const warning of warnings) context.print(`warning: ${warning}`)
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    if (options.json) context.print(JSON.stringify({ ok: false, problems: error.problems }, null, 2))
    throw new CommandFailure(error.message)
  }
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
