import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { readTextFile } from './setting-files.ts'
import type { SettingOrigin, SettingProblem } from './setting-problem.ts'
import { from } from './setting-problem.ts'
import type { SettingName } from './settings.ts'
import { fileNameOf } from './settings.ts'
import { parseWebConfig } from './web-config.ts'

/** Where settings are looked for. */
export interface SettingsFrom {
  /** The environment of the process. */
  readonly environment: NodeJS.ProcessEnv
  /** Absolute path of the folder that `.env` and `web.config` stand in, and that relative paths start at. */
  readonly folder: string
}

/** One of the places that settings come from, already read. */
export interface SettingSource {
  readonly origin: SettingOrigin
  /** The names that somebody wrote there for us; none for the environment, which is full of others' names. */
  readonly names: readonly string[]
  readonly textOf: (name: string) => string | undefined
}

/** The name that says where the `web.config` is. Not a setting itself, since it cannot stand in that file. */
export const WEB_CONFIG = 'WEB_CONFIG'

/**
 * Reads `web.config`, `.env` and the environment, in this order, and changes none of them. A file that is not there
 * is no source; one that is there and cannot be understood, or that `WEB_CONFIG` names in vain, is a problem.
 */
export async function readSources({
  environment,
  folder,
}: SettingsFrom): Promise<{ sources: SettingSource[]; problems: SettingProblem[] }> {
  const problems: SettingProblem[] = []
  const dotEnv = await readDotEnv(folder, problems)
  const fromEnvironment: SettingSource = {
    origin: 'environment',
    names: [],
    textOf: (name) => environment[name],
  }
  const webConfigPath = setText(fromEnvironment, WEB_CONFIG) ?? setText(dotEnv, WEB_CONFIG)
  const webConfig = await readWebConfig(folder, webConfigPath, problems)
  return { sources: [webConfig, dotEnv, fromEnvironment], problems }
}

/** What the sources say of one setting. */
export type FoundText =
  | { readonly kind: 'found'; readonly text: string; readonly origin: SettingOrigin }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly problem: SettingProblem }

/**
 * The text of a setting from the last of the sources that has it, there or in the file that `NAME_FILE` names.
 * @param sources From {@link readSources}: the later wins.
 */
export async function findText(
  name: SettingName,
  sources: readonly SettingSource[],
  folder: string,
): Promise<FoundText> {
  const fileName = fileNameOf(name)
  for (const source of sources.toReversed()) {
    const { origin } = source
    const text = setText(source, name)
    const path = fileName === undefined ? undefined : setText(source, fileName)
    if (fileName !== undefined && path !== undefined) {
      if (text !== undefined) return { kind: 'refused', problem: bothSet(name, fileName, origin) }
      const fromFile = await textFromFile(fileName, path, origin, folder)
      if (fromFile.kind !== 'nothing') return fromFile
    }
    if (text !== undefined) return { kind: 'found', text, origin }
  }
  return { kind: 'nothing' }
}

/** A value that is empty counts as not set. */
function setText(source: SettingSource, name: string): string | undefined {
  return source.textOf(name) || undefined
}

function bothSet(name: SettingName, fileName: string, origin: SettingOrigin): SettingProblem {
  return { setting: name, found: `both ${name} and ${fileName} ${from(origin)}`, expected: 'one of them' }
}

async function textFromFile(
  fileName: string,
  path: string,
  origin: SettingOrigin,
  folder: string,
): Promise<FoundText> {
  const absolutePath = resolve(folder, path)
  const file = await readTextFile(absolutePath)
  if (!file.ok) {
    const found = `${JSON.stringify(absolutePath)} ${from(origin)} (${file.reason})`
    return {
      kind: 'refused',
      problem: { setting: fileName, found, expected: 'a text file that can be read' },
    }
  }
  const text = file.text.replace(/\r?\n$/, '')
  return text === '' ? { kind: 'nothing' } : { kind: 'found', text, origin }
}

async function readDotEnv(folder: string, problems: SettingProblem[]): Promise<SettingSource> {
  const file = await readTextFile(resolve(folder, '.env'))
  if (!file.ok && !file.isMissing) {
    problems.push({ setting: '.env', found: file.reason, expected: 'a text file of lines NAME=value' })
  }
  return sourceOf('.env', new Map(file.ok ? Object.entries(parseEnv(file.text)) : []))
}

async function readWebConfig(
  folder: string,
  named: string | undefined,
  problems: SettingProblem[],
): Promise<SettingSource> {
  const path = resolve(folder, named ?? 'web.config')
  const file = await readTextFile(path)
  const parsed = file.ok ? parseWebConfig(file.text) : { ok: false as const, problem: file.reason }
  if (parsed.ok) return sourceOf('web.config', parsed.appSettings)
  const isAbsent = named === undefined && !file.ok && file.isMissing
  if (!isAbsent) {
    const found = `${JSON.stringify(path)}: ${parsed.problem}`
    problems.push({ setting: WEB_CONFIG, found, expected: 'the path of an IIS web.config' })
  }
  return sourceOf('web.config', new Map())
}

function sourceOf(origin: SettingOrigin, texts: ReadonlyMap<string, string | undefined>): SettingSource {
  return { origin, names: [...texts.keys()], textOf: (name) => texts.get(name) }
}
