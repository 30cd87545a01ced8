import type { Command } from 'commander'
import type { CommandContext } from './context.ts'
import type {
  deleteEventSubscription,
  listEventSubscriptions,
  listEventTopics,
  showEventSubscription,
  subscribe,
} from './ess.ts'

/** Managing subscriptions to events. */
export function addEssCommands(program: Command, context: CommandContext): void {
  const ess = program.command('ess').description('subscriptions to Concur’s events')
  withDataCenter(ess.command('topics'))
    .description('what the application may subscribe to')
    .action(async (options: Parameters<typeof listEventTopics>[1]) =>
      (await import('./ess.ts')).listEventTopics(context, options),
    )
  withDataCenter(ess.command('subscribe'))
    .description('make a subscription, or change the one that has this id')
    .requiredOption('--topic <name>', 'such as public.concur.expense.report')
    .option('--endpoint <url>', 'the webhook as Concur sees it, instead of ESS_ENDPOINT')
    .option('--filter <expression>', 'regular expression on the event type; by default what announces a stop')
    .option('--id <id>', 'by default made of the host and the topic')
    .action(async (options: Parameters<typeof subscribe>[1]) =>
      (await import('./ess.ts')).subscribe(context, options),
    )
  withDataCenter(ess.command('list'))
    .description('subscriptions of the application')
    .action(async (options: Parameters<typeof listEventSubscriptions>[1]) =>
      (await import('./ess.ts')).listEventSubscriptions(context, options),
    )
  withDataCenter(ess.command('show <id>'))
    .description('one subscription')
    .action(async (id: string, options: Parameters<typeof showEventSubscription>[2]) =>
      (await import('./ess.ts')).showEventSubscription(context, id, options),
    )
  withDataCenter(ess.command('delete <id>'))
    .description('delete one subscription')
    .action(async (id: string, options: Parameters<typeof deleteEventSubscription>[2]) =>
      (await import('./ess.ts')).deleteEventSubscription(context, id, options),
    )
}

function withDataCenter(command: Command): Command {
  return command
    .option('--data-center <origin>', 'instead of CONCUR_API_URL: a subscription is of one data center')
    .option('--json', 'print JSON')
}
