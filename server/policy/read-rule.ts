import { z } from 'zod'
import type { Outcome } from './decision.ts'
import { nearestWord } from './nearest.ts'
import { words } from './parameters.ts'
import { NOT_EVALUATED_OUTCOMES, type PolicyRule } from './policy.ts'
import type { Path, PolicyDocument } from './policy-document.ts'
import type { Check, Rule } from './rule.ts'
import { RULES } from './rules/catalogue.ts'

const CODE = 'expected 1 to 8 of A-Z and 0-9'
const PLACEHOLDERS = 'expected text with no other placeholders than {object}, {observed} and {limit}'

/** What every rule of the file has, whatever its type; all other names are parameters of the type. */
const common = z.object(
  {
    rule: words,
    id: words.optional(),
    severity: words,
    exceptionCode: z
      .string(CODE)
      .regex(/^[A-Z0-9]{1,8}$/, CODE)
      .optional(),
    message: words.refine(hasKnownPlaceholders, PLACEHOLDERS).optional(),
    notEvaluated: z.enum(NOT_EVALUATED_OUTCOMES, 'expected approve or hold').optional(),
  },
  'expected a mapping that begins with rule and severity',
)

/** What the policy file says for all of its rules. */
export interface RuleDefaults {
  /** By severity; `undefined` where the outcome is a problem that is noted already. */
  readonly outcomes: ReadonlyMap<string, Outcome | undefined>
  readonly notEvaluated: PolicyRule['whenNotEvaluated']
}

/**
 * Reads one rule of a policy file and notes every problem of it in the document.
 * @param path Where the rule stands.
 * @returns The rule, or `undefined` if there was a problem.
 */
export function readRule(
  document: PolicyDocument,
  path: Path,
  defaults: RuleDefaults,
): PolicyRule | undefined {
  const values = document.read(common, path)
  const outcome = readOutcome(document, path, defaults.outcomes)
  const catalogued = readParameters(document, path)
  if (!values || !outcome || !catalogued) return undefined

  const { id = values.rule, severity, exceptionCode } = values
  return {
    id,
    type: values.rule,
    severity,
    outcome,
    whenNotEvaluated: values.notEvaluated ?? defaults.notEvaluated,
    ...(exceptionCode === undefined || outcome === 'approve' ? {} : { exceptionCode }),
    message: values.message ?? catalogued.rule.message,
    check: catalogued.check,
  }
}

/** The outcome of the rule's severity. Whether the severity is text at all, `common` has looked at. */
function readOutcome(
  document: PolicyDocument,
  path: Path,
  outcomes: RuleDefaults['outcomes'],
): Outcome | undefined {
  const severity = document.valueAt([...path, 'severity'])
  if (typeof severity !== 'string') return undefined
  const known = [...outcomes.keys()]
  if (!outcomes.has(severity) && known.length > 0) {
    document.complain(
      [...path, 'severity'],
      `expected one of those under outcomes (${known.join(', ')}), but found "${severity}"`,
    )
  }
  const outcome = outcomes.get(severity)
  if (outcome === 'flag and approve' && document.valueAt([...path, 'exceptionCode']) === undefined) {
    document.complain(
      path,
      'expected an exceptionCode: this severity approves the report, so nobody would see the finding',
    )
  }
  return outcome
}

function readParameters(
  document: PolicyDocument,
  path: Path,
): { readonly rule: Rule; readonly check: Check } | undefined {
  const type = document.valueAt([...path, 'rule'])
  if (typeof type !== 'string') return undefined
  const rule = RULES.find((candidate) => candidate.type === type)
  if (!rule) {
    const types = RULES.map((candidate) => candidate.type)
    const nearest = nearestWord(type, types)
    const hint = nearest ? `did you mean ${nearest}?` : `known are ${types.join(', ')}`
    document.complain([...path, 'rule'], `there is no rule "${type}"; ${hint}`)
    return undefined
  }

  const values = Object.entries(document.valueAt(path) ?? {})
  const parameters = Object.fromEntries(values.filter(([name]) => !Object.hasOwn(common.shape, name)))
  const check = document.read(rule.parameters, path, parameters)
  return check && { rule, check }
}

function hasKnownPlaceholders(message: string): boolean {
  return !/\{(?!(?:object|observed|limit)\})/.test(message)
}
