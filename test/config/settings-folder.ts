import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { SettingProblem } from '../../config/setting-problem.ts'

/** The least that is required, with TLS off. */
export const REQUIRED = {
  CONNECTOR_USERNAME: 'concur-user',
  CONNECTOR_PASSWORD: 'concur-password',
  CONCUR_CLIENT_ID: 'client-id',
  CONCUR_CLIENT_SECRET: 'client-secret',
  TLS: 'off',
}

const folders: string[] = []

/** A new folder with these files, by relative path, and an example policy. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'settings-'))
  folders.push(folder)
  for (const [path, content] of Object.entries({ 'config/policy.example.yaml': 'rules: []', ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

/** For `afterEach`. */
export async function removeFolders(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
}

/** A `web.config` with these lines in its `<appSettings>`. */
export function webConfig(...lines: string[]): string {
  return `<configuration><appSettings>${lines.join('')}</appSettings></configuration>`
}

/** The problems, or a failure of the test if there are none. */
export function problemsOf(
  result: { readonly ok: true } | { readonly ok: false; readonly problems: readonly SettingProblem[] },
): readonly SettingProblem[] {
  if (result.ok) throw new Error('settings were accepted')
  return result.problems
}

/** What was loaded, or a failure of the test that says why not. */
export function loaded<T extends { readonly ok: boolean }>(result: T): Extract<T, { readonly ok: true }> {
  if (!isLoaded(result)) throw new Error(JSON.stringify(result))
  return result
}

function isLoaded<T extends { readonly ok: boolean }>(
  result: T,
): result is Extract<T, { readonly ok: true }> {
  return result.ok
}
