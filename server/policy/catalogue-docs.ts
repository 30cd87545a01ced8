import { z } from 'zod'
import { CONDITION_FUNCTIONS, CONDITION_MODEL, type ModelField, REQUEST_MODEL } from './conditions/model.ts'
import { REQUEST_RULES } from './request-rules/catalogue.ts'
import type { Rule } from './rule.ts'
import { RULES } from './rules/catalogue.ts'

const INTRODUCTION = `<!-- Written by \`npm run docs\` from server/policy/rules: change it there. -->

# The rules of a policy

Every kind of rule that a policy file can use, with what it can be told. How a policy is written, tried and rolled out is
in [policy.md](policy.md); what every rule has (\`severity\`, \`exceptionCode\`, \`visibility\`, \`message\`, \`steps\`, \`for\`, \`unless\`, \`enforce\`, \`rollout\`,
\`notEvaluated\`) is described there. *Looks at* names Concur's own fields. A rule whose fields the source of a report does not
supply says so in the record, "not evaluated, field ... absent", and never passes in silence.
`

const MODEL = `## What a condition can read

In the \`when:\` of a rule [\`condition\`](#condition), each part of the report has these fields. One that the report's source
does not supply makes the condition "not evaluated".
`

const REQUESTS = `
For travel requests, below \`requests\` in the policy file; they have no \`exceptionCode\`, \`visibility\`, \`steps\`, \`for\` and \`unless\`, and no
severity that flags:
`

const REQUEST_MODEL_TITLE = `## What a condition on a travel request can read

In the \`when:\` of a rule [\`request-condition\`](#request-condition); types that are not described here are those above.
`

/** The text of `docs/policy-rules.md`: a table of contents, a section per rule, and the model of conditions. Pure. */
export function renderCatalogue(): string {
  const [rules, requestRules] = [byName(RULES), byName(REQUEST_RULES)]
  return [
    INTRODUCTION,
    renderContents(rules),
    REQUESTS,
    renderContents(requestRules),
    '',
    ...[...rules, ...requestRules].map(renderRule),
    MODEL,
    renderModel(CONDITION_MODEL, 'v1.1'),
    renderFunctions(),
    REQUEST_MODEL_TITLE,
    renderModel(REQUEST_MODEL, 'v1.0'),
  ].join('\n')
}

/** What the documentation says of a rule, whatever it is about. */
type Described = Omit<Rule, 'parameters'>

function byName(rules: readonly Described[]): readonly Described[] {
  return rules.toSorted((a, b) => a.type.localeCompare(b.type))
}

function renderContents(rules: readonly Described[]): string {
  const contents = rules.map(({ type, summary }) => `| [\`${type}\`](#${type}) | ${firstSentence(summary)} |`)
  return ['| Rule | Finds |', '| --- | --- |', ...contents].join('\n')
}

function renderRule({ type, summary, fields, example, message, parameterShape }: Described): string {
  const parameters = Object.entries(parameterShape).map(([name, schema]) => {
    const form = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    const isNeeded = !z.safeParse(schema, undefined).success
    return `| \`${name}\` | ${isNeeded ? 'yes' : ''} | ${form.description ?? ''} |`
  })
  const list = example.split('\n').map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
  return [
    `## ${type}`,
    summary,
    `Looks at: ${fields.length === 0 ? 'any field' : fields.map(code).join(', ')}.`,
    parameters.length === 0
      ? 'It needs to be told nothing.'
      : ['| Parameter | Required | Meaning |', '| --- | --- | --- |', ...parameters].join('\n'),
    ['```yaml', ...list, '```'].join('\n'),
    `The employee reads: “${message.en}”\n`,
  ].join('\n\n')
}

/** @param old What the older of the two services is called. */
function renderModel(model: readonly ModelField[], old: string): string {
  const types = Map.groupBy(model, ({ type }) => type)
  const sections = [...types].map(([type, fields]) => {
    const last = fields.at(-1)?.field ?? ''
    const rows = fields
      // Of forty custom fields, one line says it all.
      .filter(({ field }) => !/^(?:custom|orgUnit)(?!1$)\d+$/.test(field))
      .map(({ field, celType, meaning, concur: { v1 = '', v4 = '' } }) => {
        const names = /^(?:custom|orgUnit)1$/.test(field) ? `${code(field)} to ${code(last)}` : code(field)
        return `| ${names} | ${code(celType)} | ${meaning} | ${code(v1)} | ${code(v4)} |`
      })
    const titles = `| Field | Type | Meaning | ${old} | v4 |\n| --- | --- | --- | --- | --- |`
    return [`### ${type}\n`, titles, ...rows, ''].join('\n')
  })
  return sections.join('\n')
}

function renderFunctions(): string {
  const rows = CONDITION_FUNCTIONS.map(({ signature, meaning }) => `| \`${signature}\` | ${meaning} |`)
  return ['### Functions\n', '| Function | Meaning |', '| --- | --- |', ...rows, ''].join('\n')
}

function code(name: string): string {
  return name === '' ? '' : `\`${name}\``
}

function firstSentence(text: string): string {
  return /^.*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, '.') ?? text
}
