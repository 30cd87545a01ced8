import { access } from 'node:fs/promises'
import { loadSettings, loadSome } from '../../config/load-settings.ts'
import { problemText, type SettingProblem } from '../../config/setting-problem.ts'
import type { SettingName, Settings } from '../../config/settings.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { createOverview, type Overview } from '../store/operators/overview.ts'
import { type CommandContext, CommandFailure } from './context.ts'

/** All settings. @throws {CommandFailure} With every problem, and exit status 2. */
export async function requireSettings(
  context: Pick<CommandContext, 'environment' | 'folder'>,
): Promise<{ readonly settings: Settings; readonly warnings: readonly string[] }> {
  const result = await loadSettings(context)
  if (!result.ok) throw settingsFailure(result.problems)
  return result
}

/** Some settings, whatever else is missing or wrong. @throws {CommandFailure} As {@link requireSettings}. */
export async function requireSome<Name extends SettingName>(
  context: Pick<CommandContext, 'environment' | 'folder'>,
  names: readonly Name[],
): Promise<Pick<Settings, Name>> {
  const result = await loadSome(names, context)
  if (!result.ok) throw settingsFailure(result.problems)
  return result.settings
}

/**
 * Opens the database for an operator's command, which needs no other setting, and closes it afterwards.
 * @param url From the command line, instead of `DATABASE_URL`.
 */
export async function withDatabase<Result>(
  context: CommandContext,
  url: string | undefined,
  work: (overview: Overview, db: Database) => Promise<Result>,
): Promise<Result> {
  const environment = url === undefined ? context.environment : { ...context.environment, DATABASE_URL: url }
  const settings = await requireSome({ environment, folder: context.folder }, ['DATABASE_URL'])
  await requireDatabase(settings.DATABASE_URL)
  const db = await openDatabase(settings.DATABASE_URL)
  try {
    return await work(createOverview(db), db)
  } finally {
    await db.destroy()
  }
}

/** A command that only looks must not make a database where a name is mistyped. */
async function requireDatabase(url: string): Promise<void> {
  const file = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : undefined
  if (file === undefined) return
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (!isThere) throw new CommandFailure(`there is no database ${file}: check DATABASE_URL or --database`, 2)
}

/** Every problem, and exit status 2. */
export function settingsFailure(problems: readonly SettingProblem[]): CommandFailure {
  const count = problems.length === 1 ? 'a setting is' : `${problems.length} settings are`
  return new CommandFailure(
    [`${count} missing or wrong:`, ...problems.map((problem) => `- ${problemText(problem)}`)].join('\n'),
    2,
  )
}
