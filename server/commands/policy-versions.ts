import type { KeptPolicy } from '../record/policy-version.ts'
import { findPolicy, listPolicies } from '../store/policies/policy-versions.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'
import { table, time } from './table.ts'

/** What both commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
}

/** Prints the versions of the policy that are kept, the one that was loaded last first. */
export async function listPolicyVersions(context: CommandContext, options: Options): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const versions = await listPolicies(db)
    context.print(
      options.json
        ? JSON.stringify(versions, null, 2)
        : table(
            ['version', 'name', 'kept since', 'last loaded', 'reviews'],
            versions.map(({ version, name, keptAt, loadedAt, reviews }) => [
              version,
              name,
              time(keptAt),
              time(loadedAt),
              String(reviews),
            ]),
          ),
    )
  })
}

/**
 * Prints the text of one version, or one of its lists.
 * @throws {CommandFailure} If it is not kept, or has no such list.
 */
export async function showPolicyVersion(
  context: CommandContext,
  version: string,
  options: Options & { readonly list?: string },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const policy = await findPolicy(db, version.toLowerCase())
    if (policy === undefined)
      throw new CommandFailure(`the policy ${version} is not kept; policy versions lists those that are`)
    if (options.json) {
      const { texts, ...rest } = policy
      const lists = Object.fromEntries(texts.lists)
      context.print(JSON.stringify({ ...rest, text: texts.text, lists }, null, 2))
      return
    }
    await context.write(options.list === undefined ? policy.texts.text : listOf(policy, options.list))
  })
}

function listOf({ version, texts: { lists } }: KeptPolicy, name: string): string {
  const text = lists.get(name)
  if (text !== undefined) return text
  const known = lists.size === 0 ? 'it has none' : `there is ${[...lists.keys()].join(', ')}`
  throw new CommandFailure(`--list ${name}: the policy ${version} has no such list; ${known}`)
}
