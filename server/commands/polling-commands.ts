import type { Command } from 'commander'
import { wholeNumber, withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import { addDeliveryCommands } from './delivery-commands.ts'
import type { createKey, listKeys, revokeKey } from './elements.ts'
import type { disableInstance, enableInstance, listInstances, runPoll, showInstance } from './poll.ts'
import type { dryRun } from './poll-dry-run.ts'

/** Instances of polling, what is sent because of them, and who may make them. */
export function addPollingCommands(program: Command, context: CommandContext): void {
  const poll = program.command('poll').description('instances of polling')
  withDatabase(poll.command('list'))
    .description('instances, with their state')
    .action(async (options: Parameters<typeof listInstances>[1]) =>
      (await import('./poll.ts')).listInstances(context, options),
    )
  withDatabase(poll.command('show <instance>'))
    .description('one instance and how far its resources were read')
    .action(async (id: string, options: Parameters<typeof showInstance>[2]) =>
      (await import('./poll.ts')).showInstance(context, wholeNumber(id), options),
    )
  withDatabase(poll.command('run <instance>'))
    .description('poll an instance now, in the running connector')
    .action(async (id: string, options: Parameters<typeof runPoll>[2]) =>
      (await import('./poll.ts')).runPoll(context, wholeNumber(id), options),
    )
  withDatabase(poll.command('enable <instance>'))
    .description('poll an instance again that was disabled, from where it was')
    .option('--from-now', 'leave out what changed meanwhile')
    .action(async (id: string, options: Parameters<typeof enableInstance>[2]) =>
      (await import('./poll.ts')).enableInstance(context, wholeNumber(id), options),
    )
  withDatabase(poll.command('disable <instance>'))
    .description('poll an instance no more')
    .action(async (id: string, options: Parameters<typeof disableInstance>[2]) =>
      (await import('./poll.ts')).disableInstance(context, wholeNumber(id), options),
    )
  poll
    .command('dry-run <file>')
    .description('poll once what a file declares and print what would be sent; keeps and sends nothing')
    .option('--hours <number>', 'from how many hours ago', wholeNumber, 24)
    .action(async (file: string, options: Parameters<typeof dryRun>[2]) =>
      (await import('./poll-dry-run.ts')).dryRun(context, file, options),
    )

  addDeliveryCommands(program, context)

  const keys = program
    .command('elements')
    .description('the instances API')
    .command('keys')
    .description('who may use it')
  withDatabase(keys.command('create <name>'))
    .description('make a key and print its secrets, once')
    .action(async (name: string, options: Parameters<typeof createKey>[2]) =>
      (await import('./elements.ts')).createKey(context, name, options),
    )
  withDatabase(keys.command('list'))
    .description('keys, without their secrets')
    .action(async (options: Parameters<typeof listKeys>[1]) =>
      (await import('./elements.ts')).listKeys(context, options),
    )
  withDatabase(keys.command('revoke <key>'))
    .description('end a key at once')
    .action(async (id: string, options: Parameters<typeof revokeKey>[2]) =>
      (await import('./elements.ts')).revokeKey(context, wholeNumber(id), options),
    )
}
