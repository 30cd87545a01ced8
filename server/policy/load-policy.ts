import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { OUTCOMES } from './decision.ts'
import { mapping, words } from './parameters.ts'
import { NOT_EVALUATED_OUTCOMES, type Policy, type PolicyRule } from './policy.ts'
import { openPolicyDocument, type PolicyDocument } from './policy-document.ts'
import { PolicyError } from './policy-error.ts'
import { type RuleDefaults, readRule } from './read-rule.ts'

const anyMapping = z.record(z.string(), z.unknown(), 'expected a mapping with outcomes and rules')

const header = mapping({
  name: words.optional(),
  // Read one by one below: a wrong outcome must not hide a wrong severity in the rules.
  outcomes: z.unknown().optional(),
  notEvaluated: z.enum(NOT_EVALUATED_OUTCOMES, 'expected approve or hold').default('hold'),
  rules: z.array(z.unknown(), 'expected a list of rules').min(1, 'expected at least one rule'),
})

const SEVERITIES = 'expected an outcome per severity, such as { error: send back }'
const outcomeNames = z
  .record(z.string(), z.unknown(), SEVERITIES)
  .refine((named) => Object.keys(named).length > 0, SEVERITIES)
const outcomeName = z.enum(OUTCOMES, `expected ${OUTCOMES.join(' or ')}`)

/**
 * Reads a policy file.
 * @throws {PolicyError} If it cannot be read, or with everything that is wrong in it.
 */
export async function loadPolicy(file: string): Promise<Policy> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new PolicyError(file, [cause instanceof Error ? cause.message : String(cause)], { cause })
  }
  return parsePolicy(text, file)
}

/**
 * Reads the text of a policy file. Pure.
 * @param text YAML 1.2; `config/policy.example.yaml` explains it.
 * @param fileName For messages, and the policy's name if it gives none.
 * @throws {PolicyError} With everything that is wrong in it.
 */
export function parsePolicy(text: string, fileName: string): Policy {
  const document = openPolicyDocument(text)
  document.read(anyMapping, [])
  if (document.problems.length > 0) throw new PolicyError(fileName, document.problems)

  const top = document.read(header, [])
  const outcomes = readOutcomes(document)
  const rules = readRules(document, { outcomes, notEvaluated: top?.notEvaluated ?? 'hold' })
  if (!top || document.problems.length > 0) throw new PolicyError(fileName, document.problems)

  const version = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return { version, text, name: top.name ?? fileName, rules }
}

/** Each severity, without its outcome where that is wrong. */
function readOutcomes(document: PolicyDocument): RuleDefaults['outcomes'] {
  const severities = Object.keys(document.read(outcomeNames, ['outcomes']) ?? {})
  return new Map(severities.map((severity) => [severity, document.read(outcomeName, ['outcomes', severity])]))
}

function readRules(document: PolicyDocument, defaults: RuleDefaults): readonly PolicyRule[] {
  const listed = document.valueAt(['rules'])
  const rules: PolicyRule[] = []
  const ids = new Set<unknown>()
  for (const index of Array.isArray(listed) ? listed.keys() : []) {
    const path = ['rules', index]
    const rule = readRule(document, path, defaults)
    if (rule) rules.push(rule)

    const id = document.valueAt([...path, 'id']) ?? document.valueAt([...path, 'rule'])
    if (typeof id === 'string' && ids.has(id)) {
      document.complain(path, `expected an id of its own: "${id}" is the id of an earlier rule`)
    }
    ids.add(id)
  }
  return rules
}
