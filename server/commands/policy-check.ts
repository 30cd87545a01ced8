import { loadPolicy } from '../policy/load-policy.ts'
import type { PolicyRule } from '../policy/policy.ts'
import { PolicyError } from '../policy/policy-error.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { table } from './table.ts'

/**
 * Reads a policy file as the connector would, and prints its rules.
 * @throws {CommandFailure} With every mistake, each with its line and column.
 */
export async function checkPolicy(
  context: CommandContext,
  file: string,
  options: { readonly json?: true },
): Promise<void> {
  try {
    const policy = await loadPolicy(file)
    const { name, version, rules, lookBackDays } = policy
    if (options.json) {
      context.print(
        JSON.stringify({ ok: true, name, version, rules: rules.map(({ id }) => id), lookBackDays }, null, 2),
      )
      return
    }
    const past = lookBackDays === undefined ? '' : ', compares with earlier reports'
    context.print(`${name}, version ${version}: ${rules.length} rules${past}`)
    context.print(table(['rule', 'type', 'severity', 'outcome', 'code', 'for', 'on trial'], rules.map(rowOf)))
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    if (options.json) context.print(JSON.stringify({ ok: false, problems: error.problems }, null, 2))
    throw new CommandFailure(error.message)
  }
}

function rowOf(rule: PolicyRule): readonly string[] {
  const { id, type, severity, outcome, exceptionCode = '-', enforce, rollout } = rule
  const outcomes = [...new Set([outcome['post-submit'], outcome['pre-extract']])]
  const scope = [
    ...(rule.steps ?? []),
    ...(rule.for ?? []).map(({ field, values }) => `${field} ${[...values].join('|')}`),
  ]
  const trial = enforce === 'observe' ? 'observed' : rollout < 100 ? `acts on ${rollout} %` : '-'
  return [id, type, severity, outcomes.join(' / '), exceptionCode, scope.join(', ') || 'all', trial]
}
