import { createElementsKeys } from '../store/polling/elements-keys.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'
import { table, time } from './table.ts'

/** What all of these commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
}

/** Makes a key for the instances API, and prints its secrets: nobody can read them again. */
export async function createKey(context: CommandContext, name: string, options: Options): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const key = await createElementsKeys(db).create(name, new Date())
    if (options.json) {
      context.print(JSON.stringify({ name, ...key }, null, 2))
      return
    }
    context.print(`Key ${key.id} for ${name}. Keep its secrets now, they are not shown again:`)
    context.print(`\nAuthorization: User ${key.user}, Organization ${key.organization}`)
  })
}

/** Prints the keys, without their secrets. */
export async function listKeys(context: CommandContext, options: Options): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const keys = await createElementsKeys(db).list()
    context.print(
      options.json
        ? JSON.stringify(keys, null, 2)
        : table(
            ['id', 'name', 'created', 'revoked'],
            keys.map((key) => [String(key.id), key.name, time(key.createdAt), time(key.revokedAt)]),
          ),
    )
  })
}

/** Ends a key at once. @throws {CommandFailure} If there is none. */
export async function revokeKey(context: CommandContext, id: number, options: Options): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    if (!(await createElementsKeys(db).revoke(id, new Date()))) {
      throw new CommandFailure(`there is no key ${id}, or it is revoked already`)
    }
    context.print(options.json ? JSON.stringify({ revoked: id }) : `Key ${id} is revoked`)
  })
}
