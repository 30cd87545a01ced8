import { TELL_SETTINGS, tellerOptions } from '../connector/tell-from-settings.ts'
import type { BulkLimits } from '../record/bulk-decision.ts'
import { parsePeopleFile } from '../tell/parse-people-file.ts'
import { readPeopleFile } from '../tell/read-people-file.ts'
import type { CommandContext } from './context.ts'
import { requireSome } from './settings.ts'

/**
 * Up to which sums one person alone decides on several reports at once, by the people file.
 * @throws {CommandFailure} If a setting is wrong. @throws {PeopleFileError} If the file cannot be used: then nobody can tell.
 */
export async function readBulkLimits(context: CommandContext): Promise<BulkLimits | undefined> {
  const settings = await requireSome(context, TELL_SETTINGS)
  const { PEOPLE_FILE: path } = settings
  if (path === undefined) return undefined
  const { ways } = await tellerOptions(settings, () => new Date())
  return parsePeopleFile(await readPeopleFile(path), path, ways).bulkLimits
}
