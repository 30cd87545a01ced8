import { type Command, Option } from 'commander'
import { wholeNumber, withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import type { listDeliveries, retryDeliveries, showDelivery, skipDeliveries } from './deliveries.ts'

/** What is sent: callbacks of instances, and messages to people. */
export function addDeliveryCommands(program: Command, context: CommandContext): void {
  const deliveries = program
    .command('deliveries')
    .description('what is sent: callbacks to the URLs of instances, and messages to people')
  withDatabase(deliveries.command('list'))
    .description('deliveries, newest first')
    .option('--instance <number>', 'callbacks of one instance', wholeNumber)
    .option('--to <receiver>', 'to one receiver, such as mail:ada@example.com, teams:finance, instance:3')
    .addOption(new Option('--state <state>').choices(['waiting', 'claimed', 'done', 'dead', 'skipped']))
    .option('--limit <number>', 'how many', wholeNumber, 50)
    .action(async (options: Parameters<typeof listDeliveries>[1]) =>
      (await import('./deliveries.ts')).listDeliveries(context, options),
    )
  withDatabase(deliveries.command('show <id>'))
    .description('one delivery, with what is sent')
    .action(async (id: string, options: Parameters<typeof showDelivery>[2]) =>
      (await import('./deliveries.ts')).showDelivery(context, wholeNumber(id), options),
    )
  withDatabase(deliveries.command('retry [ids...]'))
    .description('send again what was given up; of an instance, also what waits behind it')
    .option('--instance <number>', 'all of one instance', wholeNumber)
    .option('--to <receiver>', 'all to one receiver')
    .option('--all', 'all')
    .option('--as <login>', 'who acts, if it is not whose login types this')
    .action(async (ids: string[], options: Parameters<typeof retryDeliveries>[2]) =>
      (await import('./deliveries.ts')).retryDeliveries(context, ids.map(wholeNumber), options),
    )
  withDatabase(deliveries.command('skip <ids...>'))
    .description('pass over what was given up, so that what waits behind it is sent')
    .option('--as <login>', 'who acts, if it is not whose login types this')
    .action(async (ids: string[], options: Parameters<typeof skipDeliveries>[2]) =>
      (await import('./deliveries.ts')).skipDeliveries(context, ids.map(wholeNumber), options),
    )
}
