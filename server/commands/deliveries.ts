import type { DeliveryLine, DeliveryState } from '../record/delivery-line.ts'
import { timeOf } from '../store/clock.ts'
import { createDeliveries } from '../store/deliveries/deliveries.ts'
import { actorOf } from './actor.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'
import { short, table, time } from './table.ts'

/** What the commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
}

/** Which deliveries are meant besides those that are named. */
interface Which {
  readonly instance?: number
  readonly to?: string
}

/** Prints callbacks and messages, newest first. */
export async function listDeliveries(
  context: CommandContext,
  options: Options & Which & { readonly state?: DeliveryState; readonly limit: number },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const { instance: instanceId, to: line, state, limit } = options
    const lines = await createDeliveries(db).list({ instanceId, line, state, limit })
    if (options.json) {
      context.print(JSON.stringify(lines, null, 2))
      return
    }
    context.print(
      table(
        ['id', 'to', 'about', 'events', 'made', 'state', 'tries', 'event id', 'reason'],
        lines.map((each) => [
          String(each.id),
          each.line,
          each.resource,
          String(each.events),
          time(each.createdAt),
          each.state,
          String(each.attempts),
          each.eventId,
          short(each.reason, 80),
        ]),
      ),
    )
  })
}

/** Prints one with what is sent. @throws {CommandFailure} If there is none. */
export async function showDelivery(context: CommandContext, id: number, options: Options): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const found = await createDeliveries(db).find(id)
    if (found === undefined) throw new CommandFailure(`there is no delivery ${id}`)
    const body = new TextDecoder().decode(found.body)
    context.print(
      options.json
        ? JSON.stringify({ ...found.line, body }, null, 2)
        : [...factsOf(found.line).map(([name, value]) => `${name}: ${value}`), '', body].join('\n'),
    )
  })
}

function factsOf(line: DeliveryLine): readonly (readonly [string, string])[] {
  return [
    ['to', line.line],
    ['about', line.resource],
    ['event id', line.eventId],
    ['made', time(line.createdAt)],
    ['state', line.state],
    ['tries', String(line.attempts)],
    ['next', line.state === 'waiting' && line.dueAt !== null ? time(line.dueAt) : '-'],
    ['reason', line.reason ?? '-'],
  ]
}

/**
 * Sends again what was given up, and of an instance what waits behind it. @throws {CommandFailure} If nothing was named,
 * or nothing of it was given up.
 */
export async function retryDeliveries(
  context: CommandContext,
  ids: readonly number[],
  options: Options & Which & { readonly all?: true; readonly as?: string },
): Promise<void> {
  const { instance: instanceId, to: line } = options
  if (ids.length === 0 && instanceId === undefined && line === undefined && !options.all)
    throw new CommandFailure('name deliveries, --instance, --to, or --all', 2)
  await withDatabase(context, options.database, async (_overview, db) => {
    const ofLine = line === undefined ? { ids } : { line }
    const chosen = instanceId === undefined ? ofLine : { instanceId }
    const by = actorOf(context, options.as)
    const now = await timeOf(db)
    const count = await createDeliveries(db).retry(options.all ? { all: true } : chosen, now(), by)
    context.print(options.json ? JSON.stringify({ due: count }) : `${count} will be sent`)
    if (count === 0) throw new CommandFailure('none of them was given up')
  })
}

/** Passes over what was given up. @throws {CommandFailure} If something that was named was not given up. */
export async function skipDeliveries(
  context: CommandContext,
  ids: readonly number[],
  options: Options & { readonly as?: string },
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const deliveries = createDeliveries(db)
    const by = actorOf(context, options.as)
    const refused: number[] = []
    const now = await timeOf(db)
    for (const id of new Set(ids)) if (!(await deliveries.skip(id, by, now()))) refused.push(id)
    const skipped = [...new Set(ids)].filter((id) => !refused.includes(id))
    context.print(
      options.json ? JSON.stringify({ skipped, refused }) : `${skipped.length} skipped, their lines go on`,
    )
    if (refused.length > 0) {
      throw new CommandFailure(`not given up, so there is nothing to skip: ${refused.join(', ')}`)
    }
  })
}
