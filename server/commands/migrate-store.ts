import { existsSync } from 'node:fs'
import { loadSome } from '../../config/load-settings.ts'
import { problemText } from '../../config/setting-problem.ts'
import { copyStore } from '../store/copy-store.ts'
import { isPostgresUrl } from '../store/database-url.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'

/**
 * Copies the SQLite file of a stopped connector into an empty database on a PostgreSQL server; prints a line for
 * each table that was verified.
 * @param options `to`: instead of `DATABASE_URL`, in which a password is not seen by other users of the machine.
 * @throws {CommandFailure} If the addresses are not a file that exists and a server.
 * @throws {CopyError} If it cannot be copied; then the server is as it was.
 */
export async function migrateStore(
  context: CommandContext,
  options: { readonly from: string; readonly to?: string },
): Promise<void> {
  const from = await addressOf(context, options.from)
  const to = await addressOf(context, options.to)
  if (isPostgresUrl(from)) throw new CommandFailure('--from takes sqlite: and the path of a file', 2)
  if (!isPostgresUrl(to)) throw new CommandFailure('--to, or DATABASE_URL, takes postgres://...', 2)
  // Opening would make it.
  const path = from.replace(/^sqlite:/, '')
  if (!existsSync(path)) throw new CommandFailure(`there is no file ${path}`, 2)

  await withDatabase(context, from, (_from, source) =>
    withDatabase(context, to, (_to, target) =>
      copyStore(source, target, new Date(), ({ table, rows, checksum }) => {
        context.print(
          `${table.padEnd(14)} ${String(rows).padStart(10)} rows, checksum ${checksum.slice(0, 16)}`,
        )
      }),
    ),
  )
  context.print('All is copied and verified. Start connectors with the new DATABASE_URL, none with the file.')
}

/** As the setting of that name is read: checked, and with an absolute path. */
async function addressOf(context: CommandContext, url: string | undefined): Promise<string> {
  const environment = url === undefined ? context.environment : { ...context.environment, DATABASE_URL: url }
  const result = await loadSome(['DATABASE_URL'], { environment, folder: context.folder })
  if (!result.ok) throw new CommandFailure(result.problems.map(problemText).join('\n'), 2)
  return result.settings.DATABASE_URL
}
