import { z } from 'zod'
import type { Rule } from './rule.ts'
import { RULES } from './rules/catalogue.ts'

const INTRODUCTION = `<!-- Written by \`npm run docs\` from server/policy/rules: change it there. -->

# The rules of a policy

Every kind of rule that a policy file can use, with what it can be told. How a policy is written, tried and rolled out is
in [policy.md](policy.md); what every rule has (\`severity\`, \`exceptionCode\`, \`message\`, \`steps\`, \`for\`, \`enforce\`, \`rollout\`,
\`notEvaluated\`) is described there. *Looks at* names Concur's own fields. A rule whose fields the source of a report does not
supply says so in the record, "not evaluated, field ... absent", and never passes in silence.
`

/** The text of `docs/policy-rules.md`: a table of contents, and a section per rule. Pure. */
export function renderCatalogue(): string {
  const rules = RULES.toSorted((a, b) => a.type.localeCompare(b.type))
  const contents = rules.map(({ type, summary }) => `| [\`${type}\`](#${type}) | ${firstSentence(summary)} |`)
  const table = ['| Rule | Finds |', '| --- | --- |', ...contents].join('\n')
  return [INTRODUCTION, `${table}\n`, ...rules.map(renderRule)].join('\n')
}

function renderRule({ type, summary, fields, example, message, parameterShape }: Rule): string {
  const parameters = Object.entries(parameterShape).map(([name, schema]) => {
    const form = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    const isNeeded = !z.safeParse(schema, undefined).success
    return `| \`${name}\` | ${isNeeded ? 'yes' : ''} | ${form.description ?? ''} |`
  })
  const list = example.split('\n').map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
  return [
    `## ${type}`,
    summary,
    `Looks at: ${fields.map((field) => `\`${field}\``).join(', ')}.`,
    parameters.length === 0
      ? 'It needs to be told nothing.'
      : ['| Parameter | Required | Meaning |', '| --- | --- | --- |', ...parameters].join('\n'),
    ['```yaml', ...list, '```'].join('\n'),
    `The employee reads: “${message.en}”\n`,
  ].join('\n\n')
}

function firstSentence(text: string): string {
  return /^.*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, '.') ?? text
}
