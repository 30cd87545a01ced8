import { hash } from 'node:crypto'
import { z } from 'zod'
import { OUTCOMES, type Outcome } from '../../record/decision.ts'
import { NOT_EVALUATED_OUTCOMES, type OutcomePerStep, type Policy, type PolicyTexts } from '../policy.ts'
import { STEPS } from '../step.ts'
import { ListTable, readList } from './lists.ts'
import { wholeName, words } from './names.ts'
import { byName, limits, mapping } from './parameters.ts'
import { openPolicyDocument, type Path, type PolicyDocument } from './policy-document.ts'
import { boundedProblems, PolicyError } from './policy-error.ts'
import { languageCode, type RuleDefaults, readRequestRule, readRule, trial } from './read-rule.ts'
import { selector } from './selector.ts'

const anyMapping = z.record(z.string(), z.unknown(), 'expected a mapping with outcomes and rules')

const STEP = `expected ${STEPS.join(' or ')}`
const stepNames = byName(
  wholeName.transform((name) => name.toUpperCase()),
  () => z.enum(STEPS, STEP),
  'expected a step for each of your names, such as { ERP CHECK: pre-extract }',
)

const ruleList = z.array(z.unknown(), 'expected a list of rules').min(1, 'expected at least one rule')

const header = mapping({
  name: words.optional(),
  language: languageCode.default('en'),
  languages: z
    .array(z.strictObject({ for: selector, language: languageCode }), 'expected a list of for and language')
    .default([]),
  stepNames: stepNames.optional(),
  ...trial,
  approveUpTo: limits.optional(),
  lists: z.unknown().optional(),
  // Read one by one below: a wrong outcome must not hide a wrong severity in the rules.
  outcomes: z.unknown().optional(),
  notEvaluated: z.enum(NOT_EVALUATED_OUTCOMES, 'expected approve or hold').default('hold'),
  rules: ruleList,
  requests: mapping({ rules: ruleList }).optional(),
})

const LISTS = 'expected a file for each list, such as { vendors: vendors.csv }'
const listFiles = z.record(z.string().regex(/^[\w-]+$/), words, LISTS).optional()

const SEVERITIES = 'expected an outcome per severity, such as { error: send back }'
const outcomeNames = z
  .record(z.string(), z.unknown(), SEVERITIES)
  .refine((named) => Object.keys(named).length > 0, SEVERITIES)
const OUTCOME = `expected ${OUTCOMES.join(' or ')}`
const outcomeName = z.enum(OUTCOMES, OUTCOME)
const outcomePerStep = z
  .union(
    [outcomeName, z.strictObject({ 'post-submit': outcomeName, 'pre-extract': outcomeName })],
    `${OUTCOME}, or one for each of ${STEPS.join(' and ')}`,
  )
  .transform((given): OutcomePerStep => {
    const perStep = typeof given === 'string' ? { 'post-submit': given, 'pre-extract': given } : given
    return { ...perStep, unknown: strictestOf(perStep['post-submit'], perStep['pre-extract']) }
  })

/**
 * Reads a policy whose texts somebody has fetched. Pure.
 * @throws {PolicyError} With everything that is wrong in it.
 */
export function parsePolicyTexts({ file, text, lists }: PolicyTexts): Policy {
  return parsePolicy(text, file, lists)
}

/** The list files that the text of a policy names, as it writes them; none where the text cannot be understood. */
export function listFilesOf(text: string): readonly string[] {
  const named = listFiles.safeParse(openPolicyDocument(text).valueAt(['lists']))
  return [...new Set(Object.values(named.data ?? {}))]
}

/**
 * Reads the text of a policy file. Pure.
 * @param text YAML 1.2; `config/policy.example.yaml` explains it.
 * @param fileName For messages, and the policy's name if it gives none.
 * @param listTexts The files that it names under `lists`.
 * @throws {PolicyError} With everything that is wrong in it.
 */
export function parsePolicy(
  text: string,
  fileName: string,
  listTexts: PolicyTexts['lists'] = new Map(),
): Policy {
  const document = openPolicyDocument(text)
  // What is not YAML is not missing as well.
  if (document.problems.length === 0) document.read(anyMapping, [])
  if (document.problems.length > 0) throw new PolicyError(fileName, document.problems)

  const top = document.read(header, [])
  const outcomes = readOutcomes(document)
  const lists = readLists(document, listTexts)
  const defaults = { outcomes, lists, notEvaluated: top?.notEvaluated ?? 'hold' }
  const ids = new Set<unknown>()
  const rules = readRules(document, ['rules'], ids, (place) => readRule(document, place, defaults))
  const requestRules = readRules(document, ['requests', 'rules'], ids, (place) =>
    readRequestRule(document, place, defaults),
  )
  if (!top || document.problems.length > 0) throw new PolicyError(fileName, document.problems)

  const { name = fileName, language, languages, approveUpTo, enforce = 'act', rollout = 100 } = top
  return {
    version: versionOf(text, listTexts),
    texts: { file: fileName, text, lists: listTexts },
    name,
    stepNames: top.stepNames ?? new Map(),
    language,
    languages,
    ...(approveUpTo !== undefined && { approveUpTo }),
    enforce,
    rollout,
    whenNotEvaluated: top.notEvaluated,
    warnings: boundedProblems(document.warnings),
    names: document.names,
    rules,
    requestRules,
  }
}

function versionOf(text: string, listTexts: PolicyTexts['lists']): string {
  const parts = [...listTexts].flatMap(([name, content]) => [name, content])
  return hash('sha256', listTexts.size === 0 ? text : JSON.stringify([text, ...parts])).slice(0, 12)
}

/** Each severity, without its outcome where that is wrong. */
function readOutcomes(document: PolicyDocument): RuleDefaults['outcomes'] {
  const severities = Object.keys(document.read(outcomeNames, ['outcomes']) ?? {})
  return new Map(
    severities.map((severity) => [severity, document.read(outcomePerStep, ['outcomes', severity])]),
  )
}

function strictestOf(...outcomes: readonly Outcome[]): Outcome {
  return OUTCOMES.findLast((outcome) => outcomes.includes(outcome)) ?? 'hold'
}

function readLists(document: PolicyDocument, texts: PolicyTexts['lists']): ReadonlyMap<string, ListTable> {
  const lists = new Map<string, ListTable>()
  for (const [name, file] of Object.entries(document.read(listFiles, ['lists']) ?? {})) {
    const read = readList(name, texts.get(file) ?? '')
    if (!read.ok) document.complain(['lists', name], `${file}: ${read.problem}`)
    // A list that cannot be read is there all the same: rules that name it are not wrong.
    lists.set(name, read.ok ? read.table : new ListTable(name, [], []))
  }
  return lists
}

function readRules<Rule>(
  document: PolicyDocument,
  listPath: Path,
  ids: Set<unknown>,
  read: (place: Path) => Rule | undefined,
): readonly Rule[] {
  const listed = document.valueAt(listPath)
  const rules: Rule[] = []
  for (const index of Array.isArray(listed) ? listed.keys() : []) {
    const place = [...listPath, index]
    const rule = read(place)
    if (rule) rules.push(rule)

    const id = document.valueAt([...place, 'id']) ?? document.valueAt([...place, 'rule'])
    if (typeof id === 'string' && ids.has(id)) {
      document.complain(place, `expected an id of its own: "${id}" is the id of an earlier rule`)
    }
    ids.add(id)
  }
  return rules
}
