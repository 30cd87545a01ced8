import { z } from 'zod'
import { ENFORCE, EXCEPTION_VISIBILITIES } from '../../record/decision.ts'
import { AT_OBJECT, EXCEPTIONS, INCOMPLETE, NUMBERED } from '../../record/hold-reason.ts'
import { ALL } from '../../record/resolve-verdicts.ts'
import {
  NOT_EVALUATED_OUTCOMES,
  type OutcomePerStep,
  type PolicyRule,
  type RequestRule,
  type RuleFrame,
} from '../policy.ts'
import { REQUEST_RULES } from '../request-rules/catalogue.ts'
import type { FilledRule, Rule } from '../rule.ts'
import { RULES } from '../rules/catalogue.ts'
import { STEPS } from '../step.ts'
import type { ListTable } from './lists.ts'
import { words } from './names.ts'
import { nearestWord } from './nearest.ts'
import { percentage } from './parameters.ts'
import type { Path, PolicyDocument } from './policy-document.ts'
import { selector } from './selector.ts'

const CODE = 'expected 1 to 8 of A-Z and 0-9'
const PLACEHOLDERS = 'expected text with no other placeholders than {object}, {observed} and {limit}'
const MESSAGES = `expected text, or texts by language such as { en: ..., de: ... }`
const STEP_LIST = `expected one or both of ${STEPS.join(', ')}, such as [post-submit]`

const RESERVED = new Set([ALL, INCOMPLETE, EXCEPTIONS])
const SIGNS = [AT_OBJECT, NUMBERED, '=']
const ID = `expected an id without ${SIGNS.join(', ')}, and not ${[...RESERVED].join(', ')}: people judge findings by it`

const text = words.refine(hasKnownPlaceholders, PLACEHOLDERS)

/** Of a policy as a whole and of each of its rules: whether it acts, and for how many of the reports. */
export const trial = {
  enforce: z.enum(ENFORCE, 'expected observe or act').optional(),
  rollout: percentage.transform((share) => share.toNumber()).optional(),
}

/** The name of a language: its ISO 639 code, such as `en`. */
export const languageCode = z
  .string('expected a language such as en')
  .regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'expected a language such as en')

/** What every rule of the file has, whatever its type; all other names are parameters of the type. */
const common = z.object(
  {
    rule: words,
    id: words.refine(isNoVerdictWord, ID).optional(),
    severity: words,
    message: z.union([text, z.record(languageCode, text)], MESSAGES).optional(),
    notEvaluated: z.enum(NOT_EVALUATED_OUTCOMES, 'expected approve or hold').optional(),
    ...trial,
  },
  'expected a mapping that begins with rule and severity',
)

type Common = z.output<typeof common>

/** What a rule for reports has besides. */
const ofReports = common.extend({
  exceptionCode: z
    .string(CODE)
    .regex(/^[A-Z0-9]{1,8}$/, CODE)
    .optional(),
  visibility: z
    .enum(EXCEPTION_VISIBILITIES, `expected one of ${EXCEPTION_VISIBILITIES.join(', ')}`)
    .optional(),
  steps: z.array(z.enum(STEPS, STEP_LIST), STEP_LIST).min(1, STEP_LIST).optional(),
  for: selector.optional(),
  unless: selector.optional(),
})

/** What the policy file says for all of its rules. */
export interface RuleDefaults {
  /** By severity; `undefined` where the outcome is a problem that is noted already. */
  readonly outcomes: ReadonlyMap<string, OutcomePerStep | undefined>
  readonly notEvaluated: PolicyRule['whenNotEvaluated']
  /** What `{ list: NAME }` in a parameter stands for. */
  readonly lists: ReadonlyMap<string, ListTable>
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
  const read = readFrame(document, path, defaults, {
    kinds: RULES,
    others: REQUEST_RULES,
    schema: ofReports,
  })
  if (flags(document, path, defaults) && document.valueAt([...path, 'exceptionCode']) === undefined) {
    document.complain(
      path,
      'expected an exceptionCode: this severity approves the report, so nobody would see the finding',
    )
  }
  if (!read) return undefined
  const { exceptionCode, visibility, steps, for: picked, unless } = read.values
  return {
    ...read.rule,
    ...(exceptionCode !== undefined && { exceptionCode }),
    ...(visibility !== undefined && { visibility }),
    ...(steps !== undefined && { steps }),
    ...(picked !== undefined && { for: picked }),
    ...(unless !== undefined && { unless }),
  }
}

/** Reads one rule for travel requests; otherwise as {@link readRule}. */
export function readRequestRule(
  document: PolicyDocument,
  path: Path,
  defaults: RuleDefaults,
): RequestRule | undefined {
  const read = readFrame(document, path, defaults, {
    kinds: REQUEST_RULES,
    others: RULES,
    schema: common,
  })
  if (flags(document, path, defaults)) {
    document.complain(
      [...path, 'severity'],
      'expected one whose outcome is approve, send back or hold: Concur takes no exceptions on a request, so nobody would see the finding',
    )
  }
  return read?.rule
}

