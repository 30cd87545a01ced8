import type { SettingOrigin, SettingProblem } from './setting-problem.ts'
import { describeFound } from './setting-problem.ts'
import { checkTogether } from './setting-rules.ts'
import type { FoundText, SettingsFrom } from './setting-sources.ts'
import { findText, readSources } from './setting-sources.ts'
import type { SettingName, Settings } from './settings.ts'
import { definitionOf, isAlwaysSet, SETTING_NAMES } from './settings.ts'
import { unknownNameWarnings } from './unknown-settings.ts'

/** The settings, or everything that is wrong with them. */
export type SettingsResult<K extends SettingName = SettingName> =
  | {
      readonly ok: true
      /** Frozen. */
      readonly settings: Pick<Settings, K>
      /** Where the value of each setting that has one came from. */
      readonly origins: Readonly<Partial<Record<SettingName, SettingOrigin>>>
      /** One sentence each, about names in `web.config` and `.env` that look misspelt. */
      readonly warnings: readonly string[]
    }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] }

/**
 * Reads and checks every setting: from `web.config`, `.env` and the environment, the later wins. Never rejects for
 * what an operator wrote; every problem is reported at once.
 */
export function loadSettings(from: SettingsFrom): Promise<SettingsResult> {
  return loadSome(SETTING_NAMES, from)
}

/**
 * As {@link loadSettings}, for a command that needs only some: nothing else is read, required or reported. A rule
 * about several settings, such as which files TLS needs, applies where all of them are named.
 */
export async function loadSome<K extends SettingName>(
  names: readonly K[],
  from: SettingsFrom,
): Promise<SettingsResult<K>> {
  const { sources, problems } = await readSources(from)
  const wanted = new Set(names.flatMap(withItsBase))
  const values: Partial<Settings> = {}
  const origins: Partial<Record<SettingName, SettingOrigin>> = {}
  for (const name of wanted) {
    const found = orDefault(name, await findText(name, sources, from.folder), values)
    const checked = check(name, found, from.folder)
    if (checked.problem) problems.push(checked.problem)
    else if (found.kind === 'found') {
      Object.assign(values, { [name]: checked.value })
      origins[name] = found.origin
    }
  }
  problems.push(...(await checkTogether(wanted, values)))

  if (problems.length > 0 || !isComplete(values, names)) return { ok: false, problems }
  Object.freeze(values)
  return { ok: true, settings: values, origins, warnings: unknownNameWarnings(sources) }
}

/** The name, and before it the setting that its default is made of. */
function withItsBase(name: SettingName): SettingName[] {
  const base = definitionOf(name).defaultFrom?.setting
  return base === undefined ? [name] : [base, name]
}

function orDefault(name: SettingName, found: FoundText, values: Partial<Settings>): FoundText {
  if (found.kind !== 'nothing') return found
  const { default: text, defaultFrom } = definitionOf(name)
  if (text !== undefined) return { kind: 'found', text, origin: 'default' }
  const base = defaultFrom && values[defaultFrom.setting]
  return base === undefined
    ? found
    : { kind: 'found', text: `${base}${defaultFrom?.path}`, origin: 'default' }
}

function check(
  name: SettingName,
  found: FoundText,
  folder: string,
): { readonly problem?: SettingProblem; readonly value?: unknown } {
  if (found.kind === 'refused') return { problem: found.problem }
  const { form, required, inFolder } = definitionOf(name)
  if (found.kind === 'nothing') {
    return required ? { problem: { setting: name, found: 'nothing', expected: form.description ?? '' } } : {}
  }
  const parsed = form.safeParse(inFolder ? inFolder(folder, found.text) : found.text)
  if (parsed.success) return { value: parsed.data }
  const expected = parsed.error.issues.map(({ message }) => message).join('; ')
  return { problem: { setting: name, found: describeFound(name, found.text, found.origin), expected } }
}

/** Every value has gone through its form, so only a missing one could make the type untrue. */
function isComplete<K extends SettingName>(
  values: Partial<Settings>,
  names: readonly K[],
): values is Partial<Settings> & Pick<Settings, K> {
  return names.every((name) => !isAlwaysSet(name) || values[name] !== undefined)
}
