import type { Role } from '../record/person.ts'
import { createApiKeys } from '../store/people/api-keys.ts'
import { actorOf, refusal } from './actor.ts'
import type { CommandContext } from './context.ts'
import { withDatabase } from './settings.ts'
import { table, time } from './table.ts'

/** What all of these commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
}

/** Makes a key for a program and prints it, this once. @throws {CommandFailure} If it is refused, with the reason. */
export async function createApiKey(
  context: CommandContext,
  name: string,
  options: Options & { readonly as?: string; readonly role: Role },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const by = actorOf(context, options.as)
    const outcome = await createApiKeys(db).create(name, options.role, by, new Date())
    if (!outcome.ok) throw refusal(context, options.as, outcome.reason)
    const { key, secret } = outcome
    if (options.json) {
      context.print(JSON.stringify({ ...key, secret }, null, 2))
      return
    }
    context.print(
      `Key ${key.id} for ${key.name}, with the role ${key.role}. Keep it now, it is not shown again:`,
    )
    context.print(`\n${secret}`)
  })
}

/** Prints the keys, without their secrets. */
export async function listApiKeys(context: CommandContext, options: Options): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const keys = await createApiKeys(db).list()
    context.print(
      options.json
        ? JSON.stringify(keys, null, 2)
        : table(
            ['id', 'name', 'role', 'created', 'revoked'],
            keys.map((key) => [String(key.id), key.name, key.role, time(key.createdAt), time(key.revokedAt)]),
          ),
    )
  })
}

/** Ends a key at once. @throws {CommandFailure} If it is refused, with the reason. */
export async function revokeApiKey(
  context: CommandContext,
  id: number,
  options: Options & { readonly as?: string },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const outcome = await createApiKeys(db).revoke(id, actorOf(context, options.as), new Date())
    if (!outcome.ok) throw refusal(context, options.as, outcome.reason)
    context.print(options.json ? JSON.stringify(outcome.key, null, 2) : `Key ${id} is revoked`)
  })
}