/** What can stand somewhere in the file. */
interface Shelf<Subject, Values extends Common> {
  readonly kinds: readonly Rule<Subject>[]
  /** Those that stand elsewhere, for who mixes them up. */
  readonly others: readonly { readonly type: string }[]
  /** Reads what is no parameter. */
  readonly schema: z.ZodType<Values> & { readonly shape: object }
}

function readFrame<Subject, Values extends Common>(
  document: PolicyDocument,
  path: Path,
  defaults: RuleDefaults,
  shelf: Shelf<Subject, Values>,
): { readonly rule: RuleFrame & FilledRule<Subject>; readonly values: Values } | undefined {
  const values = document.read(shelf.schema, path)
  const outcome = readOutcome(document, path, defaults.outcomes)
  const catalogued = readParameters(document, path, defaults.lists, shelf)
  if (!values || !outcome || !catalogued) return undefined

  const { id = values.rule, severity, message = {} } = values
  const own = typeof message === 'string' ? { en: message } : message
  const isOwnMessage = Object.keys(own).length > 0
  const rule = {
    ...catalogued.filled,
    id,
    type: values.rule,
    severity,
    outcome,
    whenNotEvaluated: values.notEvaluated ?? defaults.notEvaluated,
    // Where the file has a text of its own, ours in another language would say something else.
    messages: new Map(
      Object.entries(isOwnMessage ? { en: catalogued.rule.message.en, ...own } : catalogued.rule.message),
    ),
    isOwnMessage,
    enforce: values.enforce ?? 'act',
    rollout: values.rollout ?? 100,
  }
  return { rule, values }
}

/** The outcome of the rule's severity. Whether the severity is text at all, `common` has looked at. */
function readOutcome(
  document: PolicyDocument,
  path: Path,
  outcomes: RuleDefaults['outcomes'],
): OutcomePerStep | undefined {
  const severity = document.valueAt([...path, 'severity'])
  if (typeof severity !== 'string') return undefined
  const known = [...outcomes.keys()]
  if (!outcomes.has(severity) && known.length > 0) {
    document.complain(
      [...path, 'severity'],
      `expected one of those under outcomes (${known.join(', ')}), but found "${severity}"`,
    )
  }
  return outcomes.get(severity)
}

/** Whether a finding of that severity lets it pass with a flag. */
function flags(document: PolicyDocument, path: Path, { outcomes }: RuleDefaults): boolean {
  const severity = document.valueAt([...path, 'severity'])
  const outcome = typeof severity === 'string' ? outcomes.get(severity) : undefined
  return outcome !== undefined && Object.values(outcome).includes('flag and approve')
}

function readParameters<Subject>(
  document: PolicyDocument,
  path: Path,
  lists: RuleDefaults['lists'],
  { kinds, others, schema }: Shelf<Subject, Common>,
): { readonly rule: Rule<Subject>; readonly filled: FilledRule<Subject> } | undefined {
  const type = document.valueAt([...path, 'rule'])
  if (typeof type !== 'string') return undefined
  const rule = kinds.find((candidate) => candidate.type === type)
  if (!rule) {
    document.complain([...path, 'rule'], unknownType(type, typesOf(kinds), typesOf(others)))
    return undefined
  }

  const parameters: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(document.valueAt(path) ?? {})) {
    if (!Object.hasOwn(schema.shape, name)) parameters[name] = inList(document, [...path, name], value, lists)
  }
  const filled = document.read(rule.parameters, path, parameters)
  return filled && { rule, filled }
}

function typesOf(kinds: readonly { readonly type: string }[]): readonly string[] {
  return kinds.map(({ type }) => type)
}

function unknownType(type: string, known: readonly string[], elsewhere: readonly string[]): string {
  if (elsewhere.includes(type)) {
    const [here, there] = type.startsWith('request-')
      ? ['an expense report', 'below requests']
      : ['a travel request', 'not below requests']
    return `there is no rule "${type}" for ${here}: it belongs ${there}`
  }
  const nearest = nearestWord(type, known)
  const hint = nearest ? `did you mean ${nearest}?` : `known are ${known.join(', ')}`
  return `there is no rule "${type}"; ${hint}`
}

/** The list that `{ list: NAME }` stands for, or the value as it is. */
function inList(document: PolicyDocument, path: Path, value: unknown, lists: RuleDefaults['lists']): unknown {
  if (typeof value !== 'object' || value === null || !('list' in value)) return value
  const { list, ...others } = value
  if (Object.keys(others).length > 0 || typeof list !== 'string') return value
  if (!lists.has(list)) {
    const known = lists.size === 0 ? 'there are none' : `known are ${[...lists.keys()].join(', ')}`
    document.complain([...path, 'list'], `there is no list "${list}" under lists; ${known}`)
  }
  return lists.get(list)
}

/** What a verdict of a person names besides a rule would mean two things. */
function isNoVerdictWord(id: string): boolean {
  return !RESERVED.has(id) && !SIGNS.some((sign) => id.includes(sign))
}

function hasKnownPlaceholders(message: string): boolean {
  return !/\{(?!(?:object|observed|limit)\})/.test(message)
}
