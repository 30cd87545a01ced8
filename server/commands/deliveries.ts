import type { DeliveryState } from '../record/delivery-line.ts'
import { createDeliveries } from '../store/deliveries/deliveries.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'
import { short, table, time } from './table.ts'

/** What both commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
  readonly instance?: number
}

/** Prints callbacks, newest first. */
export async function listDeliveries(
  context: CommandContext,
  options: Options & { readonly state?: DeliveryState; readonly limit: number },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const { instance: instanceId, state, limit } = options
    const lines = await createDeliveries(db).list({ instanceId, state, limit })
    if (options.json) {
      context.print(JSON.stringify(lines, null, 2))
      return
    }
    context.print(
      table(
        ['id', 'instance', 'resource', 'events', 'made', 'state', 'tries', 'event id', 'reason'],
        lines.map((line) => [
          String(line.id),
          String(line.instanceId),
          line.resource,
          String(line.events),
          time(line.createdAt),
          line.state,
          String(line.attempts),
          line.eventId,
          short(line.reason, 80),
        ]),
      ),
    )
  })
}

/**
 * Sends again what was given up, and what waits behind it. @throws {CommandFailure} If nothing was named, or nothing
 * of it was given up.
 */
export async function retryDeliveries(
  context: CommandContext,
  ids: readonly number[],
  options: Options & { readonly all?: true },
): Promise<void> {
  if (ids.length === 0 && options.instance === undefined && !options.all)
    throw new CommandFailure('name deliveries, --instance, or --all', 2)
  await withDatabase(context, options.database, async (_overview, db) => {
    const chosen = options.instance === undefined ? undefined : { instanceId: options.instance }
    const count = await createDeliveries(db).retry(
      options.all ? { all: true } : (chosen ?? { ids }),
      new Date(),
    )
    context.print(options.json ? JSON.stringify({ due: count }) : `${count} will be sent`)
    if (count === 0) throw new CommandFailure('none of them was given up')
  })
}
