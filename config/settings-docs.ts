import type { SettingDefinition, SettingName } from './settings.ts'
import { definitionOf, SETTING_NAMES } from './settings.ts'

const INTRODUCTION = `<!-- Written by \`npm run docs\` from config/settings.ts: change it there. -->

# Settings

A setting can be given in three places. Where two of them have it, the later in this list wins:

1. \`web.config\`, in \`<appSettings>\` as \`<add key="PORT" value="8443" />\`. It is read if it stands in the folder that the
   connector runs in; the environment variable \`WEB_CONFIG\` (or a line in \`.env\`) names one that stands elsewhere, and must
   not name one that does not exist. \`web.config.sample\` shows them all. In a value, \`&\` is written \`&amp;\`, \`"\` \`&quot;\`
   and \`<\` \`&lt;\`.
2. \`.env\` in that folder, lines such as \`PORT=8443\`; copy \`.env.example\`. A value with \`#\`, a quotation mark or a space at
   an end goes between single quotes.
3. The environment.

An **empty value** counts as not set. Relative paths start at the folder that the connector runs in.

**Secrets in files.** \`NAME_FILE\` in place of \`NAME\` reads the value from a file, such as
\`CONNECTOR_PASSWORD_FILE=/run/secrets/connector-password\`; a line break at its end does not count. To give both in one place
is an error. This works for every setting but those whose own name ends in \`_FILE\`.

The start stops with exit code 2 if anything is missing or wrong, and names all of it at once. What is marked as secret is
never shown or logged. A name in \`web.config\` or \`.env\` that looks misspelt is warned about.
`

/** The text of `docs/settings.md`: an introduction and one table per group. Pure. */
export function renderSettingsDocs(): string {
  const groups = Map.groupBy(SETTING_NAMES, (name) => definitionOf(name).group)
  const sections = [...groups].map(([group, names]) => `## ${group}\n\n${renderTable(names)}`)
  return [INTRODUCTION, ...sections].join('\n')
}

function renderTable(names: readonly SettingName[]): string {
  const rows = names.map((name) => {
    const definition = definitionOf(name)
    return [
      `\`${name}\``,
      definition.form.description ?? '',
      renderDefault(definition),
      definition.required ? 'yes' : '',
      renderSecret(definition),
      definition.meaning,
    ]
  })
  return [['Setting', 'Value', 'Default', 'Required', 'Secret', 'Meaning'], Array(6).fill('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
}

function renderDefault({ default: text, defaultFrom }: SettingDefinition): string {
  if (defaultFrom) return `\`${defaultFrom.setting}\` + \`${defaultFrom.path}\``
  return text === undefined ? '' : `\`${text}\``
}

function renderSecret({ secret }: SettingDefinition): string {
  if (secret === undefined) return ''
  return secret === true ? 'yes' : 'if it has a login'
}
