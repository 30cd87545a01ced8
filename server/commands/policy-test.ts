import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { readReportV11 } from '../concur/read-report-v11.ts'
import { evaluate } from '../policy/evaluate.ts'
import type { Policy } from '../policy/policy.ts'
import { loadPolicy } from '../policy-file/load-policy.ts'
import { type Decision, OUTCOMES } from '../record/decision.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { policyFile } from './policy-file.ts'

/** What a case expects; what it does not mention may be anything, but findings are all of them. */
const expectation = z.strictObject({
  outcome: z.enum(OUTCOMES),
  step: z.string().optional(),
  findings: z.array(z.strictObject({ rule: z.string(), object: z.string().optional() })).default([]),
  notEvaluated: z.array(z.string()).optional(),
})
type Expectation = z.output<typeof expectation>

/**
 * Runs the customer's own cases: for each `NAME.xml`, a report as Concur sends it (v1.1), what `NAME.yaml` beside it
 * expects of the policy.
 * @throws {CommandFailure} If a case is not as expected or cannot be read, or there is none.
 */
export async function testPolicy(
  context: CommandContext,
  folder: string,
  options: { readonly policy?: string },
): Promise<void> {
  const policy = await loadPolicy(options.policy ?? (await policyFile(context)))
  const names = (await readdir(folder, { withFileTypes: true }).catch(() => []))
    .filter((each) => each.name.endsWith('.xml') && !each.isDirectory())
    .map(({ name }) => name.slice(0, -'.xml'.length))
    .toSorted()
  if (names.length === 0)
    throw new CommandFailure(`${folder} has no cases: a report NAME.xml and a NAME.yaml each`, 2)
  let failed = 0
  for (const name of names) {
    const problems = await problemsOf(policy, folder, name)
    if (problems.length > 0) failed += 1
    context.print(
      [`${problems.length === 0 ? 'as expected' : 'different  '}  ${name}`, ...problems].join('\n    '),
    )
  }
  const passed = names.length - failed
  context.print(
    `${passed} as expected, ${failed} different (policy ${policy.name}, version ${policy.version})`,
  )
  if (failed > 0) throw new CommandFailure(`${failed} of ${names.length} cases are not as expected`)
}

async function problemsOf(policy: Policy, folder: string, name: string): Promise<readonly string[]> {
  const reading = readReportV11(await readFile(join(folder, `${name}.xml`)))
  if (!reading.ok) return [`${name}.xml is no report as Concur's v1.1 sends it: ${reading.problem}`]
  const expected = await readExpectation(join(folder, `${name}.yaml`))
  if (typeof expected === 'string') return [`${name}.yaml: ${expected}`]
  const { step } = expected
  return differences(expected, evaluate(reading.value, policy, step === undefined ? {} : { stepName: step }))
}

async function readExpectation(file: string): Promise<Expectation | string> {
  try {
    const read = expectation.safeParse(parse(await readFile(file, 'utf8')))
    if (read.success) return read.data
    return read.error.issues
      .map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
      .join('; ')
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function differences(expected: Expectation, decision: Decision): readonly string[] {
  const problems: string[] = []
  if (decision.outcome !== expected.outcome)
    problems.push(`the outcome is ${decision.outcome}, expected was ${expected.outcome}`)
  const left = [...decision.findings]
  for (const { rule, object } of expected.findings) {
    const index = left.findIndex((finding) => finding.rule === rule && isAbout(finding.object.label, object))
    if (index < 0) problems.push(`not found: ${rule}${object === undefined ? '' : ` on ${object}`}`)
    else left.splice(index, 1)
  }
  problems.push(...left.map(({ rule, message }) => `not expected: ${rule}: ${message}`))
  if (expected.notEvaluated !== undefined) {
    const wanted = new Set(expected.notEvaluated)
    const seen = new Set(decision.notEvaluated.map(({ rule }) => rule))
    problems.push(
      ...[...wanted].filter((rule) => !seen.has(rule)).map((rule) => `expected as not evaluated: ${rule}`),
    )
    problems.push(
      ...[...seen]
        .filter((rule) => !wanted.has(rule))
        .map((rule) => `not expected as not evaluated: ${rule}`),
    )
  }
  return problems
}

/** `entry 2` means `entry 2, HOTEL 320.00 USD on 2026-05-19`, and not `entry 21`. */
function isAbout(label: string, wanted: string | undefined): boolean {
  return wanted === undefined || label === wanted || label.startsWith(`${wanted},`)
}
