import { initialState } from '../polling/poll-outcome.ts'
import { writeState } from '../polling/resource-state.ts'
import type { InstanceLine, StoredInstance } from '../record/instance-line.ts'
import { timeOf } from '../store/clock.ts'
import { createInstances, DISABLED_BY_CALLER, type Instances } from '../store/polling/instances.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { withDatabase } from './settings.ts'
import { short, table, time } from './table.ts'

/** What all of these commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
}

/** Prints the instances. */
export async function listInstances(context: CommandContext, options: Options): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const instances = await createInstances(db).list()
    if (options.json) {
      context.print(JSON.stringify(instances.map(shown), null, 2))
      return
    }
    context.print(
      table(
        ['id', 'element', 'name', 'state', 'next poll', 'deliveries', 'reason'],
        instances.map((each) => [
          String(each.id),
          each.element,
          each.name,
          each.state,
          each.state === 'waiting' ? time(each.dueAt) : '-',
          each.stopped === undefined ? 'sent' : 'stopped',
          short(each.disabled?.reason ?? each.stopped?.reason, 80),
        ]),
      ),
    )
  })
}

/** Prints one instance with its resources. */
export async function showInstance(context: CommandContext, id: number, options: Options): Promise<void> {
  await withInstance(context, id, options, async (stored, instances) => {
    const resources = await instances.resources(id)
    if (options.json) {
      context.print(JSON.stringify({ ...shown(stored), resources }, null, 2))
      return
    }
    const facts: readonly (readonly [string, string])[] = [
      ['instance', `${stored.id}, ${stored.element}, ${stored.name}`],
      ['state', [stored.state, stored.disabled?.reason].filter((text) => text !== undefined).join(': ')],
      ['next poll', stored.state === 'waiting' ? time(stored.dueAt) : '-'],
      ['deliveries', stored.stopped === undefined ? 'sent' : `stopped: ${stored.stopped.reason}`],
      ['declared by', stored.file ?? 'the API'],
    ]
    context.print(facts.map(([name, value]) => `${name.padEnd(13)} ${value}`).join('\n'))
    context.print(
      table(
        ['resource', 'polled', 'succeeded', 'failures', 'problem or warnings'],
        resources.map((line) => [
          line.name,
          time(line.polledAt),
          time(line.succeededAt),
          String(line.failures),
          short(line.problem ?? line.warnings.join('; '), 120),
        ]),
      ),
    )
  })
}

/** Has a running connector poll an instance at once. */
export async function runPoll(context: CommandContext, id: number, options: Options): Promise<void> {
  await withInstance(context, id, options, async (stored, instances, now) => {
    if (!(await instances.hasten(id, now))) {
      throw new CommandFailure(
        `instance ${id} is ${stored.state === 'claimed' ? 'being polled' : stored.state}`,
      )
    }
    say(context, options, id, 'is polled as soon as a connector looks')
  })
}

/** Has an instance polled again that was disabled. */
export async function enableInstance(
  context: CommandContext,
  id: number,
  options: Options & { readonly fromNow?: true },
): Promise<void> {
  await withInstance(context, id, options, async (stored, instances, now) => {
    const state = writeState(initialState(now))
    const restart = options.fromNow && (await instances.resources(id)).map(({ name }) => ({ name, state }))
    if (!(await instances.enable(id, now, restart, now))) {
      throw new CommandFailure(`instance ${id} is not disabled: it is ${stored.state}`)
    }
    say(context, options, id, options.fromNow ? 'is polled from now on' : 'is polled from where it was')
  })
}

/** Has an instance polled no more. */
export async function disableInstance(context: CommandContext, id: number, options: Options): Promise<void> {
  await withInstance(context, id, options, async (stored, instances, now) => {
    if (!(await instances.disable(id, DISABLED_BY_CALLER, now))) {
      throw new CommandFailure(`instance ${id} is not polled: it is ${stored.state}`)
    }
    say(context, options, id, 'is not polled any more')
  })
}

function say(context: CommandContext, { json }: Options, id: number, what: string): void {
  context.print(json ? JSON.stringify({ id, result: what }) : `Instance ${id} ${what}`)
}

async function withInstance(
  context: CommandContext,
  id: number,
  options: Options,
  work: (stored: StoredInstance, instances: Instances, now: Date) => Promise<void>,
): Promise<void> {
  await withDatabase(context, options.database, async (_overview, db) => {
    const instances = createInstances(db)
    const stored = await instances.find(id)
    if (stored === undefined) throw new CommandFailure(`there is no instance ${id}`)
    const now = await timeOf(db)
    await work(stored, instances, now())
  })
}

/** Without what is encrypted. */
function shown({ secrets: _secrets, body: _body, ...rest }: StoredInstance): InstanceLine {
  return rest
}
